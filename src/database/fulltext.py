"""Full-text search, each engine with its own index over the same folded words (`tasks.search_words`).

SQLite: an FTS5 table fed by triggers. PostgreSQL: a GIN index over the words as a `tsvector`, made without a text
parser so that both engines hold exactly the words the platform folded. Ranking happens in `domain/search.py`.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Boolean, ColumnElement, String, bindparam, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.selectable import TypedReturnsRows

from src.database.types import Engine

POSTGRESQL_VECTOR = "array_to_tsvector(string_to_array(search_words, ' '))"
VOCABULARY_LIMIT = 100_000

SQLITE_VOCABULARY = text(
    "SELECT term FROM task_search_words WHERE length(term) BETWEEN :shortest AND :longest LIMIT :limit"
).columns(term=String())
POSTGRESQL_VOCABULARY = text(
    "SELECT DISTINCT word AS term FROM tasks, unnest(string_to_array(search_words, ' ')) AS word "
    "WHERE user_id = :owner_id AND deleted_at IS NULL AND length(word) BETWEEN :shortest AND :longest LIMIT :limit"
).columns(term=String())


def vocabulary(engine: Engine) -> TypedReturnsRows[str]:
    """The statement that lists indexed words of a length: where forgiving a typo looks for what was meant."""
    found: Any = SQLITE_VOCABULARY if engine is Engine.SQLITE else POSTGRESQL_VOCABULARY
    return cast(TypedReturnsRows[str], found)


class WordsMatch(ColumnElement[bool]):
    """The task's words match the query text in the parameter `match` (see `match_text`)."""

    inherit_cache = True
    type = Boolean()

    def __init__(self) -> None:
        self.parameter = bindparam("match", type_=String())


@compiles(WordsMatch, "sqlite")
def _match_sqlite(element: WordsMatch, compiler: Any, **kw: Any) -> str:
    parameter = compiler.process(element.parameter, **kw)
    return f"tasks.search_id IN (SELECT rowid FROM task_search WHERE task_search MATCH {parameter})"


@compiles(WordsMatch, "postgresql")
def _match_postgresql(element: WordsMatch, compiler: Any, **kw: Any) -> str:
    vector = POSTGRESQL_VECTOR.replace("search_words", "tasks.search_words")
    return f"{vector} @@ CAST({compiler.process(element.parameter, **kw)} AS tsquery)"


def match_text(terms: Sequence[Sequence[str]], engine: Engine, *, is_last_a_prefix: bool = True) -> str:
    """The engine's query: every term must match, by any of its alternatives; the last one also as a prefix.

    Terms are folded words without quotes or operators (`domain.search.search_terms`).
    """
    last = len(terms) - 1

    def written(word: str, *, as_prefix: bool) -> str:
        if engine is Engine.SQLITE:
            return f'"{word}"*' if as_prefix else f'"{word}"'
        return f"'{word}':*" if as_prefix else f"'{word}'"

    either, both = (" OR ", " AND ") if engine is Engine.SQLITE else (" | ", " & ")
    groups = [
        "(" + either.join(written(w, as_prefix=is_last_a_prefix and at == last) for w in alternatives) + ")"
        for at, alternatives in enumerate(terms)
    ]
    return both.join(groups)
