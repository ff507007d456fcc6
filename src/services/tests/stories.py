"""A person's life as a list of things that happen, lived through the services and kept in a ledger of the simplest
kind beside them.

That ledger knows no database, no counters that are moved and no streak that is carried along: what stands is a list,
and every question is answered by going through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isqrt
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from src.core.principal import Principal, PrincipalKind
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.achievements import CATALOGUE, Criterion
from src.domain.days import DAY
from src.domain.streaks import Pause
from src.domain.tasks import TaskStatus
from src.domain.tests.test_streaks import naive
from src.repositories.achievements import AchievementRepository
from src.repositories.tasks import TaskRepository
from src.schemas.auth import ProfileUpdate
from src.schemas.gamification import XpGrant
from src.schemas.micro_steps import MicroStepCreate
from src.schemas.pets import PetCreate
from src.schemas.tasks import StatusChange, TaskCreate
from src.services.accounts import MyAccountService
from src.services.gamification import AlreadyResting, GamificationService, NotResting
from src.services.micro_steps import MicroStepService
from src.services.pets import PetService
from src.services.rewards import AlreadyClaimed, NothingToClaim, RewardService
from src.services.tasks import TaskService

BEGINNINGS = [
    datetime(2026, 3, 5, 20, tzinfo=UTC),  # clocks go forward in America on the 8th, in Europe on the 29th
    datetime(2026, 3, 27, 6, tzinfo=UTC),
    datetime(2026, 10, 23, 21, tzinfo=UTC),  # back in Europe on the 25th, in America on 1 November
    datetime(2026, 11, 23, 12, tzinfo=UTC),
]
ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati", "Australia/Lord_Howe"]
TASKS: list[dict[str, Any]] = [
    {"title": "Water the plants"},
    {"title": "Answer Sam", "priority": "urgent", "estimated_hours": 0.05},
    {"title": "Tax return", "estimated_hours": 4.5, "actual_hours": 3.5},
    {"title": "Stretch", "recurrence": "FREQ=DAILY", "estimated_hours": 1.25, "actual_hours": 0.4},
]
EVER = datetime.min.replace(tzinfo=UTC)
STEPS = ["Find the can", "Fill it"]
FOLLOWED = {"task", "micro_step"}
"""Efforts that stories are made of."""

Happening = tuple[Any, ...]
places = st.integers(0, 5)
late = st.sampled_from([0, 0, 1, 10, 24, 36, 47])
happenings: st.SearchStrategy[Happening] = st.one_of(
    st.tuples(st.just("complete"), places, late),
    st.tuples(st.just("complete"), places, late),
    st.tuples(st.just("reopen"), places),
    st.tuples(st.just("redo"), places),
    st.tuples(st.just("complete_step"), st.integers(0, 1)),
    st.tuples(st.just("reopen_step"), st.integers(0, 1)),
    st.tuples(st.just("make_task"), st.integers(0, len(TASKS) - 1)),
    st.tuples(st.just("wait"), st.sampled_from([1, 3, 8, 12, 20, 24, 24, 30, 49, 72, 100, 200])),
    st.tuples(st.just("keep_going"), st.integers(1, 9)),
    st.tuples(st.just("move_to"), st.sampled_from(ZONES)),
    st.tuples(st.just("begin_days_at"), st.integers(0, 6)),
    st.tuples(st.just("rest"), st.none() | st.integers(0, 12)),
    st.tuples(st.just("go_on")),
    st.tuples(st.just("grant"), st.integers(1, 400)),
    st.tuples(st.just("claim"), places),
)
"""What can happen: a method of `Story` and what it is given."""
TAKING_BACK = {"reopen", "reopen_step", "redo"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A completion that nobody took back. `extra` came on top of its pay."""

    kind: str
    pay: int
    day: date
    hour: int
    minutes: float | None
    extra: int = 0


