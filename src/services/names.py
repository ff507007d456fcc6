"""Finding the name that somebody meant: exactly, then forgivingly."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from src.domain.search import fold

SHORTEST_PREFIX = 3


def meant_name(written: str, names: Sequence[str]) -> str | None:
    """The one of `names` that `written` means: the same but for case and accents, else the one a slip away.

    One slip (a letter missing, added, changed, or two swapped: optimal string alignment distance, Damerau 1964) is
    forgiven from four letters on, two from eight; "Max" and "Mia" are two people. Two names as near: neither.
    """
    wanted = fold(written)
    distances = _distances(wanted, names, most=_slips(wanted))
    nearest = min(distances.values(), default=None)
    found = [name for name, distance in distances.items() if distance == nearest]
    return found[0] if found and (nearest == 0 or len(found) == 1) else None


def possible_names(written: str, names: Sequence[str]) -> list[str]:
    """Names worth asking about, the nearest first: one slip more than is forgiven, or `written` begins them."""
    wanted = fold(written)
    distances = _distances(wanted, names, most=_slips(wanted) + 1 if _slips(wanted) else 0)
    begun = [name for name in names if len(wanted) >= SHORTEST_PREFIX and fold(name).startswith(wanted)]
    return list(dict.fromkeys([*sorted(distances, key=lambda name: (distances[name], name)), *begun]))


def _slips(wanted: str) -> int:
    return 0 if len(wanted) < 4 else 1 if len(wanted) < 8 else 2


def _distances(wanted: str, names: Sequence[str], *, most: int) -> dict[str, int]:
    found = {name: OSA.distance(wanted, fold(name), score_cutoff=most) for name in names}
    return {name: distance for name, distance in found.items() if distance <= most}
