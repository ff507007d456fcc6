"""One day, time and rule of all that an item said about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from src.domain.capture.calendar import after, days_after
from src.domain.capture.calendar_words import DAY_CODES
from src.domain.capture.model import Doubt
from src.domain.capture.moments import Clock, Day, Extent, Found, Rule, Shape
from src.domain.capture.prepositions import LIMITS, STARTS
from src.domain.capture.recurrence import ADVERBS
from src.domain.capture.rules import first_day, next_hour, next_moment, rule_text
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import MEAL_EVENING, MEAL_MORNING

LATE_PARTS = words_of("""
    tonight evening eve evenings night nite nights afternoon arvo eod dinnertime teatime aft
    """)
EARLY_PARTS = words_of("morning mornin morn mornings")


@dataclass(slots=True)
class Schedule:
    due_date: date | None = None
    due_time: time | None = None
    start_date: date | None = None
    recurrence: str | None = None
    from_completion: bool = False
    is_deadline: bool = False
    minutes: int | None = None
    doubts: list[Doubt] = field(default_factory=list)
    left_over: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """The findings of an item, sorted by what they say; `left_over` stay words of the title."""

    day: Day | None = None
    start: Day | None = None
    limit: Day | None = None
    last_clock: Clock | None = None
    clock: Clock | None = None
    part: Clock | None = None
    rule: Rule | None = None
    extent: Extent | None = None
    left_over: list[Found] = field(default_factory=list)
    spoke_twice: bool = False


def sort_out(found: Sequence[Found]) -> Said:
    rules = [f.value for f in found if isinstance(f.value, Rule)]
    said = Said(rule=max(rules, key=lambda rule: bool(rule.by_day or rule.by_month_day), default=None))
    for finding in found:
        value = finding.value
        if isinstance(value, Day):
            _sort_day(said, finding, value)
        elif isinstance(value, Clock):
            _sort_clock(said, finding, value)
        elif isinstance(value, Extent):
            if said.rule and said.extent is None:
                said.extent = value
            else:
                said.left_over.append(finding)
        elif isinstance(value, Rule) and value is not said.rule:
            said.left_over.append(finding)
    return said


def _sort_day(said: Said, finding: Found, day: Day) -> None:
    if said.rule and day.preposition in LIMITS and said.limit is None:
        said.limit = day
    elif (
        (day.preposition in STARTS or (said.rule and day.preposition in ("after",)))
        and said.start is None
        and (said.rule or day.last is None)
    ):
        said.start = day
    elif said.day is None:
        said.day = day
        if day.clock:
            _sort_clock(said, finding, day.clock)
    else:
        said.left_over.append(finding)
        said.spoke_twice = True


def _sort_clock(said: Said, finding: Found, clock: Clock) -> None:
    if clock.is_limit and said.rule and said.rule.frequency in ("HOURLY", "MINUTELY"):
        said.last_clock = clock
    elif clock.is_limit and said.rule:
        said.left_over.append(finding)
    elif clock.is_vague and said.part is None:
        said.part = clock
    elif not clock.is_vague and said.clock is None:
        said.clock = clock
    elif clock is not (said.day.clock if said.day else None):
        said.left_over.append(finding)


def resolve(found: Sequence[Found], now: datetime, words: Sequence[str], *, inherited: date | None = None) -> Schedule:
    """What to write down; `now` is the person's wall clock, `inherited` the day that a heading gave."""
    said = sort_out(found)
    if said.day is None and said.rule is None and said.start is None and inherited:
        said.day = Day(inherited, 0, Shape.RELATIVE)
    schedule = Schedule(left_over=said.left_over)
    if said.day is None and said.start and said.rule is None:
        said.day, said.start = said.start, None
    clock = _settled_clock(said, now, words, schedule)
    if said.rule:
        _apply_rule(said, said.rule, clock, now, schedule, words=words)
    else:
        _apply_day(said, clock, now, schedule)
    if said.spoke_twice:
        schedule.doubts.append(Doubt("due_date", "two dates were named"))
    if clock and clock.zone and schedule.due_date and schedule.due_time:
        _into_own_zone(clock, now, schedule, named=said.day is not None)
    return schedule


