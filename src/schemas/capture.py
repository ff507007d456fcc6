"""Requests and answers of `/api/capture`."""

import re
import unicodedata
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from src.domain.capture.answers import LONGEST_MINUTES
from src.domain.capture.model import DueRole, ItemType
from src.domain.capture.rest import MOST_ITEMS
from src.domain.capture.states import CaptureStatus, LessonField, ParserKind
from src.domain.tasks import Priority
from src.schemas.common import Answer, Body, DateField, InstantField, Page
from src.schemas.tasks import Energy, Identifier, RecurrenceFrom, Rule

LONGEST_DUMP = 10_000
TIME_OF_DAY = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)
MOST_ANSWERS = 20


def _some_thought(text: str) -> str:
    if all(unicodedata.category(each)[0] in "ZC" for each in text):
        raise ValueError("must hold at least one visible character")
    return text


def _clock_time(value: object) -> object:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and TIME_OF_DAY.fullmatch(value):
        return time.fromisoformat(value).replace(second=0)
    raise ValueError("must be a time of day, for example 19:00")


Dump = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_DUMP), AfterValidator(_some_thought)]
ClockTime = Annotated[
    time,
    BeforeValidator(_clock_time),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$", "examples": ["19:00"]}),
]
Thought = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_DUMP),
    AfterValidator(_some_thought),
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_DUMP)]
"""A name as it was read: whatever came in can be sent back, saving shortens it."""

Minutes = Annotated[int, Field(ge=1, le=LONGEST_MINUTES)]


