"""Writing the event log: numbers come from a counter row, last in the transaction, so no reader ever sees a gap."""

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from src.core.ids import new_id
from src.database.models.events import EventCounter, EventRecord

if TYPE_CHECKING:
    from src.database.unit_of_work import Addressed, UnitOfWork

TAKE_NUMBERS = (
    update(EventCounter)
    .where(EventCounter.user_id == bindparam("log_user_id"))
    .values(seq=EventCounter.seq + bindparam("how_many"))
    .returning(EventCounter.seq)
)
APPEND = insert(EventRecord).values(
    {name: bindparam(f"p_{name}") for name in EventRecord.__table__.columns.keys()}  # noqa: SIM118
)


async def append_events(uow: "UnitOfWork") -> None:
    """Number and write the unit's events. People in a fixed order, so that two units never wait for each other."""
    by_person: dict[str, list[Addressed]] = {}
    for addressed in uow.outbox:
        by_person.setdefault(addressed.user_id, []).append(addressed)
    for user_id in sorted(by_person):
        events = by_person[user_id]
        last = await uow.first(TAKE_NUMBERS, log_user_id=user_id, how_many=len(events))
        if last is None:  # the account was deleted meanwhile: there is no log to write to
            continue
        for seq, addressed in enumerate(events, start=last - len(events) + 1):
            event = addressed.event
            await uow.run(
                APPEND,
                p_event_id=new_id(),
                p_user_id=user_id,
                p_seq=seq,
                p_type=event.type,
                p_entity_type=event.entity_type,
                p_entity_id=event.entity_id,
                p_data=event.data,
                p_actor=addressed.actor,
                p_occurred_at=uow.now(),
            )
