"""Values come out of both databases as they went in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Float, Integer, String, bindparam, select, update

from src.conftest import Person
from src.database.connection import Database
from src.database.models import Project, Task, User
from src.database.types import Engine, Instant, Json, LocalDate, TextList, any_of, codec_of, instant_text

MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))


@given(MOMENTS)
def test_an_instant_as_text_says_the_same_instant(moment: datetime) -> None:
    text = instant_text(moment)

    assert datetime.fromisoformat(text) == moment
    assert len(text) == len("2026-11-23T09:00:00.000000Z")


@given(MOMENTS, MOMENTS)
def test_the_order_of_texts_is_the_order_of_instants(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


@given(MOMENTS, st.integers(-23 * 60, 23 * 60))
def test_the_offset_of_an_instant_does_not_matter(moment: datetime, minutes: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))

    assert instant_text(elsewhere) == instant_text(moment)


@pytest.mark.parametrize("engine", Engine)
def test_only_our_own_types_and_texts_are_converted(engine: Engine) -> None:
    assert codec_of(Integer(), engine).bind is codec_of(Float(), engine).bind is None
    assert codec_of(String(), engine).bind is str
    assert (codec_of(Boolean(), engine).result is bool) == (engine is Engine.SQLITE)
    assert (codec_of(Instant(), engine).bind is None) == (engine is Engine.POSTGRESQL)
    assert (codec_of(LocalDate(), engine).bind is None) == (engine is Engine.POSTGRESQL)
    assert codec_of(Json(), engine).wire is not None
    assert codec_of(TextList(), engine).bind is not None


SET_PREFERENCES = update(User).values(preferences=bindparam("value", type_=User.preferences.type))
VALUES: list[Any] = [
    {}, {"a": {"b": [1, 2.5, None, True, "ü", "\u2028", "😀"]}}, {"": ""}, {"n": 2**63 - 1}, {"n": -(2**63)},
    {"x": 1e300}, {"quote": "'\"\\"}, {"long": "x" * 100_000},
]  # fmt: skip


async def test_open_objects_come_back_as_python_and_as_json(database: Database, alice: Person) -> None:
    statement = select(User.preferences).where(User.user_id == bindparam("owner_id"))

    for value in VALUES:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.run(SET_PREFERENCES, value=value)
            assert await uow.first(statement) == value
            (row,) = await uow.wire(statement)
            assert orjson.loads(orjson.dumps(row["preferences"])) == value


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
async def test_instants_and_dates_come_back_exactly(database: Database, alice: Person, moment: datetime) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        day = moment.date()
        project = Project(user_id=alice.user_id, name="x", start_date=day, created_at=moment, updated_at=moment)
        await uow.add(project)
        statement = select(Project).where(Project.project_id == bindparam("key"))

        kept = await uow.first(statement, key=project.project_id)
        (row,) = await uow.wire(statement, key=project.project_id)

    assert kept is not None
    assert (kept.created_at, kept.start_date) == (moment, day)
    assert isinstance(kept.start_date, date)
    assert kept.created_at.tzinfo is not None
    sent = orjson.loads(orjson.dumps(row, option=orjson.OPT_UTC_Z))
    assert (datetime.fromisoformat(sent["created_at"]), sent["start_date"]) == (moment, day.isoformat())
    assert sent["is_active"] is True


@pytest.mark.parametrize("column", [Task.title, Task.task_id])
async def test_any_of_takes_lists_of_every_length_and_content(database: Database, alice: Person, column: Any) -> None:
    odd = ["it's", '"quoted"', "{a,b}", "NULL", "", "ü😀", "back\\slash", "%"]
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        inbox = await uow.first(select(Project.project_id).where(Project.user_id == bindparam("owner_id")))
        assert inbox is not None
        for title in odd:
            task = Task(user_id=alice.user_id, project_id=inbox, title=title, title_key="", search_words="")
            task.task_id = title or "empty"
            await uow.add(task)
        statement = select(column).where(any_of(column, "wanted"))

        found: Callable[[list[str]], Any] = lambda wanted: uow.all(statement, wanted=wanted)  # noqa: E731
        assert await found([]) == []
        assert await found(["missing"]) == []
        assert set(await found([*odd, "empty"])) == set(odd) - ({""} if column is Task.task_id else set()) | (
            {"empty"} if column is Task.task_id else set()
        )
        assert await found(["x"] * 10_000 + ["it's"]) == ["it's"]
