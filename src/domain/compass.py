"""Rules about compass zones. Pure: no database, no clock, no I/O."""

MOST_ACTIVE = 5
"""More parts of life than that are a list, not a compass."""

LAST_PLACE = 1000
"""The highest `sort_order`. Zones with one place stand in the order in which they were made."""


def place_after(last: int) -> int:
    """The `sort_order` that comes after `last`."""
    return min(last + 1, LAST_PLACE)


def name_key(name: str) -> str:
    """A zone's name as it is compared: no two zones in use share it."""
    return " ".join(name.split()).casefold()
