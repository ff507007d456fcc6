"""The lines of a dump: bullets, check boxes and numbers off, the lines of one list together."""

from collections.abc import Sequence
from dataclasses import dataclass

from src.domain.capture.clauses import begins_task
from src.domain.capture.labels import LABELLED
from src.domain.capture.lead_ins import LABEL_PHRASES, shop_run
from src.domain.capture.line import Line
from src.domain.capture.model import ItemType
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token
from src.domain.capture.verbs import VERBS

BULLETS = words_of("- * • \u2013 — · + > → ● ○ ▪ ✅ ☐ -- ◦")
LIST_VERBS = words_of("""
    take bring pack get buy grab pick order ingredients packing include includes need remember shop with invite
    """)


@dataclass(slots=True)
class Row:
    tokens: list[Token]
    before: list[Token]


def rows_of(tokens: Sequence[Token]) -> list[Row]:
    """Lines without their bullets; the lines under the heading of a list belong to the heading's row."""
    rows: list[Row] = []
    current = Row([], [])
    is_list = False
    for token in (*tokens, None):
        if token is not None and token.kind is not Kind.LINE:
            current.tokens.append(token)
            continue
        row = _without_bullet(current)
        if row.tokens and is_list and rows and (row.before or not _own_thought(row)):
            rows[-1].before += row.before
            rows[-1].tokens += [*_line_break(rows[-1].tokens, row.tokens), *row.tokens]
        elif row.tokens or row.before:
            rows.append(row)
            is_list = _is_list_heading(row.tokens)
        if token is not None and token.text == "\n" and token.end - token.start > 1:
            is_list = is_list and not row.tokens
        current = Row([], [])
    return rows


def _own_thought(row: Row) -> bool:
    line = Line(row.tokens)
    return begins_task(line, 0) or line.low(0) in VERBS


def _line_break(left: list[Token], right: list[Token]) -> list[Token]:
    if left[-1].low == ":":
        return []
    return [Token(Kind.LINE, ",", ",", left[-1].end, left[-1].end, False)]


def _without_bullet(row: Row) -> Row:
    """The row with its bullet, number or check box among its separators."""
    line, end = Line(row.tokens), 0
    if line.low(0) in BULLETS and len(line) > 1 and line.tokens[1].spaced:
        end = 1
    if line.low(end) == "[" and line.low(end + 1) == "]":
        end += 2
    elif line.low(end) == "[" and line.low(end + 1) in ("x", "✓") and line.low(end + 2) == "]":
        end += 3
    if (
        line.low(end).isdecimal()
        and line.low(end + 1) in (".", ")")
        and len(line.low(end)) < 3
        and end + 2 < len(line)
        and line.tokens[end + 2].spaced
    ):
        end += 2
    return Row(row.tokens[end:], row.before + row.tokens[:end])


def _is_list_heading(tokens: list[Token]) -> bool:
    """'Shopping:' or 'to pack for Rome:' at the end of a line: what follows is one list."""
    line = Line(tokens)
    if not tokens or tokens[-1].low != ":":
        return False
    phrase = line.starts(0, LABEL_PHRASES)
    if phrase and len(phrase) == len(line) - 1 and LABELLED[phrase] is not ItemType.SHOPPING:
        return False
    return colon_kind(line, len(line) - 1) == "list"


def colon_kind(line: Line, colon: int) -> str:
    """What a colon begins: 'list' (one thing), 'each' (things apart) or '' (neither)."""
    words = [line.low(p) for p in range(colon)]
    if shop_run(line, 0):
        return "list"
    phrase = line.starts(0, LABEL_PHRASES)
    if phrase and len(phrase) == colon:
        kind = LABELLED[phrase]
        return (
            "each"
            if kind is ItemType.TASK and phrase[0] not in ("remind", "reminder")
            else "list"
            if kind is not ItemType.TASK
            else ""
        )
    if any(w in ("list", "packing", "ingredients", "checklist") for w in words) or (words and words[0] in LIST_VERBS):
        return "list"
    return "list" if any(w in ("pack", "bring", "take", "buy") for w in words) else ""
