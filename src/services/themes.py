"""Use cases of themes."""

from src.database.unit_of_work import UnitOfWork


class ThemeService:
    """Themes are unlocked by level and stay."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def unlock_for(self, level: int) -> None:
        """Unlock every theme up to `level` that is not unlocked yet."""
