"""Use cases of rewards."""

from src.database.models import Task
from src.database.unit_of_work import UnitOfWork
from src.services.days import Days


class RewardService:
    """Surprises on top of the certain pay of a completion. `key` is the completion's, as in the ledger."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def after_completion(self, task: Task, key: str, paid: int, days: Days) -> None:
        """A running power hour adds its bonus, a ledger row of its own: source "power_hour", the completion's key."""

    async def after_reopening(self, task: Task, key: str) -> None:
        """Take back what was paid on top of this completion: its power hour bonus, and its claim with what it gave."""
