"""Says why: the reasoning of a split and of each step, in plain and kind words."""

from __future__ import annotations

from collections.abc import Sequence

from .drafting import Draft, Job
from .grammar import addressed, quoted
from .habits import KindHabit
from .lexicon import kinds
from .models import LeafType, Step
from .text import clipped

LONGEST_LABEL = 48
_LABEL_ENDS = (", ", " \u2013 ", ": ", " and ", " so that ", " until ", " that ", " which ", " with ", " for ")


def told(drafts: Sequence[Draft], *, confidence: float, is_low_energy: bool) -> tuple[Step, ...]:
    last = len(drafts) - 1
    return tuple(
        Step(
            description=draft.text,
            short_label=short_label(draft.text),
            estimated_minutes=draft.minutes,
            emoji=draft.emoji,
            delegation_mode=draft.delegation_mode,
            leaf_type=draft.leaf_type,
            reasoning=_step_reason(draft, is_first=place == 0, is_last=place == last, is_low_energy=is_low_energy),
            confidence=round(max(0.1, confidence - 0.01 * place), 2),
        )
        for place, draft in enumerate(drafts)
    )


def short_label(text: str) -> str:
    """The step in a few words, for a button or a watch."""
    for end in _LABEL_ENDS:
        head = text.partition(end)[0]
        if 8 <= len(head) <= LONGEST_LABEL and " " in head:
            return head
    return clipped(text, LONGEST_LABEL)


def _step_reason(draft: Draft, *, is_first: bool, is_last: bool, is_low_energy: bool) -> str:
    if is_first:
        return "Small enough to start with, and you can see that it is done"
    if is_low_energy and draft.leaf_type == LeafType.PHYSICAL:
        return "The hands can do this one while the head rests"
    if draft.is_essential:
        return "This is the heart of the task"
    if is_last:
        return "It closes this round, so that you can let go of it"
    if draft.is_stretchable:
        return "It has an end you can see, and you may stop there"
    return "One action that makes the next one easier"


def reasoning_for(
    *,
    jobs: Sequence[Job],
    habit: KindHabit | None,
    cap: int,
    is_low_energy: bool,
    phase: tuple[int, tuple[str, ...]] | None,
) -> str:
    """A few sentences: what the steps rest on, the phase, the day that was named, what was learned."""
    sentences = [_ground(jobs), *_phase_words(phase), *_day_words(jobs)]
    if is_low_energy:
        sentences.append("Little energy today, so the steps are smaller and the body goes first.")
    if habit:
        sentences.extend(_learned(kinds()[jobs[0].kind].name, habit, cap))
    return " ".join(sentences)


def _ground(jobs: Sequence[Job]) -> str:
    if len(jobs) > 1:
        return f"There are {len(jobs)} things in this task, so each gets its own small steps."
    job = jobs[0]
    if not job.is_understood:
        title = quoted(job.clause.text)
        return f"The words of {title} leave room, so the steps first make it something you can see and touch."
    title = quoted(addressed(job.clause.text))
    return f"{title} is {kinds()[job.kind].name}: a tiny first step you can see, then one action at a time."


def _phase_words(phase: tuple[int, tuple[str, ...]] | None) -> list[str]:
    if not phase:
        return []
    number, names = phase
    return [f"It is a long one, so these steps are only for part {number} of {len(names)}: {names[number - 1]}."]


def _day_words(jobs: Sequence[Job]) -> list[str]:
    named = list(dict.fromkeys(job.clause.when for job in jobs if job.clause.when))
    return [f"You named a time: {', '.join(named)}."] if named else []


def _learned(kind: str, habit: KindHabit, cap: int) -> list[str]:
    """What was learned, in numbers, when it changes something."""
    count = habit.sample_count
    sentences = []
    if habit.size < 0.95:
        limit = f"{cap} minute{'' if cap == 1 else 's'}"
        sentences.append(f"Smaller steps suit you for {kind} ({count} steps so far), so none is over {limit}.")
    elif habit.size > 1.05:
        sentences.append(f"Bigger steps suit you for {kind} ({count} steps so far), so these are a little larger.")
    if abs(habit.pace - 1) > 0.05:
        sentences.append(
            f"Your {count} steps for {kind} took about {habit.pace:.1f} times the minutes first planned, "
            "so the minutes follow that."
        )
    return sentences