def _settled_clock(said: Said, now: datetime, words: Sequence[str], schedule: Schedule) -> Clock | None:
    """The time that is meant, with am or pm decided where the words decide it, else asked about."""
    rule_clock = said.rule.clock if said.rule else None
    part = said.part or rule_clock
    clock = said.clock
    if clock is None:
        return part
    schedule.minutes = clock.minutes
    if said.rule and clock.word == "both" and len({t.minute for t in clock.options}) == 1:
        return _both_hours(said, said.rule, clock, now)
    if clock.options:
        times = tuple(_afternoon(t) if not clock.has_meridiem else t for t in clock.options)
        schedule.doubts.append(Doubt("due_time", "two times were named", tuple(f"{t:%H:%M}" for t in times)))
        return replace(clock, time=times[0], options=())
    if clock.has_meridiem:
        return clock
    hour = clock.time.hour % 12
    early, late = clock.time.replace(hour=hour), clock.time.replace(hour=hour + 12)
    if hour == 0 or (part and part.word in LATE_PARTS and not (part.word in ("night", "nite") and hour < 4)):
        return replace(clock, time=late)
    if part and part.word in EARLY_PARTS:
        return replace(clock, time=early)
    if not MEAL_EVENING.isdisjoint(words) and 4 <= hour <= 11:
        return replace(clock, time=late)
    if not MEAL_MORNING.isdisjoint(words) and 5 <= hour <= 11:
        return replace(clock, time=early)
    if hour <= 5:
        return replace(clock, time=late)
    return replace(clock, time=_open_time(said, early, late, now, schedule))


def _both_hours(said: Said, rule: Rule, clock: Clock, now: datetime) -> Clock:
    """'8am and 8pm every day': the rule names both hours, the first to come is the time."""
    said.rule = replace(rule, by_hour=tuple(sorted(t.hour for t in clock.options)))
    first = (
        next_hour(said.rule.by_hour, clock.time.minute, now) if rule.frequency == "DAILY" and not said.start else None
    )
    return replace(clock, time=first.time() if first else min(clock.options), options=())


def _afternoon(clock: time) -> time:
    return clock.replace(hour=clock.hour + 12) if 1 <= clock.hour <= 6 else clock


def _open_time(said: Said, early: time, late: time, now: datetime, schedule: Schedule) -> time:
    """6 to 11 without am or pm: the morning is assumed from 7 on; asked about where both are as likely."""
    today = said.rule is None and (said.day is None or said.day.date == now.date()) and not said.start
    passed = today and early <= now.time()
    first, second = (early, late) if early.hour >= 7 and not passed else (late, early)
    is_open = early.hour <= 8 if not passed else said.day is None
    if early.minute and early.hour >= 8 and not passed:
        is_open = False
    if is_open:
        schedule.doubts.append(Doubt("due_time", "morning or evening", (f"{first:%H:%M}", f"{second:%H:%M}")))
    return first


def _apply_day(said: Said, clock: Clock | None, now: datetime, schedule: Schedule) -> None:
    day, today = said.day, now.date()
    if day is None:
        if clock is None:
            return
        passed = clock.time <= now.time().replace(microsecond=0) and clock.zone is None
        rolls = passed or clock.word == "midnight"
        schedule.due_date, schedule.due_time = days_after(today, int(rolls)), clock.time
        schedule.is_deadline = clock.is_deadline
    else:
        schedule.due_date, schedule.due_time = day.last or day.date, clock.time if clock else None
        schedule.start_date = day.date if day.last else None
        schedule.is_deadline = day.is_deadline or (clock is not None and clock.is_deadline)
        _doubt_day(day, clock, now, schedule)
    if said.start and said.start.date <= (schedule.due_date or said.start.date):
        schedule.start_date = said.start.date
    if clock and clock.word == "midnight" and schedule.due_date and said.part and said.part.word == "tonight":
        schedule.due_date = days_after(schedule.due_date, 1)
    elif clock and clock.word == "midnight":
        _doubt_midnight(day, schedule)


def _doubt_midnight(day: Day | None, schedule: Schedule) -> None:
    named = day.date if day else None
    if named and schedule.due_date == named:
        options = (f"{named}T00:00", f"{days_after(named, 1)}T00:00")
        schedule.doubts.append(Doubt("due_date", "the midnight before or after", options))


def _doubt_day(day: Day, clock: Clock | None, now: datetime, schedule: Schedule) -> None:
    today = now.date()
    if day.reason:
        options = tuple(d.isoformat() for d in day.options)
        schedule.doubts.append(Doubt("due_date", day.reason, options))
    if day.shape is Shape.WEEKDAY and clock and day.date == days_after(today, 7) and clock.time > now.time():
        options = (day.date.isoformat(), today.isoformat())
        schedule.doubts.append(Doubt("due_date", "today is that weekday and the time is ahead", options))
    passed = clock and day.date == today and clock.time < now.time() and day.shape is not Shape.INSTANT
    passed = passed and clock and clock.word != "midnight"
    if passed and clock and day.clock and clock.is_vague and clock.word == "tonight":
        schedule.due_time = max(clock.time, min(now.time().replace(second=0, microsecond=0), time(23, 59)))
    elif passed and clock and not clock.is_vague and not clock.zone:
        schedule.doubts.append(
            Doubt("due_date", "that time has passed today", (today.isoformat(), days_after(today, 1).isoformat()))
        )


