"""Tasks that are marked private keep their words: whoever reads answers here is, or feeds, an AI model.

Such a task shows that it is there, when it is due and what state it is in, so that a person can be sent to it. Only who
delegates a private task to an agent by hand shows it to that agent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import PRIVATE_LABEL
from src.repositories.tasks import TaskRepository

TITLE = "A private task"
STEP = "A private step"
REASON = "It is marked private: its words are in the app."
INSTEAD: Mapping[str, Any] = {"title": TITLE, "description": REASON, "tags": [PRIVATE_LABEL]}

Json = dict[str, Any]


async def private_among(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Ids of those rows' tasks that are private."""
    keys = [row["task_id"] for row in rows if row["task_id"] is not None]
    return await TaskRepository(uow).private_among(keys) if keys else frozenset()


async def shown_tasks(uow: UnitOfWork, rows: Sequence[Json]) -> list[Json]:
    """Tasks as a model may read them; those with `micro_steps`, these too."""
    private = await private_among(uow, rows)
    return [_withheld(row) if row["task_id"] in private else row for row in rows]


async def shown_steps(uow: UnitOfWork, rows: Sequence[Json]) -> list[Json]:
    """Steps as a model may read them."""
    private = await private_among(uow, rows)
    return [row | {"description": STEP} if row["task_id"] in private else row for row in rows]


async def shown_thing(uow: UnitOfWork, thing: Json) -> Json:
    """Just one thing, as a model may read it."""
    if thing["task"] is None or not await private_among(uow, [thing["task"]]):
        return thing
    step = thing["first_step"] and thing["first_step"] | {"description": STEP}
    return thing | {"task": _withheld(thing["task"]), "first_step": step, "reason": REASON}


def _withheld(task: Json) -> Json:
    steps = [step | {"description": STEP} for step in task.get("micro_steps", ())]
    return {**task, **{name: each for name, each in INSTEAD.items() if name in task}, "micro_steps": steps}
