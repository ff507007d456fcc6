"""Searching: every word, the last one unfinished, one typo forgiven, the same on both engines."""

from typing import Any

import pytest

from src.api.tests.expect import refused_field
from src.conftest import Person

SEARCH = "/api/v2/tasks/search"


async def found(person: Person, query: str, **more: Any) -> list[str]:
    answer = await person.get(SEARCH, params={"q": query, **more})
    assert answer.status_code == 200, answer.text
    assert answer.json()["query"] == query
    return [hit["title"] for hit in answer.json()["results"]]


@pytest.fixture
async def _shelf(alice: Person) -> None:
    await alice.task("Buy oat milk", description="The one from the yellow tin.", tags=["errand"])
    await alice.task("Call the dentist", description="About the crown, and buy floss")
    await alice.task("Steuererklärung abgeben", tags=["büro"])
    await alice.task("牛乳を買う")


@pytest.mark.usefixtures("_shelf")
async def test_finds_what_holds_every_word(alice: Person) -> None:
    wanted: dict[str, set[str]] = {
        "milk": {"Buy oat milk"},
        "MILK": {"Buy oat milk"},
        "milk oat": {"Buy oat milk"},
        "buy": {"Buy oat milk", "Call the dentist"},
        "buy milk": {"Buy oat milk"},
        "buy oat mi": {"Buy oat milk"},
        "dent": {"Call the dentist"},
        "den call": set(),
        "yellow": {"Buy oat milk"},
        "errand": {"Buy oat milk"},
        "mlik": {"Buy oat milk"},
        "dentits": {"Call the dentist"},
        "denntist": {"Call the dentist"},
        "steuererklärung": {"Steuererklärung abgeben"},
        "STEUERERKLARUNG": {"Steuererklärung abgeben"},
        "milk dentist": set(),
        "unicorn": set(),
    }

    for query, titles in wanted.items():
        assert set(await found(alice, query)) == titles, query


@pytest.mark.usefixtures("_shelf")
async def test_operators_of_the_engines_are_just_words(alice: Person) -> None:
    odd = ['"', "'", "*", "milk*", "milk OR dentist", "NOT milk", "title:milk", "a & b", "!milk", ":*", "%", "_", "\\"]

    for query in odd:
        assert set(await found(alice, query)) <= {"Buy oat milk"}, query


async def test_a_title_that_matches_comes_before_a_description_that_does(alice: Person) -> None:
    await alice.task("Errands", description="milk")
    await alice.task("Milk")

    answer = (await alice.get(SEARCH, params={"q": "milk"})).json()

    assert [hit["title"] for hit in answer["results"]] == ["Milk", "Errands"]
    scores = [hit["relevance_score"] for hit in answer["results"]]
    assert 1 >= scores[0] > scores[1] >= 0


async def test_a_highlight_marks_the_words_and_escapes_the_rest(alice: Person) -> None:
    await alice.task("<script>milk</script>")

    (hit,) = (await alice.get(SEARCH, params={"q": "milk"})).json()["results"]

    assert hit["title"] == "<script>milk</script>"
    assert "<mark>milk</mark>" in hit["highlight"]
    assert "<script>" not in hit["highlight"]


async def test_follows_changes_of_the_text(alice: Person) -> None:
    task = await alice.task("Buy milk")
    await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"title": "Buy bread", "tags": ["bakery"]})

    assert await found(alice, "milk") == []
    assert await found(alice, "bread") == await found(alice, "bakery") == ["Buy bread"]


async def test_leaves_out_the_bin(alice: Person) -> None:
    task = await alice.task("Buy milk")
    path = f"/api/v2/tasks/{task['task_id']}"
    await alice.delete(path)
    gone = await found(alice, "milk")
    await alice.post(f"{path}/restore")

    assert (gone, await found(alice, "milk")) == ([], ["Buy milk"])


async def test_answers_at_most_limit_and_says_how_many_there_are(alice: Person) -> None:
    for number in range(5):
        await alice.task(f"Milk {number}")

    answer = (await alice.get(SEARCH, params={"q": "milk", "limit": 2})).json()

    assert (len(answer["results"]), answer["total"]) == (2, 5)


async def test_a_query_out_of_range_is_refused(alice: Person) -> None:
    bad: list[tuple[str, Any]] = [("q", ""), ("q", "x" * 501), ("limit", 0), ("limit", 101)]

    for name, value in bad:
        refused_field(await alice.get(SEARCH, params={"q": "milk", name: value}), f"query.{name}")


async def test_a_search_without_words_is_refused(alice: Person) -> None:
    refused_field(await alice.get(SEARCH), "query.q")


async def test_very_long_and_many_words_are_survived(alice: Person) -> None:
    await alice.task("x" * 255, description=" ".join(f"word{number}" for number in range(1200)))

    assert await found(alice, "word1199 word0") == ["x" * 255]
    assert await found(alice, " ".join("abcdefghij"[: number % 9 + 1] for number in range(80))) == []