def _apply_rule(
    said: Said, rule: Rule, clock: Clock | None, now: datetime, schedule: Schedule, *, words: Sequence[str]
) -> None:
    today = now.date()
    rule = _with_day(rule, said.day)
    if rule.frequency == "WEEKLY" and rule.interval == 1 and words and words[0] in ("fortnightly", "biweekly"):
        rule = replace(rule, interval=2, reason=ADVERBS[words[0]][2])
    start = said.start.date if said.start else None
    explicit = said.day if said.day and not _belongs_to_rule(rule, said.day) else None
    begin = start or (explicit.date if explicit else today)
    first = first_day(rule, begin)
    if first == today and clock and clock.time <= now.time() and rule.frequency not in ("HOURLY", "MINUTELY"):
        first = (
            first_day(rule, days_after(today, 1)) if rule.by_day or rule.by_month_day or rule.interval == 1 else first
        )
        if not (rule.by_day or rule.by_month_day) and rule.interval == 1 and rule.frequency != "DAILY":
            first = days_after(today, 1)
    schedule.due_date, schedule.due_time = first, clock.time if clock else None
    until = said.limit.date if said.limit else next_moment(said.last_clock.time, now) if said.last_clock else None
    if said.extent and said.extent.unit:
        until = after(first, said.extent.count or 1, said.extent.unit) - timedelta(days=1)
    elif said.extent:
        rule = replace(rule, count=said.extent.count or 1)
    schedule.recurrence = rule_text(rule, until if until is None or said.last_clock or until >= first else first)
    schedule.from_completion = rule.from_completion
    schedule.start_date = start
    if rule.reason:
        schedule.doubts.append(Doubt("recurrence", rule.reason))
    for day in (said.day, said.start, said.limit):
        if day and day.reason and day.shape is not Shape.MONTH:
            schedule.doubts.append(Doubt("due_date", day.reason, tuple(d.isoformat() for d in day.options)))


def _with_day(rule: Rule, day: Day | None) -> Rule:
    """'every 2 weeks on sunday', 'monthly on the 15th', 'every year on may 3': the day becomes part of the rule."""
    if day is None or day.is_deadline or rule.by_month_day:
        return rule
    if rule.by_day:
        both = {*rule.by_day, DAY_CODES[day.date.weekday()]}
        joined = (
            day.shape is Shape.WEEKDAY and both <= {*DAY_CODES} and (rule.frequency, rule.interval) == ("WEEKLY", 1)
        )
        return replace(rule, by_day=tuple(code for code in DAY_CODES if code in both)) if joined else rule
    if rule.frequency == "WEEKLY" and day.shape is Shape.WEEKDAY:
        return replace(rule, by_day=(DAY_CODES[day.date.weekday()],))
    if rule.frequency == "MONTHLY" and day.shape is Shape.ORDINAL:
        return replace(rule, by_month_day=(day.date.day,))
    if rule.frequency == "YEARLY" and day.shape is Shape.MONTH_DAY and day.preposition not in STARTS:
        return replace(rule, by_month=(day.date.month,), by_month_day=(day.date.day,))
    if rule.frequency == "MONTHLY" and day.shape is Shape.WEEKDAY:
        return replace(rule, reason="which one of the month")
    return rule


def _belongs_to_rule(rule: Rule, day: Day) -> bool:
    return day.shape in (Shape.WEEKDAY, Shape.ORDINAL) and bool(rule.by_day or rule.by_month_day)


def _into_own_zone(clock: Clock, now: datetime, schedule: Schedule, *, named: bool) -> None:
    """A time said in another zone, in the person's own; asked about when that makes it another day."""
    if schedule.due_date is None or schedule.due_time is None:
        return
    said = datetime.combine(schedule.due_date, schedule.due_time, clock.zone)
    moment = said.astimezone(now.tzinfo)
    if not named and moment <= now:
        moment = datetime.combine(days_after(schedule.due_date, 1), schedule.due_time, clock.zone).astimezone(
            now.tzinfo
        )
    elif named and moment.date() != said.date() and schedule.recurrence is None:
        options = (f"{moment:%Y-%m-%d %H:%M}", f"{moment + timedelta(days=1):%Y-%m-%d %H:%M}")
        schedule.doubts.append(Doubt("due_date", "that is another day here", options))
    if schedule.recurrence is None:
        schedule.due_date = moment.date()
    schedule.due_time = moment.time()
