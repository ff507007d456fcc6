"""Use cases of the morning ritual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from src.core.errors import Conflict, NotFound, PlatformError, RuleBroken
from src.database.models import MorningRitual, RitualTask
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.progress import completion_percentage
from src.domain.ritual import ritual_streak
from src.domain.streaks import Pause, Streak
from src.domain.tasks import TaskStatus
from src.domain.xp import RITUAL
from src.repositories.ritual import RitualRepository
from src.schemas.ritual import RitualComplete
from src.services.days import Days, days_of_owner
from src.services.xp import XpService

STREAK_WINDOW = timedelta(days=800)
"""How far back mornings are looked at: what is known about a person's days reaches as far."""


class MorningTaken(Conflict):
    """A day has one morning. A skipped one can still be done, and nothing else."""


class NothingChosen(RuleBroken):
    """A morning that is not skipped names at least its first task."""


class ChosenTwice(RuleBroken):
    """Each focus task is another one."""


class ChosenIsDone(RuleBroken):
    """A focus task is still to do."""


class NoMorning(NotFound):
    """This day has none to take back."""

    def __init__(self, day: date) -> None:
        PlatformError.__init__(
            self, "Today has no morning to take back.", resource_type="ritual", resource_id=day.isoformat()
        )


@dataclass(frozen=True, slots=True)
class Mornings:
    """Days with a morning, and days that rest."""

    done: list[date]
    skipped: list[date]
    left_out: list[date]
    pauses: list[Pause]

    def streak(self, today: date, *, but: date | None = None) -> Streak:
        """The streak on `today`; as it would be without the morning of `but`."""
        done = [day for day in self.done if day != but]
        resting = [day for day in (*self.skipped, *self.left_out) if day != but]
        return ritual_streak(done, today, resting=resting, pauses=self.pauses)


