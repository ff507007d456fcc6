"""What may not leave the machine: anything sensitive, and how a person feels."""

import unicodedata
from collections.abc import Iterable

from src.ai.provider import Dump, SplitRequest
from src.domain.capture.lexicon import SENSITIVE
from src.domain.capture.model import ItemType, ParsedItem
from src.domain.capture.tokens import tokenise


def has_sensitive_words(*texts: str) -> bool:
    """Whether capture would mark a thought with these words as sensitive."""
    tokens = (token for text in texts for token in tokenise(unicodedata.normalize("NFC", text)))
    return any(token.low.lstrip("#@") in SENSITIVE for token in tokens)


def is_private_dump(dump: Dump) -> bool:
    """One private item keeps the whole text here: where the text would have to be cut is the grammar's guess."""
    return any(_is_private_item(item) for item in dump.draft) or has_sensitive_words(dump.text)


def is_private_split(request: SplitRequest) -> bool:
    return request.is_private or has_sensitive_words(request.title, request.description, *request.done)


def nameable(names: Iterable[str]) -> list[str]:
    """The names of projects or labels that may be told to a model."""
    return [name for name in names if not has_sensitive_words(name)]


def _is_private_item(item: ParsedItem) -> bool:
    reports_energy = item.type is ItemType.ENERGY or item.energy_required is not None
    return item.is_sensitive or reports_energy or any(span.field == "energy_required" for span in item.spans)
