"""Pictures of progress over HTTP."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person
from src.database.connection import Database
from src.domain.charts import Metric
from src.domain.charts.metrics import NOTHING_YET, full_date
from src.services.progress_charts import ProgressCharts
from src.testing.queries import counted

CHART = "/api/progress/chart.svg"
HEATMAP = "/api/progress/heatmap.svg"
METRICS = ("xp", "tasks", "focus", "energy", "streak")
MAPPED = ("xp", "tasks", "focus")
CHARTED = -1
"""In place of a year: the chart."""
SVG = "{http://www.w3.org/2000/svg}"
TITLE_OF_DAY = re.compile(r"\w+, (.+): (.+)")


async def figures(person: Person, path: str, **query: Any) -> dict[str, str]:
    """What a picture says of each day: `{"23 November 2026": "1 task"}`."""
    answer = await person.get(path, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314  # our own
    found = [TITLE_OF_DAY.fullmatch(each.findtext(f"{SVG}title") or "") for each in root.iter(f"{SVG}g")]
    return {day[1]: day[2] for day in found if day is not None}


async def done(person: Person, **fields: Any) -> None:
    task = await person.task("Task", **fields)
    await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})


async def focused(person: Person, clock: Clock, minutes: float) -> None:
    session = (await person.post("/api/focus/start", json={"technique": "flow"})).json()
    clock.forward(minutes=minutes)
    answer = await person.post("/api/focus/complete", json={"session_id": session["session_id"]})
    assert answer.status_code == 200, answer.text


async def test_each_picture_shows_what_was_done_on_each_day(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=30)
    await done(carol)
    await focused(carol, clock, 25)
    for level in (1, 2):
        await carol.post("/api/energy/set", json={"energy_level": level})
    clock.forward(days=2)
    await done(carol)
    await done(carol)

    found = {metric: await figures(carol, CHART, metric=metric, days=4) for metric in METRICS}

    assert list(found["xp"]) == [f"{day} November 2026" for day in range(22, 26)]
    assert list(found["tasks"].values()) == ["0 tasks", "1 task", "0 tasks", "2 tasks"]
    assert list(found["focus"].values()) == ["0 minutes", "25 minutes", "0 minutes", "0 minutes"]
    assert list(found["energy"].values()) == ["nothing logged", "1.5 of 3", "nothing logged", "nothing logged"]
    assert list(found["streak"].values()) == ["0 days", "1 day", "1 day", "2 days"]
    by_day = (await carol.get("/api/progress/visualization", params={"days": 4})).json()["xp_over_time"]
    assert list(found["xp"].values()) == [f"{each['xp_earned']} XP" for each in by_day]
    for metric in MAPPED:
        mapped = await figures(carol, HEATMAP, metric=metric)
        assert found[metric].items() <= mapped.items()


async def test_what_others_do_is_not_shown(clock: Clock, alice: Person, bob: Person) -> None:
    await done(bob)
    await focused(bob, clock, 5)
    await bob.post("/api/energy/set", json={"energy_level": 3})

    for metric in METRICS:
        assert NOTHING_YET in (await alice.get(CHART, params={"metric": metric})).text
    for metric in MAPPED:
        assert NOTHING_YET in (await alice.get(HEATMAP, params={"metric": metric})).text


@pytest.mark.parametrize(("asked", "count"), [({}, 30), ({"days": 1}, 1), ({"days": 366}, 366)])
async def test_a_chart_has_as_many_days_as_asked_for(alice: Person, asked: dict[str, Any], count: int) -> None:
    for metric in METRICS:
        assert len(await figures(alice, CHART, metric=metric, **asked)) == count


async def test_a_heat_map_has_53_weeks_or_a_year(clock: Clock, alice: Person) -> None:
    lately = await figures(alice, HEATMAP)
    this_year = await figures(alice, HEATMAP, year=2026)
    leap_year = await figures(alice, HEATMAP, year=2024, metric="tasks")
    coming = await figures(alice, HEATMAP, year=2027, metric="focus")

    assert clock.now.date() == date(2026, 11, 23)
    assert (len(lately), *list(lately)[::364]) == (365, "24 November 2025", "23 November 2026")
    assert (len(this_year), this_year["23 November 2026"], this_year["24 November 2026"]) == (
        365, "0 XP", "still to come",
    )  # fmt: skip
    assert (len(leap_year), set(leap_year.values())) == (366, {"0 tasks"})
    assert (len(coming), set(coming.values())) == (365, {"still to come"})


async def test_days_are_those_of_the_person(clock: Clock, enter: Callable[..., Any]) -> None:
    """At 20:30 UTC it is half past five of the next day in Tokyo, and the day before its four o'clock ends at 19:00."""
    carol: Person = await enter("carol", for_days=30)
    await carol.put("/api/auth/profile", json={"timezone": "Asia/Tokyo", "day_start_hour": 4})
    clock.now = clock.now.replace(hour=18, minute=30)
    await focused(carol, clock, 60)
    await carol.post("/api/energy/set", json={"energy_level": 3})
    clock.now = clock.now.replace(hour=20, minute=30)
    await done(carol)

    found = {metric: await figures(carol, CHART, metric=metric, days=2) for metric in ("tasks", "focus", "energy")}

    assert found["tasks"] == {"23 November 2026": "0 tasks", "24 November 2026": "1 task"}
    assert found["focus"] == {"23 November 2026": "1 h", "24 November 2026": "0 minutes"}
    assert found["energy"] == {"23 November 2026": "nothing logged", "24 November 2026": "3 of 3"}