@dataclass
class OwnDays:
    """Which day an instant belongs to, by the simplest reading: the wall clock, less the hour at which days begin."""

    rules: list[tuple[datetime, str, int]]

    def of(self, moment: datetime) -> date:
        floor = date.min
        for place, (since, zone, start) in enumerate(self.rules):
            until = self.rules[place + 1][0] if place + 1 < len(self.rules) else None
            here = moment if until is None or moment < until else until - timedelta(microseconds=1)
            day = (here.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=start)).date()
            floor = max(floor, day) if here >= since else floor
            if until is None or moment < until:
                return floor
        raise AssertionError("the last rule has no end")

    def hour(self, moment: datetime) -> int:
        zone = next(zone for since, zone, _ in reversed(self.rules) if since <= moment)
        return moment.astimezone(ZoneInfo(zone)).hour

    def left_out(self, first: date, now: datetime) -> list[Pause]:
        """Dates since `first` in which no hour lay, found by looking at every hour around each change."""
        found: set[date] = set()
        for since, _, _ in self.rules[1:]:
            lived = {self.of(min(since + timedelta(hours=hours), now)) for hours in range(-48, 73)}
            found |= {min(lived) + number * DAY for number in range((max(lived) - min(lived)).days)} - lived
        return [(day, day) for day in sorted(found) if day >= first]


