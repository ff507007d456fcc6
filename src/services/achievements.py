"""Use cases of achievements and badges."""

from collections.abc import Sequence

from src.database.unit_of_work import UnitOfWork
from src.services.ledger import Effort


class AchievementService:
    """Unlocking what efforts have earned. What that pays is `Ledger.award("achievement", achievement_id, …)`."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def evaluate(self, efforts: Sequence[Effort]) -> None:
        """Unlock what these efforts have earned; called for what it pays in turn, until nothing more follows."""
