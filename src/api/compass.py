"""Compass: the parts of a life that tasks belong to."""

from typing import Annotated

from fastapi import Response

from src.api.edge import json_answer, module_router, service
from src.schemas.compass import CompassProgress, ZoneCreate, ZoneList, ZoneRead, ZoneUpdate
from src.services.compass import CompassService

router = module_router("/api/compass", module="compass", tag="Compass")

Compass = Annotated[CompassService, service(CompassService)]


@router.get("/zones", operation_id="list_zones", response_model=ZoneList)
async def list_zones(compass: Compass) -> Response:
    """Your zones, those in use first, with how many tasks lie in each."""
    return json_answer({"zones": await compass.everything()})


@router.post("/zones", status_code=201, operation_id="create_zone", response_model=ZoneRead)
async def create_zone(wanted: ZoneCreate, compass: Compass) -> Response:
    """Add a zone. Five can be in use; a sixth is answered 409, and so is a name that another one has."""
    return json_answer(await compass.create(wanted), status=201)


@router.get("/zones/{zone_id}", operation_id="get_zone", response_model=ZoneRead)
async def get_zone(zone_id: str, compass: Compass) -> Response:
    """One zone, with how many tasks lie in it."""
    return json_answer(await compass.get(zone_id))


@router.put("/zones/{zone_id}", operation_id="update_zone", response_model=ZoneRead)
async def update_zone(zone_id: str, wanted: ZoneUpdate, compass: Compass) -> Response:
    """Change the fields you send. `is_active: false` puts a zone away: its tasks keep it, and it can come back."""
    return json_answer(await compass.update(zone_id, wanted))


@router.get("/progress", operation_id="compass_progress", response_model=CompassProgress)
async def compass_progress(compass: Compass) -> Response:
    """How each part of your life goes: tasks, XP, and days in a row.

    XP and days count for the zone that a task was in when it was done: moving it later takes nothing along.
    """
    return json_answer(await compass.progress())
