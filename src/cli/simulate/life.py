"""One person's days: seeded, so that the same seed lives the same days; every action is a request."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from src.cli.simulate.server import SimulatedServer
from src.cli.simulate.words import DUMPS, FIRST_TASKS, GOOD_THINGS, INTERRUPTIONS, SKIP_REASONS
from src.core.errors import StartRefused

START = date(2026, 10, 19)
"""A Monday: the fortnight from here holds the change of clocks in Europe."""

HOME, AWAY = "Europe/Berlin", "America/New_York"
JOURNEY_DAYS = frozenset({5})
ABSENT_DAYS = frozenset({8, 9, 10, 11})
PASSWORD = "plum-kettle-harbour"  # noqa: S105 of an account that is gone with its server
BIAS = 1.6
"""How much longer things take this person than they think."""


class Life:
    """A person who gets going, is interrupted, travels, stays away, and comes back.

    Surprises are not claimed: they are drawn by chance, and the same seed is to live the same days.
    """

    def __init__(self, server: SimulatedServer, *, days: int, seed: int) -> None:
        self.server = server
        self.days = days
        self.chance = Random(seed)  # noqa: S311 a life, not a secret
        self.zone = HOME
        self.focused_minutes = 0.0
        self.done_count = 0
        self.caught_count = 0

    def lived(self) -> Iterator[str]:
        """The lines of the transcript."""
        yield f"{self.days} days from {START:%A %d %B %Y}, in {HOME}. Every line comes out of the HTTP API."
        self._register()
        for number in range(self.days):
            day = START + timedelta(days=number)
            if number in ABSENT_DAYS:
                yield f"\n{_title(number, day)}  (away)"
                continue
            yield from self._morning(number, day)
            yield from self._rest_of(number, day)
        yield from self._in_the_end()

    def _at(self, day: date, hour: int, minute: int = 0) -> None:
        """Move the clock; never backwards."""
        local = datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).astimezone(UTC)
        self.server.clock.now = max(local, self.server.clock.now + timedelta(seconds=1))

    def _pass(self, minutes: float) -> None:
        self.server.clock.now += timedelta(minutes=minutes)

    def _register(self) -> None:
        self._at(START, 7, 30)
        wanted = {"username": "mara", "email": "mara@example.com", "password": PASSWORD, "timezone": HOME}
        self.server.token = self.server.call("POST", "/api/auth/register", wanted)["access_token"]
        self.server.call("POST", "/api/pets", {"species": "fox", "name": "Rey"})
        zones = [zone["zone_id"] for zone in self.server.call("GET", "/api/compass/zones")["zones"]]
        for number, task in enumerate(FIRST_TASKS):
            due = (START + timedelta(days=task.due_in_days)).isoformat() if task.due_in_days is not None else None
            self.server.call(
                "POST",
                "/api/v2/tasks",
                {
                    "title": task.title,
                    "priority": task.priority,
                    "estimated_hours": task.hours,
                    "energy_required": task.energy,
                    "due_date": due,
                    "recurrence": task.recurrence,
                    "zone_id": zones[number % len(zones)],
                    "tags": [task.tag],
                },
            )

    def _morning(self, number: int, day: date) -> Iterator[str]:
        """Sign in, say how much energy there is, and read what the dashboard says."""
        yield from self._travel(number, day)
        self._at(day, 8, self.chance.randrange(40))
        self._sign_in()
        level = self.chance.choice((1, 2, 2, 3))
        self.server.call("POST", "/api/energy/set", {"energy_level": level})
        local = self.server.clock.now.astimezone(ZoneInfo(self.zone))
        yield f"\n{_title(number, day)}, {local:%H:%M} {self.zone}, energy {level}"
        yield from self._dashboard()
        yield from self._ritual()

    def _sign_in(self) -> None:
        self.server.token = ""
        answer = self.server.call("POST", "/api/auth/login", {"username": "mara", "password": PASSWORD})
        self.server.token = answer["access_token"]

    def _travel(self, number: int, day: date) -> Iterator[str]:
        zone = AWAY if number in JOURNEY_DAYS else HOME
        if zone != self.zone:
            self.zone = zone
            self._at(day, 6)
            self._sign_in()
            self.server.call("PUT", "/api/auth/profile", {"timezone": zone})
            yield f"\n(on a journey: the zone is {zone} now)"

    def _dashboard(self) -> Iterator[str]:
        said = self.server.call("GET", "/api/secretary/dashboard")
        one = self.server.call("GET", "/api/secretary/just-one-thing")
        if said["welcome_back"]:
            yield f"  {said['welcome_back']['sentence']}"
        for priority in said["priorities"]:
            yield f"  - {priority['title']}: {priority['reason']} ({priority['urgency_score']})"
        if said["focus_recommendation"]:
            yield f"  Focus: {said['focus_recommendation']['sentence']}"
        for bottleneck in said["bottlenecks"]:
            yield f"  In the way: {bottleneck['sentence']}"
        if one["task"]:
            first = f" First: {one['first_step']['description']}" if one["first_step"] else ""
            expected = f" {one['expected']['sentence']}" if one["expected"] else ""
            yield f"  Just one thing: {one['task']['title']}. {one['reason']}{expected}{first}"
        else:
            yield f"  Just one thing: {one['reason']}"
        if said["pet"]:
            yield f"  {said['pet']['name']} ({said['pet']['mood']}): {said['pet']['says']}"
        if said["welcome_back"]:
            swept = self.server.call("POST", "/api/secretary/fresh-start", {})
            yield f"  Fresh start: {len(swept['archived'])} put away."

    def _ritual(self) -> Iterator[str]:
        suggested = self.server.call("GET", "/api/ritual/check")["suggested_tasks"][:3]
        if not suggested or self.chance.random() < 0.15:
            self.server.call("POST", "/api/ritual/complete", {"skipped": True})
            yield "  Ritual: skipped, which is fine."
            return
        fields = {f"focus_task_{place}_id": task["task_id"] for place, task in enumerate(suggested, start=1)}
        self.server.call("POST", "/api/ritual/complete", fields)
        yield "  Ritual: " + "; ".join(f"{task['title']} ({task['reason']})" for task in suggested)

    def _rest_of(self, number: int, day: date) -> Iterator[str]:
        before = self.done_count, self.caught_count, self.focused_minutes
        self._at(day, 9, 30)
        self._catch()
        for task in self._chosen_today():
            self._work_on(task)
        self._at(day, 15)
        self._pass_over()
        self.server.call("POST", "/api/energy/set", {"energy_level": self.chance.choice((1, 2, 3))})
        evening = self._evening(day) if self.chance.random() < 0.7 else ""
        today = self.server.call("GET", "/api/mobile/today")
        done, caught, focused = (
            self.done_count - before[0], self.caught_count - before[1], self.focused_minutes - before[2]
        )  # fmt: skip
        yield (
            f"  Day: {done} done, {caught} things caught, {focused:.0f} min focused, {today['xp']['today']} XP today, "
            f"level {today['xp']['level']}.{evening}"
        )

    def _catch(self) -> None:
        """A thought or three in one breath; saved as it was read."""
        caught = self.server.call("POST", "/api/capture", {"text": self.chance.choice(DUMPS)})
        made = self.server.call("POST", "/api/capture/save", {"capture_id": caught["capture_id"]})
        self.caught_count += len(made["tasks_created"]) + len(made["notes_created"])

    def _chosen_today(self) -> list[dict[str, Any]]:
        ritual = self.server.call("GET", "/api/ritual/today")
        return [task for task in ritual.get("focus_tasks") or [] if self.chance.random() < 0.75]

    def _work_on(self, chosen: dict[str, Any]) -> None:
        """Split it, guard some time for it, walk its steps, perhaps finish it; it takes longer than thought."""
        at = f"/api/v2/tasks/{chosen['task_id']}"
        if self.server.call("GET", at)["status"] == "done":
            return
        steps = self.server.call("POST", f"{at}/split")["micro_steps"]
        session = self.server.call("POST", "/api/focus/start", {"task_id": chosen["task_id"]})
        self._pass(self.chance.randrange(4, 15))
        if self.chance.random() < 0.5:
            self.server.call("POST", "/api/focus/interrupt", {"reason": self.chance.choice(INTERRUPTIONS)})
        for step in steps[: self.chance.randrange(1, 4)]:
            status, _ = self.server.try_call("PATCH", f"/api/v2/micro-steps/{step['step_id']}/complete")
            if status not in {200, 404}:
                raise StartRefused(f"A step was answered {status}.")
        self._pass(self.chance.randrange(5, 20))
        ended = self.server.call("POST", "/api/focus/complete", {"session_id": session["session_id"]})
        self.focused_minutes += ended["actual_duration_minutes"]
        if self.chance.random() < 0.75:
            self._finish(at)

    def _finish(self, at: str) -> None:
        task = self.server.call("GET", at)
        if task["estimated_hours"]:
            took = round(task["estimated_hours"] * BIAS * self.chance.uniform(0.8, 1.25), 2)
            self.server.call("PUT", at, {"actual_hours": max(took, task["actual_hours"])})
        self.server.call("PATCH", f"{at}/status", {"status": "done"})
        self.done_count += 1

    def _pass_over(self) -> None:
        one = self.server.call("GET", "/api/secretary/just-one-thing")
        if one["task"] and self.chance.random() < 0.5:
            wanted = {"task_id": one["task"]["task_id"], "reason": self.chance.choice(SKIP_REASONS)}
            self.server.call("POST", "/api/secretary/just-one-thing/skip", wanted)

    def _evening(self, day: date) -> str:
        self._at(day, 21)
        closed = self.server.call(
            "POST", "/api/ritual/evening", {"went_well": self.chance.choice(GOOD_THINGS), "rest": "move"}
        )
        return f" Evening: {len(closed['moved'])} moved to another day."

    def _in_the_end(self) -> Iterator[str]:
        today = self.server.call("GET", "/api/mobile/today")
        events = self._all_events()
        estimates = self.server.call("GET", "/api/v2/tasks/estimates")
        yield (
            f"\nIn the end: level {today['xp']['level']}, {today['xp']['total']} XP, {self.done_count} tasks done, "
            f"{self.caught_count} things caught, {self.focused_minutes:.0f} minutes of focus, {len(events)} events."
        )
        if estimates["overall"] and estimates["overall"]["ratio"]:
            yield f"Learned: this person usually takes {estimates['overall']['ratio']:.1f} times what they think."
        tables = self.server.call("GET", "/api/auth/account/export")["tables"]
        ledger = sum(row["amount"] for row in tables["xp_ledger"])
        is_right = ledger == tables["xp_totals"][0]["total"] and events == list(range(1, len(events) + 1))
        yield f"The ledger adds up and the event log has no gaps: {'yes' if is_right else 'NO'}."

    def _all_events(self) -> list[int]:
        found: list[int] = []
        while True:
            since = found[-1] if found else 0
            page = self.server.call("GET", f"/api/events?since={since}&limit=500")
            found.extend(event["seq"] for event in page["events"])
            if not page["has_more"]:
                return found


def _title(number: int, day: date) -> str:
    return f"Day {number + 1}, {day:%a %d %b}"