def task_pay(fields: dict[str, Any], streak_days: int) -> int:
    """`round((base + time_bonus) * streak_multiplier)`, as docs/motivation.md says it."""
    base, bonus = Decimal({"urgent": 25}.get(fields.get("priority", ""), 15)), Decimal(0)
    if "estimated_hours" in fields:
        estimated = Decimal(str(fields["estimated_hours"]))
        base = min(max(10 * estimated, Decimal(10)), Decimal(100))
        share = 1 - Fraction(str(fields.get("actual_hours", estimated))) / Fraction(estimated)
        exact = Fraction(base) * share
        bonus = Decimal(int(exact + Fraction(1, 2)))
    multiplier = min(Decimal(1) + Decimal("0.1") * (streak_days // 7), Decimal(2))
    return int(((base + bonus) * multiplier).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def level_of(total: int) -> int:
    level, finish = 1, 100
    while total >= finish:
        level += 1
        finish += isqrt(100**2 * level**3)
    return level


@dataclass
class Story:
    """One person, what they did, and what should follow from it."""

    database: Database
    user_id: str
    now: datetime
    days: OwnDays = field(init=False)
    tasks: list[str] = field(default_factory=list)
    kinds: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    standing: dict[str, Standing] = field(default_factory=dict)
    granted: int = 0
    pauses: list[Pause] = field(default_factory=list)
    peaks: dict[str, int] = field(default_factory=dict)
    total: int = 0
    is_taking_back: bool = False
    has_efforts: bool = False

    def __post_init__(self) -> None:
        self.database.clock = lambda: self.now
        self.days = OwnDays([(EVER, "UTC", 4)])

    def unit(self, *, writes: bool = True) -> UnitOfWork:
        return self.database.unit_of_work(writes=writes, owner_id=self.user_id)

    async def begin(self, *, with_pet: bool) -> None:
        for kind in range(len(TASKS)):
            await self.make_task(kind)
        async with self.unit() as uow:
            for description in STEPS:
                step = await MicroStepService(uow).add(self.tasks[0], MicroStepCreate(description=description))
                self.steps.append(step.step_id)
            if with_pet:
                await PetService(uow).adopt(PetCreate.model_validate({"species": "owl", "name": "Ida"}))

    async def happen(self, happening: Happening) -> None:
        """Let one thing happen, a moment after the one before, and look whether everything adds up."""
        name, *given = happening
        self.now += timedelta(seconds=1)
        self.is_taking_back = name in TAKING_BACK
        await getattr(self, name)(*given)
        await self.check()

    def _task(self, place: int) -> str:
        return self.tasks[place % len(self.tasks)]

    # What somebody does.

    async def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    async def keep_going(self, days: int) -> None:
        """Something done on each of so many days in a row."""
        for _ in range(days):
            await self.wait(24)
            await self.make_task(0)
            await self.complete(len(self.tasks) - 1)
            await self.check()

    async def make_task(self, kind: int) -> None:
        async with self.unit() as uow:
            made = await TaskService(uow).create(TaskCreate.model_validate(TASKS[kind]))
        self.tasks.append(made["task_id"])
        self.kinds[made["task_id"]] = TASKS[kind]

    async def complete(self, place: int, hours_back: int = 0) -> None:
        await self._complete(self._task(place), self.now - timedelta(hours=hours_back))

    async def _complete(self, task_id: str, done_at: datetime) -> int:
        """What it paid."""
        async with self.unit() as uow:
            wanted = StatusChange(status=TaskStatus.DONE, completed_at=done_at)
            answer = await TaskService(uow).set_status(task_id, wanted)
        if task_id in self.standing:
            assert answer["xp_earned"] == 0
            return 0
        day, fields = self.days.of(done_at), self.kinds[task_id]
        streak_days = naive({each for each in self.done_days() if each < day} | {day}, day, self.kept_pauses(day))
        pay = task_pay(fields, streak_days)
        assert answer["xp_earned"] == pay, (fields, streak_days)
        hours = fields.get("actual_hours") or fields.get("estimated_hours")
        self._stand(task_id, Standing("task", pay, day, self.days.hour(done_at), hours and hours * 60))
        following = answer["next_occurrence_id"]
        if following is not None:
            self.tasks.append(following)
            self.kinds[following] = {name: value for name, value in fields.items() if name != "actual_hours"}
        return pay

    async def reopen(self, place: int) -> None:
        await self._reopen(self._task(place))

    async def _reopen(self, task_id: str) -> int:
        async with self.unit() as uow:
            answer = await TaskService(uow).set_status(task_id, StatusChange(status=TaskStatus.TODO))
            there = [each for each in self.tasks if await TaskRepository(uow).find(each) is not None]
        gone = set(self.tasks) - set(there)
        assert not gone & self.standing.keys(), "what was done is never forgotten"
        self.tasks = there
        taken = self.standing.pop(task_id, None)
        assert answer["xp_earned"] == (-taken.pay if taken else 0)
        return int(answer["xp_earned"])

    async def redo(self, place: int) -> None:
        """Take a completion back and do it again at once: all is as it was."""
        task_id = self._task(place)
        if task_id not in self.standing:
            return
        done_at = self.now - timedelta(hours=1)
        await self._reopen(task_id)
        await self._complete(task_id, done_at)
        before = await self.state()
        assert await self._reopen(task_id) == -await self._complete(task_id, done_at)
        assert await self.state() == before

    async def complete_step(self, place: int) -> None:
        step_id = self.steps[place]
        async with self.unit() as uow:
            await MicroStepService(uow).complete(step_id, actual_minutes=None)
        if step_id not in self.standing:
            self._stand(step_id, Standing("micro_step", 5, self.days.of(self.now), self.days.hour(self.now), None))

    async def reopen_step(self, place: int) -> None:
        await self._reopen_step(self.steps[place])

    async def _reopen_step(self, step_id: str) -> None:
        async with self.unit() as uow:
            await MicroStepService(uow).uncomplete(step_id)
        self.standing.pop(step_id, None)

    async def move_to(self, zone: str) -> None:
        await self._live_by(ProfileUpdate(timezone=zone), zone, self.days.rules[-1][2])

    async def begin_days_at(self, hour: int) -> None:
        await self._live_by(ProfileUpdate(day_start_hour=hour), self.days.rules[-1][1], hour)

    async def _live_by(self, wanted: ProfileUpdate, zone: str, hour: int) -> None:
        async with self.unit() as uow:
            await MyAccountService(uow, self._principal(is_admin=False)).update(wanted)
        if (zone, hour) == self.days.rules[-1][1:]:
            return
        if self.has_efforts:
            self.days.rules.append((self.now, zone, hour))
        else:
            self.days.rules = [(EVER, zone, hour)]

    async def rest(self, days: int | None) -> None:
        today = self.days.of(self.now)
        until = None if days is None else today + days * DAY
        is_resting = any(first <= today <= (last or today) for first, last in self.pauses)
        try:
            async with self.unit() as uow:
                await GamificationService(uow).rest(until)
        except AlreadyResting:
            assert is_resting
        else:
            assert not is_resting
            self.pauses = [*(each for each in self.pauses if each[0] <= today), (today, until)]

    async def go_on(self) -> None:
        today = self.days.of(self.now)
        is_resting = any(first <= today <= (last or today) for first, last in self.pauses)
        try:
            async with self.unit() as uow:
                await GamificationService(uow).go_on()
        except NotResting:
            assert not is_resting
        else:
            assert is_resting
            yesterday = today - DAY
            self.pauses = [
                (first, min(last or yesterday, yesterday)) for first, last in self.pauses if first <= yesterday
            ]

    async def grant(self, amount: int) -> None:
        async with self.unit() as uow:
            wanted = XpGrant(xp_amount=amount, reason="Helped a neighbour")
            await GamificationService(uow).grant(wanted, self._principal(is_admin=True))
        self.granted += amount
        self.has_efforts = True

    async def claim(self, place: int) -> None:
        task_id = self._task(place)
        try:
            async with self.unit() as uow:
                answer = await RewardService(uow).claim(task_id, "standard")
        except NothingToClaim:
            assert task_id not in self.standing
        except AlreadyClaimed:
            assert task_id in self.standing
        else:
            stands = self.standing[task_id]
            extra = answer["bonus_xp"] + answer["streak_bonus"]
            assert answer["xp_earned"] == stands.pay
            self.standing[task_id] = Standing("task", stands.pay, stands.day, stands.hour, stands.minutes, extra)

    async def take_everything_back(self) -> None:
        self.is_taking_back = True
        for key in list(self.standing):
            self.now += timedelta(seconds=1)
            await (self._reopen_step(key) if key in self.steps else self._reopen(key))
        await self.check()

    def _principal(self, *, is_admin: bool) -> Principal:
        expires_at = self.now + DAY
        return Principal(self.user_id, PrincipalKind.SESSION, "s", "free", is_admin, expires_at)

    def _stand(self, key: str, done: Standing) -> None:
        is_first_of_day = done.day not in self.done_days()
        self.standing[key] = done
        self.has_efforts = True
        for each in (*CATALOGUE.achievements, *CATALOGUE.badges):
            self._rise(each.criterion.key, self.counter(each.criterion))
        if is_first_of_day:
            self._rise("streak_of:days", self.streak())

    def _rise(self, height: str, value: int) -> None:
        self.peaks[height] = max(value, self.peaks.get(height, 0))

    # What should follow from it.

    def done_days(self) -> set[date]:
        return {each.day for each in self.standing.values()}

    def kept_pauses(self, today: date) -> Sequence[Pause]:
        done = self.done_days()
        return [*self.pauses, *(self.days.left_out(min([*done, today]), self.now))]

    def streak(self) -> int:
        today, done = self.days.of(self.now), self.done_days()
        return naive(done, max([today, *done]), self.kept_pauses(today))

    def counter(self, criterion: Criterion) -> int:
        """How many completions that stand a criterion asks for."""
        counted = [
            each
            for each in self.standing.values()
            if each.kind == criterion.of and criterion.counts(hour=each.hour, minutes=each.minutes)
        ]
        match criterion.kind:
            case "count_of":
                return len(counted)
            case "in_one_day":
                days = [each.day for each in counted]
                return max(map(days.count, days), default=0)
        return 0

    def total_now(self) -> int:
        return sum(each.pay + each.extra for each in self.standing.values()) + self.granted

    async def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the person is told of where they stand."""
        async with self.unit(writes=False) as uow:
            gamification = GamificationService(uow)
            return await gamification.progress(), await gamification.streak()

    async def unlocked(self) -> set[str]:
        async with self.unit(writes=False) as uow:
            achievements = AchievementRepository(uow)
            return {each.achievement_id for each in await achievements.unlocked()} | {
                each.badge_id for each in await achievements.badges()
            }

    async def check(self) -> None:
        """Everything that is told is what the list of what stands says."""
        progress, streak = await self.state()
        unlocked = await self.unlocked()
        total = self.total_now() + sum(each.xp_reward for each in CATALOGUE.achievements if each.key in unlocked)
        assert progress["current_xp"] == total
        assert progress["level"] == level_of(total)
        assert self.is_taking_back or total >= self.total, "nothing is taken away but by taking something back"
        self.total = total
        self._rise("total_of:xp", total)
        self._rise("reached:level", level_of(total))
        for each in (*CATALOGUE.achievements, *CATALOGUE.badges):
            if each.criterion.of not in {"pet_level", "pet_stage"}:
                has_come = self.peaks.get(each.criterion.key, 0) >= each.criterion.at_least
                assert (each.key in unlocked) == has_come, each

        assert streak["current_streak"] == self.streak()
        assert streak["last_completion_date"] == max(self.done_days(), default=None)

    async def counters(self) -> dict[str, int]:
        """Counters of efforts as they are kept, those at zero left out."""
        async with self.unit(writes=False) as uow:
            stored, _ = await AchievementRepository(uow).counts()
        return {key: value for key, value in stored.get("totals", {}).items() if value}

    def counters_should_be(self) -> dict[str, int]:
        found = {
            each.criterion.key: self.counter(each.criterion)
            for each in (*CATALOGUE.achievements, *CATALOGUE.badges)
            if each.criterion.kind == "count_of" and each.criterion.of in FOLLOWED
        }
        return {key: value for key, value in found.items() if value}
