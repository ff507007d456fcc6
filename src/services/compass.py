"""Use cases of compass zones."""

from dataclasses import replace
from typing import Any

from src.core.errors import Conflict, Duplicate
from src.database.models import CompassZone
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.compass import MOST_ACTIVE, name_key, place_after
from src.domain.progress import percent
from src.repositories.compass import ZoneEfforts, ZoneRepository
from src.repositories.xp import XpRepository
from src.schemas.compass import ZoneCreate, ZoneUpdate
from src.services.days import days_of_owner
from src.services.streaks import StreakService


class TooManyZones(Conflict):
    """A compass has at most five zones in use."""


class ZoneNameTaken(Duplicate):
    """Another zone in use has this name, in some letter case."""


class CompassService:
    """Making, changing and looking at zones."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.zones = ZoneRepository(uow)

    async def everything(self) -> list[dict[str, Any]]:
        """All zones, those in use first, with how many tasks lie in each."""
        counts = await self.zones.task_counts()
        return [_shown(zone, counts.get(zone.zone_id, (0, 0))) for zone in await self.zones.every()]

    async def get(self, zone_id: str) -> dict[str, Any]:
        """One zone.

        Raises:
            NotFound: not the owner's.
        """
        zone = await self.zones.get(zone_id)
        return _shown(zone, (await self.zones.task_counts()).get(zone_id, (0, 0)))

    async def create(self, wanted: ZoneCreate) -> dict[str, Any]:
        """Add a zone, after the others unless it names its place.

        Raises:
            TooManyZones: five are in use.
            ZoneNameTaken: one of them has this name.
        """
        await self._check_room()
        zone = CompassZone(user_id=self.uow.owner_id, name_key=name_key(wanted.name), **wanted.model_dump())
        if wanted.sort_order is None:
            zone.sort_order = place_after(await self.zones.last_place())
        if not await self.uow.add_new(zone):
            raise _name_taken(wanted.name)
        self._tell("zone_created", zone)
        return _shown(zone, (0, 0))

    async def update(self, zone_id: str, wanted: ZoneUpdate) -> dict[str, Any]:
        """Change the given fields.

        Raises:
            NotFound: not the owner's.
            TooManyZones: it would be the sixth in use.
            ZoneNameTaken: another zone in use has the name.
        """
        values = wanted.given()
        if not values:
            return await self.get(zone_id)
        await self.uow.serialise("compass")
        before = await self.zones.get(zone_id)
        if "name" in values:
            values["name_key"] = name_key(values["name"])
        is_active = values.get("is_active", before.is_active)
        if is_active and not before.is_active:
            await self._check_room()
        if is_active:
            await self._check_name(zone_id, values.get("name", before.name))
        zone = await self.zones.change(zone_id, values)
        self._tell("zone_updated", zone)
        return await self.get(zone_id)

    async def progress(self) -> dict[str, Any]:
        """How each zone goes: tasks as they are, XP and streaks from the ledger. Six queries, however many zones."""
        days = await days_of_owner(self.uow)
        facts = await StreakService(self.uow).facts(days)
        counts, efforts = await self.zones.task_counts(), await self.zones.efforts()
        today = days.of(self.uow.now())
        rows: list[dict[str, Any]] = []
        for zone in await self.zones.every():
            total, completed = counts.get(zone.zone_id, (0, 0))
            made = efforts.get(zone.zone_id, ZoneEfforts())
            rows.append(
                {
                    "zone_id": zone.zone_id,
                    "name": zone.name,
                    "total_tasks": total,
                    "completed_tasks": completed,
                    "completion_rate": percent(completed, total),
                    "xp_earned": made.xp,
                    "streak_days": replace(facts, done=frozenset(made.days)).on(today).current_streak,
                }
            )
        total, completed = sum(row["total_tasks"] for row in rows), sum(row["completed_tasks"] for row in rows)
        return {
            "zones": rows,
            "overall_completion_rate": percent(completed, total),
            "total_xp": await XpRepository(self.uow).total(),
        }

    async def _check_room(self) -> None:
        await self.uow.serialise("compass")
        if await self.zones.active_count() >= MOST_ACTIVE:
            detail = f"A compass has at most {MOST_ACTIVE} zones in use. Put one away first."
            raise TooManyZones(detail, limit=MOST_ACTIVE)

    async def _check_name(self, zone_id: str, name: str) -> None:
        others = [zone for zone in await self.zones.every() if zone.is_active and zone.zone_id != zone_id]
        if any(zone.name_key == name_key(name) for zone in others):
            raise _name_taken(name)

    def _tell(self, type_: str, zone: CompassZone) -> None:
        told = {"zone_id": zone.zone_id, "name": zone.name, "icon": zone.icon, "color": zone.color}
        self.uow.emit(Event(type_, "zone", zone.zone_id, {**told, "is_active": zone.is_active}))


def _name_taken(name: str) -> ZoneNameTaken:
    return ZoneNameTaken(f"A zone called '{name}' is there already.", field="name")


def _shown(zone: CompassZone, counts: tuple[int, int]) -> dict[str, Any]:
    return {
        "zone_id": zone.zone_id,
        "name": zone.name,
        "icon": zone.icon,
        "color": zone.color,
        "simple_goal": zone.simple_goal,
        "sort_order": zone.sort_order,
        "is_active": zone.is_active,
        "task_count": counts[0],
        "completed_count": counts[1],
    }