def _as_text(value: object) -> object:
    """A number is an answer too."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


AnswerValue = Annotated[str, StringConstraints(max_length=255), BeforeValidator(_as_text)]


class CaptureRequest(Body):
    text: Dump = Field(examples=["buy milk tomorrow; call the dentist at 7 #health p1"])
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )


class SpanRead(Answer):
    field: str = Field(description="the field that was read here; `lead_in` and `separator` are words between")
    start: int = Field(description="first code point of `raw_text`")
    end: int = Field(description="the one after the last")
    text: str
    confidence: float | None = Field(None, ge=0, le=1, description="how sure that reading is")


class DoubtRead(Answer):
    field: str
    reason: str
    options: list[str] = Field(description="the assumed one first")


class LearnedRead(Answer):
    field: LessonField
    value: str
    words: list[str] = Field(description="words of the title that your corrections taught this for")


class ParsedItemRead(Answer):
    item_id: str
    type: ItemType
    title: str
    due_date: date | None = Field(description="a day in your own zone")
    due_time: ClockTime | None = Field(description="your wall clock")
    start_date: date | None
    recurrence: str | None = Field(description="RFC 5545 rule")
    recurrence_from: RecurrenceFrom
    due_role: DueRole = Field(description="`deadline` when the words said *by* that day")
    priority: Priority | None
    tags: list[str]
    project_hint: str | None = Field(description="a project of yours by name, or one that saving will make")
    estimated_minutes: int | None
    energy_required: int | None = Field(description="of an energy report: the level reported")
    delegate_to: str | None
    is_sensitive: bool = Field(description="health, money, passwords …: never sent to an AI model")
    wants_split: bool = Field(description="saving splits it into steps")
    confidence: float = Field(ge=0, le=1)
    needs_confirmation: bool = Field(description="`POST /api/capture/clarify` has a question about it")
    spans: list[SpanRead]
    doubts: list[DoubtRead] = Field(description="what `clarify` would ask")
    learned: list[LearnedRead] = Field(description="what your own corrections added")


class CaptureRead(Answer):
    capture_id: str
    raw_text: str
    status: CaptureStatus = Field(description="`received`: kept safe and not read yet; `reparse` reads it")
    parsed_items: list[ParsedItemRead]
    processing_time_ms: float
    parser: ParserKind | None
    created_at: InstantField
    parsed_at: InstantField | None
    saved_at: InstantField | None


class CaptureAnswer(CaptureRead):
    xp_earned: int = Field(description="what keeping this thought is worth; a repeated call pays nothing more")


class CapturePage(Page):
    captures: list[CaptureRead]


class FieldAnswer(Body):
    """One answer. Without `item_id`: the item that the question about this field came from."""

    field: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    value: AnswerValue | None = Field(description="a suggested value, or your own words; null: leave it empty")
    item_id: Identifier | None = None


def _listed(answers: object) -> object:
    """`{field: value}` as a list of answers."""
    if isinstance(answers, dict):
        return [{"field": name, "value": value} for name, value in answers.items()]
    return answers


class ClarifyRequest(Body):
    text: Dump | None = Field(None, description="a new dump, kept like any other")
    capture_id: Identifier | None = None
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )
    answers: Annotated[
        list[FieldAnswer],
        Field(max_length=MOST_ANSWERS),
        BeforeValidator(_listed, json_schema_input_type=list[FieldAnswer] | dict[str, AnswerValue | None]),
    ] = Field(
        default_factory=list, description="answers so far; `{field: value}` answers the first open question on a field"
    )


class ClarifyAnswer(Answer):
    capture_id: str
    clarification_question: str | None = Field(description="null: nothing left to ask")
    suggested_values: list[str] = Field(description="answers to tap; each can be sent back as it is")
    field: str | None
    item_id: str | None = Field(description="the item that is asked about")
    remaining: int = Field(description="open questions, this one included")
    parsed_items: list[ParsedItemRead]


class SaveItem(Body):
    """An item with your edits. Fields left out stay as they were read; without `item_id` it is a new one."""

    item_id: Identifier | None = None
    type: ItemType | None = None
    title: Thought | None = Field(None, description="over 255 characters: a title, and the whole as description")
    due_date: DateField | None = None
    due_time: ClockTime | None = None
    start_date: DateField | None = None
    recurrence: Rule | None = None
    recurrence_from: RecurrenceFrom | None = None
    due_role: DueRole | None = None
    priority: Priority | None = None
    tags: Annotated[list[Words], Field(max_length=MOST_ITEMS)] | None = None
    project_hint: Words | None = None
    estimated_minutes: Minutes | None = None
    energy_required: Energy | None = None
    delegate_to: Words | None = None
    is_sensitive: bool | None = None
    wants_split: bool | None = None
    confidence: Any = Field(None, description="may be sent back, changes nothing")
    needs_confirmation: Any = Field(None, description="may be sent back, changes nothing")
    spans: Any = Field(None, description="may be sent back, changes nothing")
    doubts: Any = Field(None, description="may be sent back, changes nothing")
    learned: Any = Field(None, description="may be sent back, changes nothing")


class SaveRequest(Body):
    capture_id: Identifier
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )
    items: Annotated[list[SaveItem], Field(max_length=MOST_ITEMS)] | None = Field(
        None, description="left out: everything that was read"
    )


class Made(Answer):
    task_id: str
    title: str


class EnergyMade(Answer):
    snapshot_id: str
    title: str


class ProjectMade(Answer):
    project_id: str
    name: str


class SaveAnswer(Answer):
    capture_id: str
    tasks_created: list[Made] = Field(description="tasks, goals, habits and shopping items")
    notes_created: list[Made] = Field(description="notes and ideas; they are kept as tasks of that `capture_type`")
    energy_recorded: list[EnergyMade]
    projects_created: list[ProjectMade] = Field(description="named in the dump and not there before")
    xp_earned: int = Field(description="what saving this capture is worth; a repeated call pays nothing more")


class UndoAnswer(Answer):
    capture_id: str
    status: Literal["undone"]
    tasks_removed: list[str] = Field(description="ids; they can be restored for 30 days")
    energy_removed: list[str]
    projects_removed: list[str]
    xp_taken_back: int


class TypeCount(Answer):
    type: ItemType
    count: int


class CaptureStats(Answer):
    total_captures: int = Field(description="those taken back left out")
    captures_this_week: int = Field(description="since Monday in your own zone")
    average_processing_time_ms: float
    top_capture_types: list[TypeCount]


class LessonRead(Answer):
    lesson_id: str
    field: LessonField
    word: str = Field(description="a word of titles")
    value: str = Field(description="what it stands for; empty: nothing")
    weight: int
    learned_at: InstantField


class LessonList(Answer):
    lessons: list[LessonRead]
