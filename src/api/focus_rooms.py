"""Focus rooms: working beside others. Sitting down happens over the socket (`api/live/rooms.py`)."""

from typing import Annotated

from fastapi import Response

from src.api.edge import json_answer, module_router, service
from src.schemas.focus_rooms import RoomCreate, RoomList, RoomRead
from src.services.focus_rooms import FocusRoomService

router = module_router("/api/focus", module="focus", tag="Focus")

Rooms = Annotated[FocusRoomService, service(FocusRoomService)]


@router.post("/rooms", status_code=201, operation_id="open_focus_room", response_model=RoomRead)
async def open_focus_room(rooms: Rooms, wanted: RoomCreate | None = None) -> Response:
    """Open a room to work beside others: no camera, no chat, nobody ranked. It ends by itself.

    Give its `code` to whoever should come. To sit down, send `{"type": "join_room", "code": "…", "goal": "…"}` over
    your socket; who is there and what for comes as `room_updated` events.
    """
    return json_answer(await rooms.open(wanted or RoomCreate()), status=201)


@router.get("/rooms", operation_id="list_focus_rooms", response_model=RoomList)
async def list_focus_rooms(rooms: Rooms) -> Response:
    """Open rooms that you opened or sit in."""
    return json_answer({"rooms": await rooms.mine()})


@router.get("/rooms/{room_id}", operation_id="get_focus_room", response_model=RoomRead)
async def get_focus_room(room_id: str, rooms: Rooms) -> Response:
    """Who is here, and what for. For whoever opened the room or sits in it."""
    return json_answer(await rooms.get(room_id))


@router.delete("/rooms/{room_id}", status_code=204, operation_id="close_focus_room")
async def close_focus_room(room_id: str, rooms: Rooms) -> None:
    """End a room of yours before its time; whoever sits in it hears `room_ended`."""
    await rooms.close(room_id)