class RitualService:
    """The morning: up to three focus tasks, once for each of a person's days."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.rituals = RitualRepository(uow)
        self.xp = XpService(uow)

    async def complete(self, wanted: RitualComplete) -> dict[str, Any]:
        """Choose the day's focus tasks, or skip.

        Raises:
            NothingChosen, ChosenTwice, ChosenIsDone: as they say; the field is named.
            NotFound: a task is not the owner's, or in the bin.
            MorningTaken: it is done already, or skipped and asked to skip again.
        """
        days = await days_of_owner(self.uow)
        today = days.of(self.uow.now())
        titles = {} if wanted.skipped else await self._titles(wanted.chosen())
        ritual = await self._claim(today, is_skipped=wanted.skipped)
        for place, (task_id, title) in enumerate(titles.items(), start=1):
            await self._choose(ritual, place, task_id, title)
        paid = 0 if wanted.skipped else await self._pay(ritual, days)
        before, after = await self._streaks(days, today)
        self._tell("ritual_skipped" if wanted.skipped else "ritual_completed", ritual, task_ids=list(titles))
        return {
            "ritual_id": ritual.ritual_id,
            "completion_date": today,
            "completed_at": ritual.completed_at,
            "focus_tasks": [{"task_id": task_id, "title": title} for task_id, title in titles.items()],
            "skipped": wanted.skipped,
            "xp_earned": paid,
            "streak_updated": after.current_streak > before.current_streak,
            "current_streak": after.current_streak,
            "message": _message(list(titles.values())),
        }

    async def today(self) -> dict[str, Any]:
        """The morning of the present day with how far its tasks have come, or just that there is none."""
        days = await days_of_owner(self.uow)
        return await self.on(days.of(self.uow.now()))

    async def on(self, day: date) -> dict[str, Any]:
        """The morning of `day`, in one query."""
        return morning_of(await self.rituals.on(day))

    async def take_back(self) -> None:
        """Forget today's morning, and take back exactly what it paid.

        Raises:
            NoMorning: there is none today.
        """
        days = await days_of_owner(self.uow)
        today = days.of(self.uow.now())
        ritual = await self.rituals.take_back(today)
        if ritual is None:
            raise NoMorning(today)
        await self.xp.reverse("ritual", ritual.ritual_id)
        self._tell("ritual_undone", ritual)

    async def _titles(self, chosen: dict[str, str]) -> dict[str, str]:
        """Titles of the tasks chosen, in order; checked field by field."""
        if "focus_task_1_id" not in chosen:
            raise NothingChosen("Choose at least one task, or skip this morning.", field="focus_task_1_id")
        found = await self.rituals.to_choose(list(chosen.values()))
        titles: dict[str, str] = {}
        for field, task_id in chosen.items():
            if task_id in titles:
                raise ChosenTwice("This task is chosen already: pick another, or leave it out.", field=field)
            if task_id not in found:
                raise NotFound("task", task_id)
            titles[task_id], status = found[task_id]
            if status == TaskStatus.DONE:
                raise ChosenIsDone("This task is done already: pick another, or leave it out.", field=field)
        return titles

    async def _claim(self, day: date, *, is_skipped: bool) -> MorningRitual:
        """The guard: the unique key gives the day to one, and only one takes up what was skipped."""
        ritual = MorningRitual(
            user_id=self.uow.owner_id, completion_date=day, completed_at=self.uow.now(), is_skipped=is_skipped
        )
        if await self.uow.add_new(ritual):
            return ritual
        taken_up = None if is_skipped else await self.rituals.take_up(day)
        if taken_up is None:
            raise MorningTaken("This day has its morning already.", completion_date=day.isoformat())
        return taken_up

    async def _choose(self, ritual: MorningRitual, place: int, task_id: str, title: str) -> None:
        await self.uow.add(
            RitualTask(ritual_id=ritual.ritual_id, place=place, user_id=self.uow.owner_id, task_id=task_id, title=title)
        )

    async def _pay(self, ritual: MorningRitual, days: Days) -> int:
        return await self.xp.award(
            "ritual", ritual.ritual_id, RITUAL, reason="Morning ritual", at=ritual.completed_at, days=days
        )

    async def _streaks(self, days: Days, today: date) -> tuple[Streak, Streak]:
        """The streak as it was without today, and as it is."""
        history = await mornings_of(self.rituals, days, today)
        return history.streak(today, but=today), history.streak(today)

    def _tell(self, type_: str, ritual: MorningRitual, **more: Any) -> None:
        data = {"completion_date": ritual.completion_date.isoformat(), **more}
        self.uow.emit(Event(type_, "ritual", ritual.ritual_id, data))


async def mornings_of(rituals: RitualRepository, days: Days, today: date) -> Mornings:
    """What is known of the owner's mornings up to `today`. Two queries."""
    since = today - STREAK_WINDOW
    rows = await rituals.days_since(since)
    return Mornings(
        done=[day for day, is_skipped in rows if not is_skipped],
        skipped=[day for day, is_skipped in rows if is_skipped],
        left_out=days.left_out(since, today),
        pauses=await rituals.pauses_since(since),
    )


def morning_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A morning as `GET /api/ritual/today` shows it, of its row for each focus task."""
    if not rows:
        return {"completed_today": False}
    is_skipped = bool(rows[0]["is_skipped"])
    return {
        "completed_today": not is_skipped,
        "skipped": is_skipped,
        **{name: rows[0][name] for name in ("ritual_id", "completion_date", "completed_at")},
        "focus_tasks": [_focus_task(row) for row in rows if row["task_id"] is not None],
    }


def _focus_task(row: dict[str, Any]) -> dict[str, Any]:
    is_there = row["title"] is not None
    return {
        "task_id": row["task_id"],
        "title": row["title"] if is_there else row["chosen_title"],
        "status": row["status"] if is_there else None,
        "progress_percent": _progress(row) if is_there else None,
    }


def _progress(row: dict[str, Any]) -> float:
    return completion_percentage(
        is_done=row["status"] == TaskStatus.DONE,
        estimated_hours=row["estimated_hours"],
        actual_hours=row["actual_hours"],
        step_count=row["step_count"],
        completed_step_count=row["completed_step_count"],
    )


def _message(titles: list[str]) -> str:
    if not titles:
        return "Skipped, and that is fine. If you feel like it later today, it is still here."
    first = f"Begin with “{titles[0]}”."
    return first if len(titles) == 1 else f"{first} The other {'one' if len(titles) == 2 else 'two'} can wait."
