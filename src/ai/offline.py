"""The provider without a model: every draft stands, at once."""

from collections.abc import Sequence

from src.ai.provider import Dump, Reading, SplitReading, SplitRequest


class OfflineProvider:
    """Deterministic, needs no network; the default."""

    async def parse_dump(self, dump: Dump) -> Reading:
        return Reading(dump.draft, "rules")

    async def split_task(self, request: SplitRequest) -> SplitReading:
        return SplitReading(request.draft, request.draft.method.value)

    async def phrase_question(
        self, *, title: str, field: str, reason: str, options: Sequence[str], offline: str
    ) -> str:
        return offline

    async def close(self) -> None:
        """Nothing is open."""
