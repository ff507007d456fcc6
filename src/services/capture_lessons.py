"""What corrections teach: remembered per person, shown, and erased when they say so."""

from collections.abc import Iterable, Mapping
from typing import Any

from src.database.models import CaptureLesson
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.capture.lessons import GUESSED, NOTHING, Correction, Lesson, lessons_from
from src.domain.capture.states import LessonField
from src.domain.search import fold
from src.repositories.capture_lessons import CaptureLessonRepository

MOST_LESSONS = 200
"""That one save teaches."""


class CaptureLessonService:
    """The owner's lessons."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.lessons = CaptureLessonRepository(uow)

    async def learn(self, items: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Take in how saved items differ from how they were read, and which guesses were left standing.

        What several items of one dump say about a word counts once: it was one dump, and one mind.
        """
        taught: dict[tuple[LessonField, str, str], int] = {}
        for read, saved in items:
            for lesson in _lessons(read, saved):
                taught[lesson.field, lesson.word, lesson.value] = lesson.weight
        for (field, word, value), weight in list(taught.items())[:MOST_LESSONS]:
            await self.lessons.teach(field, word, value, weight)
        if taught:
            await self.lessons.forget_weightless()
            self._tell()

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
        if await self.lessons.forget_everything():
            self._tell()

    def _tell(self) -> None:
        self.uow.emit(Event("capture_lessons_changed", "user", self.uow.owner_id))


def _lessons(read: Mapping[str, Any], saved: Mapping[str, Any]) -> list[Lesson]:
    found = [lesson for each in corrections(read, saved) for lesson in lessons_from(saved["title"], each)]
    name = saved["delegate_to"]
    return [*found, Lesson(LessonField.PERSON, fold(name), name)] if name and fold(name) else found


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
