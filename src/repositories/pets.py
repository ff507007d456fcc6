"""Queries of pets."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam
from sqlalchemy.sql.dml import ReturningUpdate

from src.database.models import PetMeal, UserPet
from src.repositories.base import OwnedRepository, owned, owned_delete, owned_update

MINE = owned(UserPet)
HOLD = owned(UserPet).with_for_update()
EVOLVE = (
    owned_update(UserPet)
    .where(UserPet.evolution_stage == bindparam("from_stage"), UserPet.xp >= bindparam("needed_xp"))
    .values(evolution_stage=bindparam("to_stage"), updated_at=bindparam("now"))
    .returning(UserPet)
)
TAKE_MEAL = (
    owned_delete(PetMeal)
    .where(PetMeal.source == bindparam("source"), PetMeal.source_id == bindparam("source_id"))
    .returning(PetMeal)
)


@lru_cache
def _set(fields: frozenset[str]) -> ReturningUpdate[UserPet]:
    """Set `fields` of the pet, add `more_xp` to what it has eaten, and answer it."""
    columns = UserPet.__table__.c
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in sorted(fields)}
    more_xp = bindparam("more_xp", type_=BigInteger())
    return (
        owned_update(UserPet).values(**values, xp=UserPet.xp + more_xp, updated_at=bindparam("now")).returning(UserPet)
    )


class PetRepository(OwnedRepository[UserPet]):
    """The owner's pet."""

    @property
    def resource(self) -> str:
        return "pet"

    async def mine(self) -> UserPet | None:
        return await self.uow.first(MINE)

    async def hold(self) -> UserPet | None:
        """The pet, locked until the unit ends: its needs are read before they are written."""
        return await self.uow.first(HOLD)

    async def set(self, values: Mapping[str, Any], *, more_xp: int = 0) -> UserPet:
        """Set `values` of the pet that is held."""
        given = {f"new_{name}": value for name, value in values.items()}
        found = await self.uow.first(_set(frozenset(values)), more_xp=more_xp, **given)
        assert found is not None, "the pet is held"
        return found

    async def evolve(self, *, from_stage: int, to_stage: int, needed_xp: int) -> UserPet | None:
        """The guard of evolving: the pet in its new stage, or None when it was not ready, or somebody was faster."""
        return await self.uow.first(EVOLVE, from_stage=from_stage, to_stage=to_stage, needed_xp=needed_xp)

    async def take_meal(self, source: str, source_id: str) -> PetMeal | None:
        """The meal of one effort, which is gone with this call."""
        return await self.uow.first(TAKE_MEAL, source=source, source_id=source_id)
