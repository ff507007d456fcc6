"""Splits a task into first, small, visible steps, without a network.

Starting is the hard part with ADHD (task initiation; Barkley 1997, Brown 2005), and a plan that names the place and
the first movement is far more often carried out (implementation intentions; Gollwitzer & Sheeran 2006). Hence the
rules: the first step is tiny, bodily and concrete, every step is one action with a visible end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .clause import Clause
from .drafting import Chapter, Draft, Job, anchored, chapters_of, job_for, opener_for, own_list
from .habits import KindHabit, StepHabits
from .library import Pattern, best_pattern, ladder, library, long_pattern
from .models import LeafType, Split, SplitMethod
from .pacing import FIRST_STEP_MINUTES, Limits, chosen_drafts, paced, stretch_for
from .reading import read_clause, read_title
from .remaining import not_done
from .telling import reasoning_for, told
from .text import capitalised, clipped, list_items, shown, stems_of

MAX_STEPS = (2, 10)
MAX_MINUTES = (1, 10)
LOW_ENERGY = 1
LOW_ENERGY_MINUTES = 3
# Above this a task gets phases, and steps for the next phase only.
LONG_TASK_HOURS = 1.5
# Below this a task that usually has phases is short enough to do in one go.
SHORT_TASK_HOURS = 1.0
JOINS_FROM_SIZE = 1.25


@dataclass(frozen=True, slots=True)
class _Request:
    jobs: tuple[Job, ...]
    description: str
    hours: float | None
    max_steps: int
    cap: int
    is_low_energy: bool
    habit: KindHabit | None
    done: Sequence[str]

    @property
    def main(self) -> Job:
        return self.jobs[0]

    @property
    def is_long(self) -> bool:
        if self.hours is not None and self.hours > LONG_TASK_HOURS:
            return True
        return self.main.pattern.is_phased and (self.hours is None or self.hours >= SHORT_TASK_HOURS)


def split(
    title: str,
    *,
    description: str = "",
    estimated_hours: float | None = None,
    tags: Sequence[str] = (),
    max_steps: int = 7,
    max_minutes_per_step: int = 5,
    energy_level: int | None = None,
    habits: StepHabits | None = None,
    done: Sequence[str] = (),
) -> Split:
    """The steps to do next for a task: at least one, at most `max_steps` (2 to 10), each within `max_minutes_per_step`
    (1 to 10; both are brought into their range), the first at most two minutes. Equal arguments give equal answers.

    `energy_level` 1 makes steps smaller and starts with the body. Nothing in `done` is proposed again. A long task
    gets `phases` and the steps of the next one only. Takes time linear in the length of the texts.
    """
    jobs = _jobs(title, description, tags)
    habit = habits.learned(jobs[0].kind) if habits else None
    is_low = energy_level is not None and energy_level <= LOW_ENERGY
    request = _Request(
        jobs=jobs,
        description=description,
        hours=_sensible_hours(estimated_hours),
        max_steps=min(MAX_STEPS[1], max(MAX_STEPS[0], max_steps)),
        cap=cap_for(max_minutes_per_step, habit=habit, is_low_energy=is_low),
        is_low_energy=is_low,
        habit=habit,
        done=done,
    )
    return _answer(request)


def kind_of(title: str) -> str:
    """The kind of the first job in `title`: a key of `kinds.toml`, "general" when it is not understood."""
    return job_for(read_title(title)[0]).kind


def _answer(request: _Request) -> Split:
    chapters = _chapters(request)
    number, drafts = _next_chapter(request, chapters)
    steps = paced(_with_first_step(request, drafts), _limits(request, drafts, is_whole=len(chapters) == 1))
    phases = tuple(chapter.name for chapter in chapters if chapter.name)
    understood = any(job.is_understood for job in request.jobs)
    return Split(
        kind=request.main.kind,
        method=SplitMethod.PATTERN if understood else SplitMethod.RULES,
        steps=told(steps, confidence=min(job.confidence for job in request.jobs), is_low_energy=request.is_low_energy),
        phases=phases,
        is_over=number >= len(chapters),
        reasoning=reasoning_for(
            jobs=request.jobs,
            habit=request.habit,
            cap=request.cap,
            is_low_energy=request.is_low_energy,
            phase=(number + 1, phases) if phases and number < len(phases) else None,
        ),
    )


def _jobs(title: str, description: str, tags: Sequence[str]) -> tuple[Job, ...]:
    """The jobs of the title; when it says too little, the description's first line or the tags say what it is about."""
    jobs = tuple(job_for(clause) for clause in read_title(title))
    if len(jobs) > 1 or jobs[0].is_understood:
        return jobs
    if not list_items(description) and (hint := _hint(description)) and (told_more := job_for(hint)).is_understood:
        return (told_more,)
    clause = jobs[0].clause
    tagged = best_pattern("", stems_of(shown(" ".join(tags[:20])))) if not clause.verb else None
    return (Job(clause, tagged),) if tagged else jobs


