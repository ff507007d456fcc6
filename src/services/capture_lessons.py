"""What corrections teach: remembered per person, shown, and erased when they say so."""

from collections.abc import Mapping
from typing import Any

from src.database.models import CaptureLesson
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.capture.lessons import GUESSED, NOTHING, Correction, lessons_from
from src.domain.capture.states import LessonField
from src.domain.search import fold
from src.repositories.capture_lessons import CaptureLessonRepository


class CaptureLessonService:
    """The owner's lessons."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.lessons = CaptureLessonRepository(uow)

    async def learn(self, read: Mapping[str, Any], saved: Mapping[str, Any]) -> None:
        """Take in how a saved item differs from how it was read, and which guesses were left standing."""
        for correction in corrections(read, saved):
            for lesson in lessons_from(saved["title"], correction):
                await self.lessons.teach(lesson.field, lesson.word, lesson.value, lesson.weight)
        name = saved["delegate_to"]
        if name and fold(name):
            await self.lessons.teach(LessonField.PERSON, fold(name), name, 1)

    async def everything(self) -> list[CaptureLesson]:
        """The latest taught first."""
        return await self.lessons.everything()

    async def forget(self, lesson_id: str) -> None:
        """Erase one lesson.

        Raises:
            NotFound: not the owner's.
        """
        await self.lessons.remove(lesson_id)
        self._tell()

    async def forget_everything(self) -> None:
        await self.lessons.forget_everything()
        self._tell()

    def _tell(self) -> None:
        self.uow.emit(Event("capture_lessons_changed", "user", self.uow.owner_id))


def corrections(read: Mapping[str, Any], saved: Mapping[str, Any]) -> list[Correction]:
    """Fields that the person changed, and guesses that they confirmed by leaving them."""
    guessed = {each["field"] for each in read["learned"]}
    found = []
    for field in GUESSED:
        before, after = _value(read, field), _value(saved, field)
        if before != after:
            found.append(Correction(field, before, NOTHING if after is None else after))
        elif field in guessed and after is not None:
            found.append(Correction(field, None, after))
    return found


def _value(item: Mapping[str, Any], field: LessonField) -> str | None:
    value = item[field.value]
    return None if value is None else str(value)
