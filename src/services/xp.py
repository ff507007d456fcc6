"""XP: every module pays its efforts here, in their transaction; what follows from them is drawn once at its end."""

from src.database.models import XpEntry
from src.services.ledger import Ledger
from src.services.motivation import Motivation


class XpService(Ledger):
    """The ledger, with achievements, levels and themes that follow (`motivation.py`)."""

    async def _write(self, entry: XpEntry, *, award: XpEntry) -> int:
        self.uow.shared(Motivation)
        return await super()._write(entry, award=award)