def _hint(description: str) -> Clause | None:
    lines = [line for line in map(shown, description[:2000].splitlines()) if line]
    return read_clause(clipped(lines[0], 120)) if lines else None


def _chapters(request: _Request) -> list[Chapter]:
    jobs, main = request.jobs, request.main
    items = list_items(request.description)
    if len(items) >= 2:
        return own_list(main, items)
    if len(jobs) > 1:
        return _chapters_of_many(request)
    if request.is_long:
        long = main.pattern if main.pattern.is_phased else long_pattern(main.kind) or long_pattern("general")
        return chapters_of(main, long or main.pattern)
    return [Chapter("", tuple(_whole(main, main.pattern)))]


def _chapters_of_many(request: _Request) -> list[Chapter]:
    """Several jobs: a share of the steps for each, or a phase for each when they are many or long."""
    jobs = request.jobs
    if len(jobs) > request.max_steps or request.is_long:
        return [Chapter(capitalised(clipped(job.clause.text, 60)), tuple(_whole(job, job.pattern))) for job in jobs]
    share, extra = divmod(request.max_steps, len(jobs))
    drafts: list[Draft] = []
    for place, job in enumerate(jobs):
        most = share + (1 if place < extra else 0)
        left = not_done(_whole(job, job.pattern), request.done)
        drafts.extend(anchored(chosen_drafts(left, most, opens=place == 0 or most > 1), job.clause))
    return [Chapter("", tuple(drafts))]


def _whole(job: Job, pattern: Pattern) -> list[Draft]:
    """All drafts of a job; of a pattern with phases the first and the essential ones."""
    drafts = [draft for chapter in chapters_of(job, pattern) for draft in chapter.drafts]
    if not pattern.is_phased:
        return drafts
    return [draft for place, draft in enumerate(drafts) if place == 0 or draft.is_essential]


def _next_chapter(request: _Request, chapters: Sequence[Chapter]) -> tuple[int, list[Draft]]:
    """The first chapter with something left to do, and what is left of it; after the last one, what closes a task."""
    for number, chapter in enumerate(chapters):
        if left := not_done(chapter.drafts, request.done):
            return number, left if len(request.jobs) > 1 and len(chapters) == 1 else _named(request, number, left)
    return len(chapters), _closing(request)


def _named(request: _Request, number: int, drafts: list[Draft]) -> list[Draft]:
    jobs = request.jobs
    return anchored(drafts, jobs[number if len(jobs) > 1 else 0].clause)


def _closing(request: _Request) -> list[Draft]:
    job = request.main
    pattern = next((pattern for pattern in library() if pattern.name == "closing"), ladder())
    drafts = [draft for chapter in chapters_of(job, pattern) for draft in chapter.drafts]
    if left := not_done(drafts, request.done):
        return left
    again = drafts[-1]
    rounds = (
        Draft(f"{again.text}, round {count}", 2, again.leaf_type, again.emoji)
        for count in range(2, len(request.done) + 3)
    )
    return not_done(rounds, request.done)[:1]


def _with_first_step(request: _Request, drafts: list[Draft]) -> list[Draft]:
    """The drafts behind a first step of at most two minutes; with little energy in a kinder order and from the body."""
    steps = list(drafts)
    if request.is_low_energy and len(request.jobs) == 1 and request.main.pattern.is_any_order:
        steps.sort(key=lambda draft: (draft.leaf_type != LeafType.PHYSICAL, draft.minutes))
    first = steps[0]
    is_large = first.minutes > FIRST_STEP_MINUTES and not first.is_stretchable
    wants_body = request.is_low_energy and first.leaf_type != LeafType.PHYSICAL
    if is_large or wants_body:
        return [*not_done([opener_for(request.main.kind)], [*request.done, *(step.text for step in steps)]), *steps]
    return steps


def _limits(request: _Request, drafts: Sequence[Draft], *, is_whole: bool) -> Limits:
    habit = request.habit or KindHabit()
    wanted = request.hours * 60 if request.hours and is_whole else None
    return Limits(
        max_steps=request.max_steps,
        cap=request.cap,
        pace=habit.pace,
        stretch=habit.size * (stretch_for(drafts, wanted / habit.pace) if wanted else 1.0),
        joins=habit.size >= JOINS_FROM_SIZE,
    )


def cap_for(max_minutes: int, *, habit: KindHabit | None, is_low_energy: bool) -> int:
    """The longest a step may be: what was asked for, less when smaller steps were learned or energy is low."""
    asked = min(MAX_MINUTES[1], max(MAX_MINUTES[0], max_minutes))
    wanted = min(asked, LOW_ENERGY_MINUTES) if is_low_energy else asked
    return max(1, round(wanted * min(1.0, habit.size))) if habit else wanted


def _sensible_hours(hours: float | None) -> float | None:
    return hours if hours is not None and math.isfinite(hours) and hours > 0 else None
