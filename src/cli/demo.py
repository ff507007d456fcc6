"""A month of one person's life, lived through the services with a clock that is moved: XP, streak and events come out
as if it had happened. What happens stands in `demo.toml`; times of day are drawn from a fixed seed."""

import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from src.core.clock import utc_now
from src.core.settings import Settings
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.days import local_day
from src.domain.tasks import TaskStatus
from src.repositories.accounts import AccountRepository
from src.repositories.projects import ProjectRepository
from src.repositories.xp import XpRepository
from src.schemas.auth import Registration
from src.schemas.micro_steps import MicroStepCreate
from src.schemas.projects import ProjectCreate
from src.schemas.tasks import CommentWrite, StatusChange, TaskCreate, TaskUpdate
from src.services.accounts import AccountService
from src.services.micro_steps import MicroStepService
from src.services.projects import ProjectService
from src.services.task_links import TaskCommentService, TaskDependencyService
from src.services.tasks import TaskService

SEED = 20
DAYS = 35
DAY_START_HOUR = 4
MINUTE = timedelta(minutes=1)
JUST_NOW = 5 * MINUTE

Deed = Callable[[UnitOfWork], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Lived:
    """What the month came to."""

    project_count: int
    task_count: int
    completed_count: int
    xp_total: int


class DemoMonth:
    """Plans every deed of the month, then does them in the order of their moments, one unit of work each."""

    def __init__(self, settings: Settings, wanted: Registration) -> None:
        self.now = self.moment = utc_now()
        self.database = Database(settings.resolved_database_url, pool_size=2, clock=lambda: self.moment)
        self.settings = settings
        self.wanted = wanted
        self.zone = ZoneInfo(wanted.timezone or "UTC")
        # Before the day start, the person's day is still yesterday's: the demo lives up to then.
        self.today = local_day(self.now, self.zone, DAY_START_HOUR)
        self.chance = Random(SEED)  # noqa: S311 the same month every time
        self.plot: dict[str, Any] = tomllib.loads(files("src.cli").joinpath("demo.toml").read_text("utf-8"))
        self.deeds: list[tuple[datetime, int, Deed]] = []
        self.made: dict[str, str] = {}
        self.zones: dict[str, str] = {}
        self.task_count = self.completed_count = 0

    async def live(self) -> Lived:
        """Make the account and let it live. When that is cut short, nothing of it stays."""
        try:
            owner_id = await self._register()
            try:
                self._plan()
                for moment, _, deed in sorted(self.deeds, key=lambda each: each[:2]):
                    self.moment = moment
                    async with self.database.unit_of_work(owner_id=owner_id) as uow:
                        await deed(uow)
                return await self._count(owner_id)
            except BaseException:
                async with self.database.unit_of_work(owner_id=owner_id) as uow:
                    await AccountRepository(uow).erase()
                raise
        finally:
            await self.database.close()

    async def _register(self) -> str:
        self.moment = self._at(DAYS, 8)
        async with self.database.unit_of_work() as uow:
            # Nothing here signs a token, so no secret is needed.
            owner_id = (await AccountService(uow, self.settings, "").register(self.wanted)).user_id
            announced = [each.event for each in uow.outbox if each.event.type == "zone_created"]
            self.zones = {event.data["name"]: event.entity_id for event in announced}
        return owner_id

    async def _count(self, owner_id: str) -> Lived:
        async with self.database.unit_of_work(writes=False, owner_id=owner_id) as uow:
            project_count = await ProjectRepository(uow).count()
            xp_total = await XpRepository(uow).total()
        return Lived(project_count, self.task_count, self.completed_count, xp_total)

    def _at(self, days_ago: int, hour: int, *, latest: timedelta = JUST_NOW) -> datetime:
        """A minute drawn within a local hour `days_ago`; never later than `latest` before now."""
        day = self.today - timedelta(days=days_ago)
        local = datetime.combine(day, time(hour, self.chance.randrange(60)), self.zone)
        return min(local.astimezone(self.now.tzinfo), self.now - latest)

    def _on(self, moment: datetime, deed: Deed) -> None:
        self.deeds.append((moment, len(self.deeds), deed))

    def _plan(self) -> None:
        for project in self.plot["projects"]:
            self._on(self._at(DAYS - 1, 8), partial(self._make_project, project))
        for series in self.plot["recurring"]:
            self._plan_series(series)
        for entry in self.plot["tasks"]:
            self._plan_task(entry)

    def _plan_series(self, series: dict[str, Any]) -> None:
        first, title = series["done"][0], series["task"]["title"]
        fields = series["task"] | {"recurrence": series["rule"], "due_date": self.today - timedelta(days=first)}
        self._on(self._at(min(first + 2, DAYS - 2), 12), partial(self._make_task, fields))
        for days_ago in series["done"]:
            self._on(self._at(days_ago, series["hour"]), partial(self._complete, title))

    def _plan_task(self, entry: dict[str, Any]) -> None:
        fields = dict(entry["task"])
        title = fields["title"]
        if "due" in entry:
            fields["due_date"] = self._due(entry)
        made = self._at(entry["made"], self.chance.choice((7, 8, 9, 12, 13, 17, 20, 21)))
        made = min(made, self.now - 60 * MINUTE)
        self._on(made, partial(self._make_task, fields))
        self._plan_attached(title, made)
        if title in self.plot["started"]["titles"]:
            self._on(self._later(made, 1), partial(self._start, title))
        if "done" in entry:
            self._on(self._at(entry["done"], self._hour_of(fields["zone"])), partial(self._complete, title))

    def _due(self, entry: dict[str, Any]) -> object:
        day = self.today + timedelta(days=entry["due"])
        return datetime.combine(day, time(entry["due_hour"]), self.zone) if "due_hour" in entry else day

    def _plan_attached(self, title: str, made: datetime) -> None:
        """Steps, parts, comments and what it waits for."""
        for number, text in enumerate(self.plot["steps"].get(title, ()), start=1):
            self._on(made + number * MINUTE, partial(self._add_step, title, text.removeprefix("+")))
            if text.startswith("+"):
                self._on(self._later(made, number), partial(self._complete_step, text.removeprefix("+")))
        for part in self.plot["parts"].get(title, ()):
            self._on(made + 10 * MINUTE, partial(self._make_part, title, part["title"]))
            if "done" in part:
                self._on(self._at(part["done"], 18), partial(self._complete, part["title"]))
        for number, text in enumerate(self.plot["comments"].get(title, ()), start=1):
            self._on(self._later(made, number), partial(self._comment, title, text))
        for other in self.plot["waits_for"].get(title, ()):
            self._on(max(made, self._made_at(other)) + 20 * MINUTE, partial(self._wait_for, title, other))

    def _later(self, made: datetime, number: int) -> datetime:
        """Some hours after `made`, in order, and never ahead of time."""
        wanted = made + timedelta(hours=number * 2, minutes=self.chance.randrange(50))
        return min(wanted, self.now - JUST_NOW)

    def _made_at(self, title: str) -> datetime:
        """The latest that a task can have been made."""
        (days_ago,) = (each["made"] for each in self.plot["tasks"] if each["task"]["title"] == title)
        return min(self._at(days_ago, 22), self.now - 60 * MINUTE)

    def _hour_of(self, zone: str) -> int:
        """Work is done in the day, with a peak before noon; the rest around it."""
        work, rest = (9, 10, 10, 11, 11, 14, 15, 16), (8, 12, 17, 18, 19, 20, 21)
        return self.chance.choice(work if zone == "Work" else rest)

    async def _make_project(self, project: dict[str, Any], uow: UnitOfWork) -> None:
        bounds = [name for name in ("start", "end") if name in project]
        dates = {f"{name}_date": self.today + timedelta(days=project[name]) for name in bounds}
        wanted = ProjectCreate.model_validate({"name": project["name"], "description": project["description"], **dates})
        self.made[f"project {project['key']}"] = (await ProjectService(uow).create(wanted)).project_id

    async def _make_task(self, fields: dict[str, Any], uow: UnitOfWork) -> None:
        named = {name: value for name, value in fields.items() if name not in {"project", "zone"}}
        if "project" in fields:
            named["project_id"] = self.made[f"project {fields['project']}"]
        if "zone" in fields:
            named["zone_id"] = self.zones[fields["zone"]]
        task = await TaskService(uow).create(TaskCreate.model_validate(named))
        self.made[task["title"]] = task["task_id"]
        self.task_count += 1

    async def _make_part(self, parent: str, title: str, uow: UnitOfWork) -> None:
        above = await TaskService(uow).tasks.get(self.made[parent])
        inherited = {"project_id": above.project_id, "zone_id": above.zone_id, "parent_id": above.task_id}
        await self._make_task({"title": title, "estimated_hours": 0.5, **inherited}, uow)

    async def _start(self, title: str, uow: UnitOfWork) -> None:
        await TaskService(uow).set_status(self.made[title], StatusChange(status=TaskStatus.IN_PROGRESS))

    async def _complete(self, title: str, uow: UnitOfWork) -> None:
        """Complete a task; of a series, go on with the next occurrence."""
        tasks, task_id = TaskService(uow), self.made[title]
        task = await tasks.tasks.get(task_id)
        took = round((task.estimated_hours or 0.5) * self.chance.uniform(0.6, 1.6), 2)
        await tasks.update(task_id, TaskUpdate(actual_hours=took))
        done = await tasks.set_status(task_id, StatusChange(status=TaskStatus.DONE))
        self.completed_count += 1
        if done["next_occurrence_id"] is not None:
            self.made[title] = done["next_occurrence_id"]
            self.task_count += 1

    async def _add_step(self, title: str, text: str, uow: UnitOfWork) -> None:
        wanted = MicroStepCreate(description=text, estimated_minutes=self.chance.choice((2, 3, 5, 5, 10)))
        self.made[f"step {text}"] = (await MicroStepService(uow).add(self.made[title], wanted)).step_id

    async def _complete_step(self, text: str, uow: UnitOfWork) -> None:
        await MicroStepService(uow).complete(self.made[f"step {text}"], actual_minutes=self.chance.randrange(2, 12))

    async def _comment(self, title: str, text: str, uow: UnitOfWork) -> None:
        await TaskCommentService(uow).add(self.made[title], CommentWrite(content=text))

    async def _wait_for(self, title: str, other: str, uow: UnitOfWork) -> None:
        await TaskDependencyService(uow).add(self.made[title], self.made[other])
