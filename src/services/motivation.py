"""What follows from efforts: achievements, levels, themes. Drawn once for a unit of work, last in its transaction.

No module calls this: whoever pays through `XpService` has it. What pays for an achievement is an effort of its own, so
that one achievement can lead to another, and all of them to one new level.
"""

from src.database.unit_of_work import Event, UnitOfWork
from src.domain.xp import level_for, level_progress
from src.repositories.xp import XpRepository
from src.services.achievements import AchievementService
from src.services.ledger import Effort, Efforts, Heights
from src.services.themes import ThemeService


class Motivation:
    """The consequences of one unit of work: `uow.shared(Motivation)`."""

    def __init__(self, uow: UnitOfWork) -> None:
        uow.before_commit(after_efforts)


async def after_efforts(uow: UnitOfWork) -> None:
    """Unlock what the efforts and heights of this unit have earned, then celebrate the level they have come to."""
    drawn: list[Effort] = []
    while True:
        efforts, heights = uow.shared(Efforts).take(), uow.shared(Heights).take()
        if not efforts and not heights:
            break
        drawn.extend(efforts)
        await AchievementService(uow).evaluate(efforts, heights)
    if drawn:
        await _celebrate_level(uow, before=drawn[0].total - drawn[0].change, total=drawn[-1].total)


async def _celebrate_level(uow: UnitOfWork, *, before: int, total: int) -> None:
    """Each level once: after a reversal it can be reached again, and nothing new is there to celebrate."""
    level = level_for(total)
    if level <= level_for(before) or not await XpRepository(uow).first_at(level):
        return
    reached = level_progress(total)
    uow.emit(
        Event(
            "level_up",
            "user",
            uow.owner_id,
            {
                "level": level,
                "previous_level": level_for(before),
                "new_total": total,
                "xp_to_next_level": reached.xp_to_next_level,
            },
        )
    )
    await ThemeService(uow).unlock_for(level)
