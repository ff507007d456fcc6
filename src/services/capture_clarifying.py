"""Asking back: one question at a time, answered by a tap."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from src.ai.provider import AiProvider
from src.core.errors import RuleBroken
from src.database.models import Capture
from src.database.unit_of_work import UnitOfWork
from src.domain.capture.answers import AnswerNotUnderstood, answered
from src.domain.capture.model import ItemType
from src.domain.capture.questions import NO_ANSWER, OwnNames, Question, open_questions
from src.domain.capture.states import CaptureStatus
from src.domain.days import local_time, zone_or_utc
from src.repositories.capture import CaptureRepository
from src.repositories.capture_lessons import CaptureLessonRepository
from src.repositories.projects import ProjectRepository
from src.schemas.capture import ClarifyRequest, FieldAnswer
from src.services.capture import CaptureService, tell
from src.services.stages import Stages


class OneOfTextAndCapture(RuleBroken):
    """A question is about a new text, or about a capture that is there."""


class AnswerRefused(RuleBroken):
    """No question asks for this, or nothing can be made of the answer."""


class CaptureClarifyingService:
    """Questions about one capture."""

    def __init__(self, stages: Stages, provider: AiProvider) -> None:
        self.stages = stages
        self.provider = provider

    async def clarify(self, wanted: ClarifyRequest) -> dict[str, Any]:
        """Take the answers in, and ask the next question that changes the outcome, if there is one.

        Raises:
            NotFound: the capture, or an item named, is not the owner's.
            OneOfTextAndCapture: neither or both were given.
            AnswerRefused: an answer fits no question, or cannot be understood.
        """
        if (wanted.text is None) == (wanted.capture_id is None):
            raise OneOfTextAndCapture("Send either text or capture_id.", field="capture_id")
        answers = wanted.answers
        capture_id = wanted.capture_id
        if wanted.text is not None:
            capture_id = (await CaptureService(self.stages, self.provider).take(wanted.text)).capture_id
        assert capture_id is not None
        async with self.stages.reading() as uow:
            capture = await CaptureRepository(uow).get(capture_id)
            items = with_answers(capture, answers)
            questions = await _questions(uow, capture, items)
        first = questions[0] if questions else None
        sentence = await self._phrased(first, items) if first else None
        if answers:
            items = await self._keep(capture_id, answers)
        return {
            "capture_id": capture_id,
            "clarification_question": sentence,
            "suggested_values": list(first.suggested) if first else [],
            "field": first and first.field,
            "item_id": first and first.item_id,
            "remaining": len(questions),
            "parsed_items": items,
        }

    async def _phrased(self, question: Question, items: Sequence[Mapping[str, Any]]) -> str:
        """The question in the provider's words; what is private is asked in our own."""
        item = next(each for each in items if each["item_id"] == question.item_id)
        if item["is_sensitive"] or item["type"] == ItemType.ENERGY:
            return question.sentence
        return await self.provider.phrase_question(
            title=item["title"],
            field=question.field,
            reason=question.reason,
            options=question.suggested,
            offline=question.sentence,
        )

    async def _keep(self, capture_id: str, answers: Sequence[FieldAnswer]) -> list[dict[str, Any]]:
        """Take the answers in, on top of whatever was answered meanwhile; the items as they are now."""
        uow = self.stages.last
        captures = CaptureRepository(uow)
        items = with_answers(await captures.hold(capture_id), answers)
        await captures.set_items(capture_id, items)
        tell(uow, "capture_clarified", capture_id, fields=sorted({each.field for each in answers}))
        return items


async def _questions(uow: UnitOfWork, capture: Capture, items: Sequence[Mapping[str, Any]]) -> list[Question]:
    if capture.status != CaptureStatus.PARSED or not any(item["doubts"] for item in items):
        return []
    own = OwnNames(
        projects=await ProjectRepository(uow).active_names(),
        people=await CaptureLessonRepository(uow).people(),
        open_titles=await CaptureRepository(uow).open_titles(),
    )
    return open_questions(items, own, _today(capture))


def with_answers(capture: Capture, answers: Sequence[FieldAnswer]) -> list[dict[str, Any]]:
    """The items with these answers.

    Raises:
        AnswerRefused: the capture waits for none, or one of them fits no item or cannot be understood.
    """
    if answers and capture.status != CaptureStatus.PARSED:
        raise AnswerRefused("This capture is not waiting for answers any more.", field="answers")
    items = [dict(item) for item in capture.items]
    for answer in answers:
        place = _place(items, answer)
        items[place] = _with_answer(capture, items[place], answer)
    return items


def _today(capture: Capture) -> date:
    return local_time(capture.created_at, zone_or_utc(capture.timezone)).date()


def _place(items: Sequence[Mapping[str, Any]], answer: FieldAnswer) -> int:
    """Which item is answered: the one named, else the first with an open question about the field."""
    for place, item in enumerate(items):
        if answer.item_id is None:
            if any(doubt["field"] == answer.field for doubt in item["doubts"]):
                return place
        elif item["item_id"] == answer.item_id:
            return place
    what = f"no item {answer.item_id}" if answer.item_id else f"no open question about {answer.field}"
    raise AnswerRefused(f"There is {what} in this capture.", field="answers")


def _with_answer(capture: Capture, item: Mapping[str, Any], answer: FieldAnswer) -> dict[str, Any]:
    zone = zone_or_utc(capture.timezone)
    value = NO_ANSWER if answer.value is None else answer.value
    try:
        return answered(item, answer.field, value, now=local_time(capture.created_at, zone), zone=zone)
    except AnswerNotUnderstood as refused:
        raise AnswerRefused(str(refused), field="answers") from refused
