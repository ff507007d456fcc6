"""Settles how many steps there are and how long each is. The cap is hard: no step is ever longer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .drafting import Draft, joined
from .remaining import halves
from .text import same_words

FIRST_STEP_MINUTES = 2
LONGEST_JOINED = 160


@dataclass(frozen=True, slots=True)
class Limits:
    """`pace` multiplies all minutes, `stretch` those of steps that can be done for longer or shorter."""

    max_steps: int
    cap: int
    pace: float = 1.0
    stretch: float = 1.0
    joins: bool = False


def paced(drafts: Sequence[Draft], limits: Limits) -> list[Draft]:
    """At most `max_steps` drafts of 1 to `cap` minutes, in order; the first takes at most two."""
    timed = [_timed(draft, limits) for draft in drafts]
    if limits.joins:
        timed = _with_joins(timed, limits.cap)
    chosen = chosen_drafts(timed, limits.max_steps)
    spare = limits.max_steps - len(chosen)
    steps: list[Draft] = []
    for draft in chosen:
        cap = limits.cap if steps else min(limits.cap, FIRST_STEP_MINUTES)
        pieces = _pieces(draft, cap=cap, later_cap=limits.cap, most=1 + spare)
        spare -= len(pieces) - 1
        steps.extend(pieces)
    return _unlike(steps)


def chosen_drafts(drafts: Sequence[Draft], most: int, *, opens: bool = True) -> list[Draft]:
    """The `most` drafts that matter, in order: the first (when it opens the task), the essential ones, the rest."""
    ranked = sorted(
        range(len(drafts)), key=lambda place: (not (opens and place == 0), not drafts[place].is_essential, place)
    )
    return [drafts[place] for place in sorted(ranked[:most])]


def stretch_for(drafts: Sequence[Draft], minutes: float) -> float:
    """How much longer the stretchable drafts must be for all of them to take `minutes`, between 0.4 and 4."""
    fixed = sum(draft.minutes for draft in drafts if not draft.is_stretchable)
    elastic = sum(draft.minutes for draft in drafts if draft.is_stretchable)
    return min(4.0, max(0.4, (minutes - fixed) / elastic)) if elastic else 1.0


def _timed(draft: Draft, limits: Limits) -> Draft:
    factor = limits.pace * (limits.stretch if draft.is_stretchable else 1.0)
    return replace(draft, minutes=max(1, round(draft.minutes * factor)))


def _with_joins(drafts: Sequence[Draft], cap: int) -> list[Draft]:
    """Neighbours of the same sort joined while they fit under the cap; the first step stays as tiny as it is."""
    steps = list(drafts[:1])
    for draft in drafts[1:]:
        last = steps[-1]
        fits = len(steps) > 1 and last.minutes + draft.minutes <= cap and last.leaf_type == draft.leaf_type
        plain = not (last.is_stretchable or draft.is_stretchable or ", then " in last.text)
        if fits and plain and len(last.text) + len(draft.text) < LONGEST_JOINED:
            steps[-1] = joined(last, draft)
        else:
            steps.append(draft)
    return steps


def _pieces(draft: Draft, *, cap: int, later_cap: int, most: int) -> list[Draft]:
    if draft.minutes <= cap and not draft.rounds_done:
        return [draft]
    if draft.is_stretchable:
        return _rounds(draft, cap=cap, later_cap=later_cap, most=most)
    if most > 1 and (both := halves(draft)):
        first, second = both
        return [
            replace(first, minutes=min(first.minutes, cap)),
            replace(second, minutes=min(second.minutes, later_cap)),
        ]
    return [replace(draft, minutes=cap)]


def _rounds(draft: Draft, *, cap: int, later_cap: int, most: int) -> list[Draft]:
    """The draft for a few minutes at a time, evenly; what does not fit in `most` rounds is left out."""
    first = min(cap, draft.minutes)
    count = min(most, 1 + math.ceil((draft.minutes - first) / later_cap))
    left = min(draft.minutes - first, later_cap * (count - 1))
    rounds = [_round(draft, 1, first)]
    for number in range(2, count + 1):
        minutes = math.ceil(left / (count + 1 - number))
        left -= minutes
        rounds.append(_round(draft, number, minutes))
    return rounds


def _round(draft: Draft, number: int, minutes: int) -> Draft:
    """The draft for some minutes, worded so that no two rounds of a step are alike, those done before included."""
    place = draft.rounds_done + number
    tail = f", round {place}" if place > 2 else ""
    return replace(draft, text=f"{draft.text} for {_minutes(minutes, more=place > 1)}{tail}", minutes=minutes)


def _minutes(count: int, *, more: bool = False) -> str:
    return f"{count} {'more ' if more else ''}{'minute' if count == 1 else 'minutes'}"


def _unlike(steps: Sequence[Draft]) -> list[Draft]:
    return list({same_words(step.text): step for step in reversed(steps)}.values())[::-1]
