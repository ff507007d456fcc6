"""Templates within one unit of work: what is stored, counted and refused."""

import pytest

from src.conftest import Person
from src.core.errors import NotFound
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import TaskSource
from src.domain.templates import Category, built_in
from src.repositories.templates import TemplateRepository, TemplateUseRepository
from src.schemas.templates import StepWrite, TemplateApply, TemplateCreate, TemplateQuery, TemplateUpdate
from src.services.template_shapes import BuiltInStays
from src.services.template_tasks import TemplateTaskService, VariableLeftOut
from src.services.templates import TemplateService

REVIEW = "builtin-weekly-review"


def wanted(name: str = "Talk on {topic}") -> TemplateCreate:
    return TemplateCreate(name=name, category=Category.WORK, steps=[StepWrite(description="Go", estimated_minutes=12)])


async def test_what_is_stored_reads_as_the_rules_know_it(uow: UnitOfWork) -> None:
    service = TemplateService(uow)

    made = await service.create(wanted())

    known = await service.known(made["template_id"])
    assert (known.name, known.variables, known.estimated_minutes) == ("Talk on {topic}", ("topic",), 12)
    assert await service.known(REVIEW) is built_in()[REVIEW]


async def test_a_template_of_somebody_else_is_missing(database: Database, alice: Person, bob: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        made = await TemplateService(uow).create(wanted())

    async with database.unit_of_work(writes=False, owner_id=bob.user_id) as theirs:
        with pytest.raises(NotFound):
            await TemplateService(theirs).get(made["template_id"])
        page = await TemplateService(theirs).page(TemplateQuery(is_built_in=False))
        assert page["templates"] == []
        assert await TemplateRepository(theirs).steps_of([made["template_id"]]) == {made["template_id"]: []}


async def test_a_refused_application_leaves_no_task_and_counts_nothing(uow: UnitOfWork) -> None:
    made = await TemplateService(uow).create(wanted())
    uow.outbox.clear()

    with pytest.raises(VariableLeftOut):
        await TemplateTaskService(uow).apply(made["template_id"], TemplateApply())

    assert uow.outbox == []
    assert (await TemplateService(uow).get(made["template_id"]))["use_count"] == 0


async def test_an_application_tells_of_the_task_and_its_steps(uow: UnitOfWork) -> None:
    task = await TemplateTaskService(uow).apply(REVIEW, TemplateApply(title="Friday"))

    assert (task["title"], task["task_source"], len(task["micro_steps"])) == ("Friday", TaskSource.TEMPLATE, 4)
    assert [addressed.event.type for addressed in uow.outbox] == ["task_created", "task_split"]


async def test_uses_are_counted_for_each_person_and_template(uow: UnitOfWork) -> None:
    uses = TemplateUseRepository(uow)

    for key in (REVIEW, REVIEW, "gone"):
        await uses.add_one(key)
    await uses.forget("gone")

    assert await uses.counts() == {REVIEW: 2}
    assert (await uses.of(REVIEW), await uses.of("gone")) == (2, 0)


async def test_a_built_in_template_is_refused_before_anything_is_read(uow: UnitOfWork) -> None:
    service = TemplateService(uow)

    for refused in (service.update(REVIEW, TemplateUpdate()), service.remove(REVIEW), service.share(REVIEW)):
        with pytest.raises(BuiltInStays):
            await refused
