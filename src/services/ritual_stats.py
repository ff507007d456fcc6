"""What mornings tell, looking back."""

from datetime import timedelta

from src.database.unit_of_work import UnitOfWork
from src.domain.progress import percent
from src.domain.ritual import most_productive_weekday, usual_time
from src.repositories.ritual import RitualRepository
from src.schemas.ritual import RitualStats
from src.services.days import days_of_owner
from src.services.ritual import mornings_of


class RitualStatsService:
    """Figures over the last days. Days without a morning count nowhere."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.rituals = RitualRepository(uow)

    async def stats(self, day_count: int) -> RitualStats:
        """Figures over the person's last `day_count` days, today included; the streaks over all of them."""
        days = await days_of_owner(self.uow)
        today = days.of(self.uow.now())
        since = today - timedelta(days=day_count - 1)
        rituals = await self.rituals.between(since, today)
        done = [ritual for ritual in rituals if not ritual.is_skipped]
        chosen = await self.rituals.chosen_between(since, today)
        chosen_and_done = [completed_at for _, completed_at in chosen if completed_at is not None]
        streak = (await mornings_of(self.rituals, days, today)).streak(today)
        usual = usual_time((days.local(each.completed_at) for each in done), day_start_hour=days.day_start_hour)
        return RitualStats(
            total_rituals=len(rituals),
            completed_rituals=len(done),
            skipped_rituals=len(rituals) - len(done),
            completion_rate=percent(len(done), len(rituals)),
            current_streak=streak.current_streak,
            longest_streak=streak.longest_streak,
            average_completion_time=usual.isoformat(timespec="seconds") if usual else None,
            most_productive_day=most_productive_weekday(days.of(each) for each in chosen_and_done),
            focus_task_completion_rate=percent(len(chosen_and_done), len(chosen)),
        )
