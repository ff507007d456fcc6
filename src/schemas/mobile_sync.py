"""Requests and answers of `POST /api/mobile/sync`: what a phone did offline, and what happened meanwhile."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, Discriminator, Field, GetPydanticSchema, StringConstraints, Tag, ValidationError
from pydantic_core import core_schema

from src.domain.focus import LEAST_MINUTES, MOST_MINUTES, Technique
from src.domain.mobile import ConflictReason, FocusAction, OperationType, Outcome
from src.domain.tasks import TaskStatus
from src.schemas.capture import Dump
from src.schemas.common import Answer, Body, InstantField
from src.schemas.energy import Notes
from src.schemas.events import EventPage
from src.schemas.focus import MOST_HOURS, MOST_INTERRUPTIONS, Note, Reason
from src.schemas.focus import Notes as FocusNotes
from src.schemas.tasks import Energy, Identifier

MOST_OPERATIONS = 100

ClientId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Envelope(Body):
    client_id: ClientId = Field(
        description="your own name for this operation, another one for each; a UUID is best", examples=["7f1c…"]
    )
    occurred_at: InstantField | None = Field(None, description="when it happened, by the phone's clock")


class CaptureOperation(Envelope):
    type: Literal[OperationType.CAPTURE]
    text: Dump
    save: bool = Field(False, description="also make what was read in it, as `POST /api/capture/save` does")


class StatusOperation(Envelope):
    type: Literal[OperationType.STATUS]
    task_id: Identifier
    status: TaskStatus
    completed_at: InstantField | None = Field(
        None, description="when it was really done, up to 48 hours back (only with `done`); else `occurred_at` counts"
    )
    expected_version: int | None = Field(
        None, ge=1, le=2**53, description="the `version` you saw: named as a conflict when it has changed since"
    )
    follows: ClientId | None = Field(
        None, description="an earlier operation on this task: its outcome is the version that you expect"
    )


class StepOperation(Envelope):
    type: Literal[OperationType.STEP]
    step_id: Identifier
    is_completed: bool
    actual_minutes: int | None = Field(None, ge=0, le=1440, description="how long it really took")


class EnergyOperation(Envelope):
    type: Literal[OperationType.ENERGY]
    energy_level: Energy
    notes: Notes | None = None
    recorded_at: InstantField | None = Field(None, description="the moment it is about; else `occurred_at` counts")


class FocusStartOperation(Envelope):
    type: Literal[OperationType.FOCUS]
    action: Literal[FocusAction.START]
    task_id: Identifier | None = None
    step_id: Identifier | None = None
    duration_minutes: int | None = Field(None, ge=LEAST_MINUTES, le=MOST_MINUTES)
    technique: Technique = Technique.POMODORO


class FocusOnwards(Envelope):
    """What happens in a session that has begun: the one named, the one that an earlier operation began or was in, or
    the one that runs."""

    type: Literal[OperationType.FOCUS]
    session_id: Identifier | None = Field(None, description="left out, without `follows`: the one that runs")
    follows: ClientId | None = Field(None, description="an earlier operation of this session, such as its start")


class FocusPauseOperation(FocusOnwards):
    action: Literal[FocusAction.PAUSE, FocusAction.RESUME]


class FocusInterruptOperation(FocusOnwards):
    action: Literal[FocusAction.INTERRUPT]
    reason: Reason | None = Field(None, description="a word or a few")
    note: Note | None = Field(None, description="where you were, to find back")
    pause: bool = Field(False, description="stop the clock until a `resume`")


class FocusCompleteOperation(FocusOnwards):
    action: Literal[FocusAction.COMPLETE]
    interruptions: int | None = Field(None, ge=0, le=MOST_INTERRUPTIONS, description="all of them")
    notes: FocusNotes | None = None
    actual_hours: float | None = Field(None, ge=0, le=MOST_HOURS, allow_inf_nan=False)


FocusOperation = FocusStartOperation | FocusPauseOperation | FocusInterruptOperation | FocusCompleteOperation


def _kind(value: Any) -> str | None:
    """Which operation it is, by `type`, and for focus by `action`: OpenAPI knows no discriminators inside others."""
    type_, action = value.get("type"), value.get("action")
    return f"focus {action}" if type_ == OperationType.FOCUS else type_ if isinstance(type_, str) else None


Operation = Annotated[
    Annotated[CaptureOperation, Tag("capture")]
    | Annotated[StatusOperation, Tag("status")]
    | Annotated[StepOperation, Tag("step")]
    | Annotated[EnergyOperation, Tag("energy")]
    | Annotated[FocusStartOperation, Tag("focus start")]
    | Annotated[FocusPauseOperation, Tag("focus pause")]
    | Annotated[FocusPauseOperation, Tag("focus resume")]
    | Annotated[FocusInterruptOperation, Tag("focus interrupt")]
    | Annotated[FocusCompleteOperation, Tag("focus complete")],
    Discriminator(_kind),
]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why an operation cannot be read: the field, and what is wrong with it."""

    field: str
    message: str
    is_unknown_type: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One operation as it came: read, or with the reason why it cannot be. `request_hash` tells others of its name."""

    client_id: str
    type: OperationType | None
    request_hash: str
    content: Operation | Unreadable


class Named(BaseModel):
    """As much of an operation as it takes to answer it by itself."""

    client_id: ClientId


def _received(value: object, read: core_schema.ValidatorFunctionWrapHandler) -> Received:
    """Read one operation by itself: one that is wrong does not take the others along, if it says who it is."""
    if not isinstance(value, Mapping):
        raise ValueError("must be an object")
    named = Named.model_validate(value)
    try:
        content: Operation | Unreadable = read(value)
    except ValidationError as error:
        content = _unreadable(value, error)
    asked = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return Received(named.client_id, _known(value.get("type")), hashlib.sha256(asked).hexdigest(), content)


def _known(type_: object) -> OperationType | None:
    return next((each for each in OperationType if each == type_), None)


def _unreadable(value: Mapping[str, Any], error: ValidationError) -> Unreadable:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        name, kinds = ("action", FocusAction) if value.get("type") == OperationType.FOCUS else ("type", OperationType)
        return Unreadable(name, f"must be one of {', '.join(kinds)}", is_unknown_type=name in value)
    place = ".".join(str(part) for part in first["loc"][1:])  # the first part is the kind that was chosen
    return Unreadable(place, first["msg"].removeprefix("Value error, "))


ReceivedField = Annotated[
    Received,
    GetPydanticSchema(lambda _, handler: core_schema.no_info_wrap_validator_function(_received, handler(Operation))),
]


class SyncRequest(Body):
    operations: list[ReceivedField] = Field(
        default_factory=list, max_length=MOST_OPERATIONS, description="in the order in which they happened"
    )
    since: int | None = Field(
        None, ge=0, le=2**53, description="the last `seq` you have shown: what follows comes with the answer"
    )
    limit: int = Field(100, ge=1, le=1000, description="events in the answer at most")


class ConflictRead(Answer):
    reason: ConflictReason
    current: dict[str, Any] | None = Field(description="the task, step or session as it is; null when it is gone")


class OperationResult(Answer):
    client_id: str
    type: OperationType | None = Field(description="null: not one that is known here")
    outcome: Outcome
    code: str = Field(
        description="`OK`, or why not: the codes of problem documents, `CLIENT_ID_REUSED` and `UNKNOWN_TYPE`",
        examples=["OK", "CONFLICT", "INVALID_INPUT"],
    )
    message: str | None = Field(description="a sentence to show; null when it was applied")
    field: str | None = Field(description="the field that is refused")
    result: dict[str, Any] | None = Field(description="what it made or changed")
    conflict: ConflictRead | None
    is_final: bool = Field(description="false: send it again, it has not been decided")


class SyncAnswer(EventPage):
    results: list[OperationResult] = Field(description="one for each operation, in order")
    resync_required: bool = Field(
        description="the events after `since` are no longer kept: read everything anew, go on from `latest_seq`"
    )
