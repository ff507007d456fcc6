"""No text of the platform shames anybody: every sentence that can reach a person is read here.

Sentences stand in three places: string constants of the code, the `.toml` and `.md` files beside it, and the OpenAPI
document, whose descriptions are what people read at `/docs`.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

SRC = Path(__file__).resolve().parents[2]
SHAMING = re.compile(
    r"\b(overdue|late(?!r)|lazy|laziness|lazily|fail(?:s|ed|ing|ure|ures)?|missed|should have|behind schedule|"
    r"forgot(?:ten)?|neglect\w*|wasted|guilty|shame\w*|disappoint\w*|unproductive|procrastinat\w*|slack(?:er|ing)|"
    r"excuses?|you (?:broke|lost)|streak (?:broken|lost)|gave up|giving up|not good enough|try harder)\b",
    re.IGNORECASE,
)
READ_FROM_PEOPLE = ("domain/capture", "ai/checks", "ai/prompts.py")
"""Words that people write about themselves, and the words that a model may not use: never shown to anybody."""
OPERATORS = ("core/logging.py", "cli/capture/remote.py", "cli/db.py", "cli/doctor.py")
"""What somebody who runs a server reads about the server, not about themselves."""
WORDS_OF_PEOPLE = ("about", "kinds", "verbs", "words")
"""Keys of data files that hold what titles may say."""
LABELS_ELSEWHERE = ("“Forgot password”",)
"""What other people's buttons say."""


def sources() -> list[Path]:
    files = [path for path in SRC.rglob("*.py") if not {"tests", "testing", "migrations"} & set(path.parts)]
    return [path for path in files if not str(path.relative_to(SRC)).startswith((*READ_FROM_PEOPLE, *OPERATORS))]


def sentences_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """`(line, text)` of every constant of more than one word; docstrings of routes are read in the document."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in silent:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def sentences_within(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        for label in LABELS_ELSEWHERE:
            value = value.replace(label, "")
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in WORDS_OF_PEOPLE:
                yield from sentences_within(each, f"{place}/{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from sentences_within(each, f"{place}/{number}")


def test_no_sentence_of_the_code_shames_anybody() -> None:
    found = [
        f"{path.relative_to(SRC)}:{line}: {text}"
        for path in sources()
        for line, text in sentences_of_code(path)
        if SHAMING.search(text)
    ]

    assert found == []


def test_no_text_file_beside_the_code_shames_anybody() -> None:
    files = [path for path in SRC.rglob("*.toml") if "tests" not in path.parts]
    found = [
        f"{path.relative_to(SRC)}{place}: {text}"
        for path in files
        for place, text in sentences_within(tomllib.loads(path.read_text(encoding="utf-8")))
        if SHAMING.search(text)
    ]

    assert files
    assert found == []


def test_no_description_of_the_document_shames_anybody(shared_app: FastAPI) -> None:
    described = [
        (place, text)
        for place, text in sentences_within(shared_app.openapi())
        if place.endswith(("/description", "/summary", "/example", "/default"))
    ]
    found = {place: text for place, text in described if SHAMING.search(text)}

    assert len(described) > 500
    assert found == {}


@pytest.mark.parametrize(
    "text", ["3 tasks are overdue", "You missed a day.", "You should have slept", "That was late."]
)
def test_what_this_reading_finds(text: str) -> None:
    assert SHAMING.search(text)


@pytest.mark.parametrize("text", ["Later is fine.", "The latest one", "Template", "translate", "related"])
def test_what_this_reading_lets_pass(text: str) -> None:
    assert not SHAMING.search(text)
