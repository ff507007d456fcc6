"""Requests and answers of `POST /api/mobile/sync`: what a phone did offline, and what happened meanwhile."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, Field, GetPydanticSchema, StringConstraints, ValidationError
from pydantic_core import core_schema

from src.domain.mobile import ConflictReason, OperationType, Outcome
from src.domain.tasks import TaskStatus
from src.schemas.capture import Dump
from src.schemas.common import Answer, Body, InstantField
from src.schemas.energy import Notes
from src.schemas.events import EventPage
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


Operation = Annotated[CaptureOperation | StatusOperation | StepOperation | EnergyOperation, Field(discriminator="type")]


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
    first = error.errors(include_url=False, include_input=False)[0]
    place = [str(part) for part in first["loc"]]
    for tag in TAGS:  # pydantic names the kinds it has chosen among, before the field
        if place and place[0] == value.get(tag):
            place = place[1:]
    if first["type"] not in {"union_tag_invalid", "union_tag_not_found"}:
        return Unreadable(".".join(place), first["msg"].removeprefix("Value error, "))
    tag = first["ctx"]["discriminator"].strip("'")
    return Unreadable(
        tag, f"must be one of {', '.join(TAGS[tag])}", is_unknown_type=first["type"] == "union_tag_invalid"
    )


TAGS: Mapping[str, type[StrEnum]] = {"type": OperationType}
"""Fields that say what the others are."""
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
