"""Where a thought can go: the local database, or a server. Both answer as the API does."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from src.schemas.capture import ParsedItemRead

Answer = dict[str, Any]
"""An answer of the API, as plain JSON values."""


class Place(Protocol):
    """Captures of one person.

    Every call raises `RuleBroken` when what was sent is against a rule, and another `PlatformError`, with a sentence
    for the person at the terminal, when it cannot be done.
    """

    @property
    def kept(self) -> str | None:
        """Identifier of the capture, as soon as the words are safe."""

    def capture(self, text: str) -> Answer: ...

    def clarify(self, capture_id: str, answers: Sequence[Mapping[str, str]]) -> Answer: ...

    def save(self, capture_id: str) -> Answer: ...

    def undo(self, capture_id: str) -> Answer: ...

    def newest(self) -> Answer | None:
        """The last capture, if there is one."""


def items_of(answer: Answer) -> "list[ParsedItemRead]":
    """What was read, checked.

    Raises:
        StartRefused: the answer is of a version that this command does not understand.
    """
    from pydantic import TypeAdapter, ValidationError

    from src.schemas.capture import ParsedItemRead

    try:
        return TypeAdapter(list[ParsedItemRead]).validate_python(answer.get("parsed_items"))
    except ValidationError as refused:
        raise StartRefused("The server answers in a way that this version of the command cannot read.") from refused
