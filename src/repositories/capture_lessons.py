"""Queries of what corrections taught."""

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, case, select

from src.database.models import CaptureLesson
from src.database.types import any_of
from src.domain.capture.states import LessonField
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

MOST_SHOWN = 1_000
HEAVIEST = 20
"""A lesson weighs this much at most: a change of mind is learned in as many corrections, not in a lifetime."""

TAUGHT = owned(CaptureLesson).where(any_of(CaptureLesson.word, "words"), CaptureLesson.weight > 0)
ALL_LESSONS = (
    owned(CaptureLesson)
    .order_by(CaptureLesson.learned_at.desc(), CaptureLesson.field, CaptureLesson.word, CaptureLesson.value)
    .limit(MOST_SHOWN)
)
PEOPLE = (
    select(CaptureLesson.value)
    .where(CaptureLesson.user_id == OWNER_ID, CaptureLesson.field == LessonField.PERSON)
    .order_by(CaptureLesson.weight.desc(), CaptureLesson.value)
    .limit(200)
)
ADD_WEIGHT = (
    owned_update(CaptureLesson)
    .where(
        CaptureLesson.field == bindparam("lesson_field"),
        CaptureLesson.word == bindparam("lesson_word"),
        CaptureLesson.value == bindparam("lesson_value"),
    )
    .values(
        weight=case(
            (CaptureLesson.weight + bindparam("delta", type_=Integer()) > HEAVIEST, HEAVIEST),
            (CaptureLesson.weight + bindparam("delta", type_=Integer()) < 0, 0),
            else_=CaptureLesson.weight + bindparam("delta", type_=Integer()),
        ),
        learned_at=bindparam("now"),
    )
)
FORGET_LESSONS = owned_delete(CaptureLesson)
FORGET_WEIGHTLESS = owned_delete(CaptureLesson).where(CaptureLesson.weight == 0)


class CaptureLessonRepository(OwnedRepository[CaptureLesson]):
    """What the owner's corrections taught."""

    async def about(self, words: Sequence[str]) -> list[CaptureLesson]:
        return await self.uow.all(TAUGHT, words=list(words))

    async def everything(self) -> list[CaptureLesson]:
        """The latest taught first, at most a thousand."""
        return await self.uow.all(ALL_LESSONS)

    async def people(self) -> list[str]:
        """Names that things were handed to, the most frequent first."""
        return await self.uow.all(PEOPLE)

    async def teach(self, field: str, word: str, value: str, delta: int) -> None:
        """Move the weight of a lesson; it is made when there is none to lower."""
        moved = await self.uow.run(ADD_WEIGHT, lesson_field=field, lesson_word=word, lesson_value=value, delta=delta)
        if delta > 0 and not moved:
            lesson = CaptureLesson(
                user_id=self.owner_id, field=field, word=word, value=value, weight=delta, learned_at=self.uow.now()
            )
            await self.uow.add_new(lesson)

    async def forget_weightless(self) -> None:
        """Forget lessons that weigh nothing any more."""
        await self.uow.run(FORGET_WEIGHTLESS)

    async def forget_everything(self) -> int:
        return await self.uow.run(FORGET_LESSONS)
