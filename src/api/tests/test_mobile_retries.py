"""However a queue is cut into batches, sent again, and sent at once: it ends as if it had been sent once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from src.api.tests.syncing import Json, as_first_answered, capture, energy, focus, sent, state_of, status, step
from src.conftest import Person

PROPERTY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TASKS = ("<task 1>", "<task 2>")
STEPS = ("<step 1>", "<step 2>")
_numbers = count(1)


@dataclass(frozen=True)
class Delivery:
    """A batch of a queue, by places in it, and how many times at once it arrives."""

    places: tuple[int, ...]
    times: int


NAMES = st.integers(1, 6).map(str)
"""Few, so that some come twice, with the same content or another."""
VERSIONS = st.none() | st.integers(1, 3)
OPERATIONS = st.one_of(
    st.builds(capture, NAMES, st.sampled_from(["buy milk", "call Sam; low energy"]), save=st.booleans()),
    st.builds(energy, NAMES, st.integers(1, 4)),
    st.builds(step, NAMES, st.sampled_from(STEPS), is_completed=st.booleans()),
    st.builds(
        status,
        NAMES,
        st.sampled_from(TASKS),
        st.sampled_from(["todo", "in_progress", "done", "eaten"]),
        expected_version=VERSIONS,
    ),
    st.builds(status, NAMES, st.sampled_from(TASKS), follows=NAMES),
    st.builds(focus, NAMES, technique=st.sampled_from(["pomodoro", "flow", "sleep"])),
    st.builds(focus, NAMES, task_id=st.sampled_from(TASKS)),
    st.builds(focus, NAMES, st.sampled_from(["pause", "resume", "interrupt", "complete"])),
    st.builds(focus, NAMES, st.sampled_from(["pause", "resume", "interrupt", "complete", "dance"]), follows=NAMES),
)


@st.composite
def deliveries(draw: st.DrawFn, length: int) -> list[Delivery]:
    """First arrivals in order; before and after them whatever has arrived already, in any order."""
    found: list[Delivery] = []
    arrived = 0
    while arrived < length:
        again = draw(st.lists(st.integers(0, arrived - 1), max_size=4)) if arrived else []
        until = draw(st.integers(arrived + 1, length))
        found.append(Delivery((*again, *range(arrived, until)), draw(st.integers(1, 3))))
        arrived = until
    again = draw(st.permutations(range(length)))
    return [*found, Delivery(tuple(again), 1)]


@st.composite
def queues(draw: st.DrawFn) -> tuple[list[Json], list[Delivery]]:
    operations = draw(st.lists(OPERATIONS, min_size=1, max_size=8))
    return operations, draw(deliveries(len(operations)))


async def furnished(enter: Callable[..., Any]) -> tuple[Person, dict[str, str]]:
    """Somebody with two tasks of one step each; ids by name."""
    person: Person = await enter(f"person{next(_numbers)}")
    ids: dict[str, str] = {}
    for task, step_ in zip(TASKS, STEPS, strict=True):
        ids[task] = (await person.task(task))["task_id"]
        path = f"/api/v2/tasks/{ids[task]}/micro-steps"
        ids[step_] = (await person.post(path, json={"description": step_})).json()["step_id"]
    return person, ids


def told(result: Json) -> tuple[str, str, str | None]:
    """What a result says, without identifiers and instants."""
    result = as_first_answered(result)
    return result["outcome"], result["code"], result["conflict"] and result["conflict"]["reason"]


@given(queue=queues())
@PROPERTY
async def test_a_queue_ends_the_same_however_it_arrives(
    enter: Callable[..., Any], queue: tuple[list[Json], list[Delivery]]
) -> None:
    drawn, arriving = queue
    (once, ids_of_one), (often, ids_of_other) = await furnished(enter), await furnished(enter)
    of_one, of_other = (
        [{name: ids.get(value, value) if isinstance(value, str) else value for name, value in each.items()}
         for each in drawn]
        for ids in (ids_of_one, ids_of_other)
    )  # fmt: skip

    expected = [told(result) for result in await sent(once, *of_one)]
    for delivery in arriving:
        batch = [of_other[place] for place in delivery.places]
        answers = await asyncio.gather(*(sent(often, *batch) for _ in range(delivery.times)))
        for results in answers:
            assert [told(result) for result in results] == [expected[place] for place in delivery.places]

    assert await state_of(often) == await state_of(once)
