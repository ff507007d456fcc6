"""Use cases of mystery boxes."""

from src.core.ids import new_id
from src.database.models import MysteryBox
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.rewards import BoxType


class BoxService:
    """Giving boxes. What lies in one follows from its seed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def give(self, box_type: BoxType, *, source: str, source_id: str) -> str | None:
        """Give a box, once for `(source, source_id)`; its id, or None when it had been given."""
        box = MysteryBox(
            user_id=self.uow.owner_id,
            box_type=box_type,
            source=source,
            source_id=source_id,
            seed=new_id(),
            earned_at=self.uow.now(),
        )
        if not await self.uow.add_new(box):
            return None
        told = {"box_id": box.box_id, "box_type": box_type, "source": source}
        self.uow.emit(Event("mystery_box_given", "mystery_box", box.box_id, told))
        return box.box_id
