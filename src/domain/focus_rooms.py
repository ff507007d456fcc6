"""Rules about focus rooms. Pure: no database, no clock, no I/O."""

from collections.abc import Sequence
from datetime import timedelta

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that nobody mixes up: 30**8 codes are 6.6e11, so guessing finds nothing."""

CODE_SIGNS = 8
MOST_MEMBERS = 25
MOST_OPEN_ROOMS = 5
RENEW_EVERY = timedelta(seconds=20)
LEASE = timedelta(seconds=60)
"""Who has not been heard of for that long has left."""


def code_of(numbers: Sequence[int]) -> str:
    """`XXXX-XXXX` from eight random numbers."""
    signs = "".join(ALPHABET[number % len(ALPHABET)] for number in numbers[:CODE_SIGNS])
    return f"{signs[:4]}-{signs[4:]}"


def normal_code(said: str) -> str:
    """A code as it is kept, from what somebody typed: spaces, dashes and letter case do not matter."""
    signs = "".join(each for each in said.upper() if each.isalnum())
    return f"{signs[:4]}-{signs[4:]}"
