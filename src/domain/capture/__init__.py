"""A dump of thoughts into items, offline: a grammar of words. Pure: no database, no clock, no I/O."""

from src.domain.capture.contract import as_contract_dict
from src.domain.capture.model import (
    Doubt,
    DueRole,
    ItemType,
    Known,
    ParsedItem,
    Priority,
    RecurrenceFrom,
    Span,
)
from src.domain.capture.parser import parse

__all__ = [
    "Doubt",
    "DueRole",
    "ItemType",
    "Known",
    "ParsedItem",
    "Priority",
    "RecurrenceFrom",
    "Span",
    "as_contract_dict",
    "parse",
]
