"""What an AI provider is given and answers. The offline draft comes with each question; in doubt it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from src.domain.capture.model import Known, ParsedItem
from src.domain.splitting import Split


@dataclass(frozen=True, slots=True)
class Dump:
    """A brain dump to read. `now` is aware, the person's wall clock; `draft` is what the offline grammar found."""

    text: str
    now: datetime
    zone: ZoneInfo
    known: Known
    draft: tuple[ParsedItem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The items to go on with. `refusal` says why a model's answer was not used ("timeout", "invented a date")."""

    items: tuple[ParsedItem, ...]
    parser: Literal["rules", "ai"]
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """A task to cut into steps of at most `max_minutes_per_step`, the cap that the offline `draft` was made with."""

    title: str
    description: str
    max_steps: int
    max_minutes_per_step: int
    done: tuple[str, ...]
    draft: Split
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class SplitReading:
    """The split to go on with. `method` is "ai", or that of the draft; `refusal` as in `Reading`."""

    split: Split
    method: str
    refusal: str | None = None


class AiProvider(Protocol):
    """Improves drafts where it can. No method raises for what a network or a model does: then the draft stands."""

    async def parse_dump(self, dump: Dump) -> Reading: ...

    async def split_task(self, request: SplitRequest) -> SplitReading: ...

    async def phrase_question(
        self, *, title: str, field: str, reason: str, options: Sequence[str], offline: str
    ) -> str:
        """The wording of a clarifying question about `field` of the item `title`; `offline` when in doubt."""
        ...

    async def close(self) -> None:
        """Let go of connections. The provider is not used afterwards."""
        ...
