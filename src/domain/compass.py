"""Rules about compass zones. Pure: no database, no clock, no I/O."""

MOST_ACTIVE = 5
"""More parts of life than that are a list, not a compass."""


def name_key(name: str) -> str:
    """A zone's name as it is compared: no two zones in use share it."""
    return " ".join(name.split()).casefold()
