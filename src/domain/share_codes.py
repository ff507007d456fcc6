"""Codes that one person tells another: short enough to read out, too many to guess. Pure: no clock, no I/O."""

from collections.abc import Sequence

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that nobody mixes up. 30**8 codes are 6.6e11: with ten thousand of them given out and the usual 1,000
requests an hour, a guess finds one in seven years."""

SIGNS = 8


def code_of(numbers: Sequence[int]) -> str:
    """`XXXX-XXXX` from eight random numbers."""
    signs = "".join(ALPHABET[number % len(ALPHABET)] for number in numbers[:SIGNS])
    return f"{signs[:4]}-{signs[4:]}"


def normal_code(said: str) -> str:
    """A code as it is kept, from what somebody typed: spaces, dashes and letter case do not matter."""
    signs = "".join(each for each in said.upper() if each.isalnum())
    return f"{signs[:4]}-{signs[4:]}"
