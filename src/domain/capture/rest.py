"""A dump of more thoughts than anybody looks through: the first are items, the rest one note, and nothing is lost."""

from collections.abc import Sequence

from src.domain.capture.model import Doubt, ItemType, ParsedItem

MOST_ITEMS = 500
LONGEST_REST = 10_000
"""Characters of the note, so that it fits the description of a task."""


def with_rest_as_note(items: Sequence[ParsedItem]) -> tuple[ParsedItem, ...]:
    """The items, at most 500; the titles of those that are too many stand in one last note."""
    if len(items) <= MOST_ITEMS:
        return tuple(items)
    rest = "\n".join(item.title for item in items[MOST_ITEMS - 1 :])[:LONGEST_REST]
    doubt = Doubt("type", "too many thoughts for one dump", ("note", "task"))
    note = ParsedItem(
        ItemType.NOTE,
        rest,
        is_sensitive=any(item.is_sensitive for item in items[MOST_ITEMS - 1 :]),
        confidence=0.5,
        needs_confirmation=True,
        doubts=(doubt,),
    )
    return (*items[: MOST_ITEMS - 1], note)
