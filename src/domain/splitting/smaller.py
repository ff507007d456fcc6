"""Splits one micro-step further: two to four smaller ones, each shorter than the step was."""

from __future__ import annotations

from functools import cache

from .drafting import Draft, emoji_for, leaf_type_for
from .grammar import quoted
from .habits import StepHabits
from .lexicon import listed, read_table, step_emojis
from .models import Split, SplitMethod
from .pacing import FIRST_STEP_MINUTES, Limits, paced
from .reading import read_title, tidy_title
from .splitter import LOW_ENERGY, cap_for, kind_of
from .telling import told
from .text import capitalised, clipped, lowered, same_words

LONGEST_JOB = 200
MOST_STEPS = 4
CONFIDENCE = 0.7


def decompose(
    step: str,
    *,
    minutes: int,
    task_title: str = "",
    max_minutes_per_step: int = 5,
    energy_level: int | None = None,
    habits: StepHabits | None = None,
) -> Split:
    """The step in two to four smaller ones, the first at most two minutes, none as long as `minutes` when that was
    more than one. The kind is that of `task_title`, or of the step without one.
    """
    text = tidy_title(step) or tidy_title(task_title) or "this step"
    kind = _kind(text, task_title)
    is_low = energy_level is not None and energy_level <= LOW_ENERGY
    asked = cap_for(max_minutes_per_step, habit=habits.learned(kind) if habits else None, is_low_energy=is_low)
    whole = min(600, max(1, minutes))
    cap = max(1, min(asked, whole - 1))
    parts = [part for part in _parts(text) if same_words(part) != same_words(text)] or _parts("Do " + quoted(text))
    drafts = [_draft(part, _share(whole, place, len(parts), cap)) for place, part in enumerate(parts)]
    smaller = paced(drafts, Limits(max_steps=MOST_STEPS, cap=cap))
    return Split(
        kind=kind,
        method=SplitMethod.RULES,
        steps=told(smaller, confidence=CONFIDENCE, is_low_energy=is_low),
        reasoning=f"{quoted(clipped(text, 80))} is in smaller pieces now; the first one only gets your hands there.",
    )


def _kind(text: str, task_title: str) -> str:
    return kind_of(task_title if tidy_title(task_title) else text)


def _share(whole: int, place: int, count: int, cap: int) -> int:
    if place == 0:
        return 1 if whole < 4 else FIRST_STEP_MINUTES if whole > 8 else 1
    return max(1, min(cap, (whole - 1) // max(1, count - 1)))


def _draft(text: str, minutes: int) -> Draft:
    return Draft(text, minutes, leaf_type_for(text), emoji_for(text, otherwise="👉"))


def _parts(text: str) -> list[str]:
    """Its own halves when the step says two things, else the lines for its verb."""
    clauses = [capitalised(clause.text) for clause in read_title(text)]
    if len(clauses) > 1 and all(clause.split(" ", 1)[0] in step_emojis() for clause in clauses):
        return ["Put what you need for this in front of you", *clauses[:3]]
    verb, _, rest = capitalised(text).partition(" ")
    verb = verb.strip(",.:;!?“”\"'")
    lines = _lines_for(verb)
    words = {
        "{step}": clipped(lowered(text), LONGEST_JOB),
        "{Step}": clipped(f"{verb} {rest}" if rest else text, LONGEST_JOB),
    }
    return [_filled(line, words) for line in lines if line != "{Step}" or len(lines) > 2]


def _filled(line: str, words: dict[str, str]) -> str:
    """`line` with its first slot of each sort filled; split at the slots so that typed braces stay as typed."""
    for slot, said in words.items():
        if slot in line:
            before, _, after = line.partition(slot)
            return f"{_filled(before, words) if before else ''}{said}{_filled(after, words) if after else ''}"
    return line


def _lines_for(verb: str) -> tuple[str, ...]:
    return _table().get(verb) or _table()["*"]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    return {
        verb: tuple(filter(None, map(str.strip, row["lines"].splitlines())))
        for row in read_table("smaller.toml")["verbs"]
        for verb in listed(row["verbs"])
    }
