"""Recomputes what is kept for speed from what it follows from, and says each difference."""

from dataclasses import dataclass

from src.database.connection import Database
from src.domain.achievements import CATALOGUE, Counts
from src.repositories.achievements import AchievementRepository
from src.repositories.doctor import CHECKS, DoctorRepository
from src.services.achievements import counts_of_ledger

COUNTERS = "counters of efforts are not those of the ledger"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up. `rows`: how many of this person's rows it concerns."""

    user_id: str
    what: str
    rows: int


def checks() -> list[str]:
    """What is looked at, in words."""
    return [*CHECKS, COUNTERS]


async def examine(database: Database) -> list[Finding]:
    """Every difference between what is kept and what it follows from, over everybody.

    Totals, spending, pets, pay and reversals of completions, surprises, achievements and event numbers by one query;
    counters of efforts by folding each person's ledger anew. Streaks and levels are computed when they are
    read, so there is nothing kept that could differ.
    """
    async with database.unit_of_work(writes=False) as uow:
        doctor = DoctorRepository(uow)
        wrong, everybody = await doctor.wrong(), await doctor.counters()
    found = [
        Finding(user_id, what, users.count(user_id)) for what, users in wrong.items() for user_id in sorted(set(users))
    ]
    # Counters for other criteria than today's are made anew with the next effort.
    for user_id in [each for each, stored in everybody if Counts.read(stored).catalogue == CATALOGUE.version]:
        async with database.unit_of_work(writes=False, owner_id=user_id) as uow:
            stored, _ = await AchievementRepository(uow).counts()
            if _moved(Counts.read(stored)) != _moved(await counts_of_ledger(uow)):
                found.append(Finding(user_id, COUNTERS, 1))
    return found


def _moved(counts: Counts) -> dict[str, int]:
    return {key: value for key, value in counts.totals.items() if value}