async def test_a_date_that_travel_left_out_takes_nothing_from_its_neighbours(
    clock: Clock, enter: Callable[..., Any]
) -> None:
    """From Honolulu to Kiritimati, a day ahead by the same clock: focus stays on the days that there were."""
    carol: Person = await enter("carol", for_days=30)
    await carol.put("/api/auth/profile", json={"timezone": "Pacific/Honolulu"})
    await focused(carol, clock, 25)
    await carol.put("/api/auth/profile", json={"timezone": "Pacific/Kiritimati"})
    await focused(carol, clock, 10)

    found = await figures(carol, CHART, metric="focus", days=3)

    shown = (await carol.get("/api/focus/analytics", params={"days": 3})).json()["minutes_by_day"]
    minutes = {full_date(date.fromisoformat(each["date"])).partition(", ")[2]: each["minutes"] for each in shown}
    assert found == {day: f"{value:.0f} minutes" for day, value in minutes.items()}
    assert sorted(minutes.values()) == [0, 10, 25]


@pytest.mark.parametrize("metric", Metric)
async def test_a_picture_takes_two_queries_with_much_as_with_nothing(
    clock: Clock, enter: Callable[..., Any], database: Database, metric: Metric
) -> None:
    carol: Person = await enter("carol", for_days=30)

    async def queries() -> list[int]:
        counts = []
        for year in (CHARTED, None, 2026) if metric in MAPPED else (CHARTED,):
            async with database.unit_of_work(owner_id=carol.user_id) as uow:
                with counted(database) as statements:
                    charts = ProgressCharts(uow)
                    await (charts.chart(metric, 366) if year == CHARTED else charts.heatmap(metric, year))
                counts.append(statements.count)
        return counts

    with_nothing = await queries()
    for _ in range(6):
        await done(carol)
        await focused(carol, clock, 5)
        await carol.post("/api/energy/set", json={"energy_level": 2})
        clock.now += timedelta(days=1)

    assert with_nothing == await queries() == [2] * len(with_nothing)


@pytest.mark.parametrize("path", [CHART, HEATMAP])
async def test_a_picture_is_sent_again_only_when_it_changed(alice: Person, path: str) -> None:
    first = await alice.get(path)
    same = await alice.get(path, headers={"If-None-Match": first.headers["etag"]})
    await done(alice)
    changed = await alice.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("path", [CHART, HEATMAP])
async def test_nothing_in_a_picture_can_run_or_load(alice: Person, path: str) -> None:
    answer = await alice.get(path)

    policy = answer.headers["content-security-policy"]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; frame-ancestors 'none'; sandbox", policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script|\bon\w+=|href=|url\(|@import", answer.text)


@pytest.mark.parametrize("path", [CHART, HEATMAP])
async def test_pictures_need_somebody_signed_in(anonymous: httpx2.AsyncClient, path: str) -> None:
    problem(await anonymous.get(path), 401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        *((CHART, "days", each) for each in (0, 367, "many", "")),
        *((CHART, "metric", each) for each in ("pets", "XP", "")),
        *((HEATMAP, "metric", each) for each in ("streak", "energy", "pets")),
        *((HEATMAP, "year", each) for each in (1899, 9999, "now")),
    ],
)
async def test_what_cannot_be_drawn_is_refused(alice: Person, path: str, field: str, value: Any) -> None:
    refused_field(await alice.get(path, params={field: value}), f"query.{field}")


def test_the_document_says_that_they_are_pictures(shared_app: Any) -> None:
    for path in (CHART, HEATMAP):
        answers = shared_app.openapi()["paths"][path]["get"]["responses"]
        assert list(answers["200"]["content"]) == ["image/svg+xml"]
