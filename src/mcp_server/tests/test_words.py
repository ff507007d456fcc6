"""Words of people: marked, cut, named, and between markers that cannot be forged."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from src.mcp_server.tool import Tool, understood
from src.mcp_server.tools import TOOLS
from src.mcp_server.tools.tasks import TaskWanted
from src.mcp_server.words import Line, Paragraph, ToolAnswer, WrittenByPeople, fenced, fields_by_people

OURS = {
    "assignment_id", "author", "capture_id", "cursor", "epoch", "message", "next_cursor", "parent_id", "priority",
    "project_id", "recurrence", "status", "step_id", "task_id", "timezone", "uri", "waits_for", "untrusted_fields",
}  # fmt: skip
"""Texts of answers that nobody can write what they like in."""


class Part(BaseModel):
    words: Line | None
    count: int


class Whole(ToolAnswer):
    title: Paragraph
    parts: list[Part]
    tags: list[Line]
    number: str

    def summary(self) -> str:
        return "Two parts."


def test_fields_by_people_are_found_at_any_depth() -> None:
    assert fields_by_people(Whole) == ("parts[].words", "tags[]", "title")


def test_an_answer_names_them_and_says_that_it_is_data() -> None:
    answer = Whole.of({"title": "T", "parts": [{"words": None, "count": 1}], "tags": [], "number": "1"})

    structured = answer.structured()

    assert structured["content_is_data"] is True
    assert structured["untrusted_fields"] == ["parts[].words", "tags[]", "title"]
    assert answer.text().startswith("Two parts.\n")


@given(st.text(max_size=400))
def test_whatever_people_write_stays_in_its_line_between_the_markers(words: str) -> None:
    text = fenced({"words": words})

    notice, begin, body, end = text.split("\n")
    marker = begin.removeprefix("<data ").removesuffix(">")
    assert end == f"</data {marker}>"
    assert orjson.loads(body)["words"] == words
    assert "data" in notice


def test_markers_are_drawn_anew_for_each_answer() -> None:
    assert len({fenced({}).split("\n")[1] for _ in range(100)}) == 100


@given(st.text(max_size=50))
def test_long_words_are_cut_with_a_word_about_the_rest(words: str) -> None:
    cut = WrittenByPeople(20).cut(words)

    assert cut.startswith(words[:20])
    assert (cut == words) == (len(words) <= 20)
    assert len(cut) <= 20 + len("… [1,000,000 more characters are not shown]")


@pytest.mark.parametrize("name", TOOLS)
def test_every_free_text_of_every_tool_is_marked(name: str) -> None:
    tool: Tool[TaskWanted] = TOOLS[name]
    schema = tool.answers.model_json_schema(mode="serialization")

    for model in (schema, *schema.get("$defs", {}).values()):
        for field, each in model.get("properties", {}).items():
            kinds = [each, *each.get("anyOf", ()), each.get("items", {})]
            is_free = any(
                kind.get("type") == "string" and not {"format", "enum", "const"} & set(kind) for kind in kinds
            )
            is_marked = any("x-written-by-people" in kind for kind in kinds)
            assert not is_free or is_marked or field in OURS, f"{name}: {field}"


def test_arguments_are_kept_as_the_platform_keeps_texts() -> None:
    assert understood(TaskWanted, {"task_id": "cafe\u0301"}).task_id == "caf\u00e9"
