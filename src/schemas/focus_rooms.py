"""Requests and answers of focus rooms, over HTTP and over the socket."""

from typing import Annotated

from pydantic import Field, StringConstraints

from src.schemas.common import Answer, Body, InstantField

RoomName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Goal = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140, pattern=r"^[^\r\n]*$")]
RoomCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=20)]


class RoomCreate(Body):
    name: RoomName = Field("Focus room", examples=["Sunday desk"])
    duration_minutes: int = Field(60, ge=15, le=240, description="after that it ends by itself")


class RoomMember(Answer):
    display_name: str
    goal: str = Field(description="what they sat down for, in a line")
    joined_at: InstantField


class RoomRead(Answer):
    room_id: str
    code: str = Field(description="what lets somebody in", examples=["K7QF-2MXD"])
    name: str
    ends_at: InstantField
    is_yours: bool = Field(description="you opened it, and may close it")
    members: list[RoomMember] = Field(description="who is here, in the order they came")


class RoomList(Answer):
    rooms: list[RoomRead]


class JoinRoom(Body):
    """`join_room` over the socket."""

    type: str
    code: RoomCode
    goal: Goal


class RoomGoal(Body):
    """`room_goal` over the socket."""

    type: str
    room_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    goal: Goal


class LeaveRoom(Body):
    """`leave_room` over the socket."""

    type: str
    room_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
