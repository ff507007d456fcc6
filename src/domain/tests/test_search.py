import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from src.domain.search import fold, highlight, relevance, search_terms, trigrams, within_one_typo

words = st.text("abcde", min_size=1, max_size=7)
any_text = st.text(max_size=60)


@pytest.mark.parametrize(
    ("q", "terms"),
    [
        ("Buy Milk", ["buy", "milk"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("STRASSE straße", ["strasse"]),
        ("ﬁle №5", ["file", "no5"]),
        ('"milk" OR (eggs* -NOT) : NEAR/2', ["milk", "eggs", "not", "near", "2"]),
        ("milk AND eggs", ["milk", "eggs"]),
        ("this and that", ["this", "and", "that"]),
        ("NOT", ["not"]),
        ("snake_case e-mail", ["snake", "case", "e", "mail"]),
        ("Ёлка й", ["елка", "и"]),
        ("한국어", ["한국어"]),
        ("हिन्दी", ["हनद"]),
        ("", []),
        ("*** --", []),
    ],
)
def test_terms_are_folded_words(q: str, terms: list[str]) -> None:
    assert search_terms(q) == terms


def test_at_most_twelve_terms_each_once() -> None:
    assert search_terms(" ".join(f"word{number}" for number in range(40)) + " word1") == [
        f"word{number}" for number in range(12)
    ]


@given(any_text)
def test_terms_are_never_syntax(q: str) -> None:
    for term in search_terms(q):
        assert term.isalnum()
        assert term not in {"AND", "OR", "NOT", "NEAR"}


@given(any_text)
def test_terms_ask_for_themselves(q: str) -> None:
    terms = search_terms(q)

    assert search_terms(" ".join(terms)) == terms


@given(any_text)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assume(search_terms(text))

    assert relevance(text, "", search_terms(text)) >= 0.9


@pytest.mark.parametrize(
    ("a", "b", "is_close"),
    [
        ("milk", "mlik", True),
        ("milk", "milks", True),
        ("groceries", "grocereis", True),
        ("groceries", "grocries", True),
        ("milk", "silk", True),
        ("milk", "milk", True),
        ("cat", "cat", True),
        ("cat", "car", False),
        ("milk", "mil", False),
        ("milk", "klim", False),
        ("letter", "lettuce", False),
    ],
)
def test_one_typo_is_forgiven_in_longer_words(a: str, b: str, is_close: bool) -> None:
    assert within_one_typo(a, b) is within_one_typo(b, a) is is_close


def edits(word: str, letters: str = "abcde") -> set[str]:
    """Every word one edit away, spelled out."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return (
        {left + right[1:] for left, right in cuts if right}
        | {left + letter + right for left, right in cuts for letter in letters}
        | {left + letter + right[1:] for left, right in cuts if right for letter in letters}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    )


@given(words, words)
def test_typos_agree_with_every_edit_spelled_out(a: str, b: str) -> None:
    expected = a == b or (min(len(a), len(b)) >= 4 and b in edits(a))

    assert within_one_typo(a, b) is expected


@given(st.text("abcde", min_size=5, max_size=8), st.data())
def test_an_edit_is_within_one_typo_and_shares_a_trigram(word: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(sorted(edits(word))))

    assert within_one_typo(word, other)
    assert set(trigrams(word)) & set(trigrams(other))


def test_trigrams_are_padded() -> None:
    assert trigrams("milk") == ["  m", " mi", "mil", "ilk", "lk "]
    assert trigrams("") == []


def test_found_words_are_marked_and_all_else_escaped() -> None:
    assert highlight("Buy <b>milk</b> & Crème", ["milk", "creme"]) == (
        "Buy &lt;b&gt;<mark>milk</mark>&lt;/b&gt; &amp; <mark>Crème</mark>"
    )


def test_an_excerpt_is_about_the_first_word_found() -> None:
    text = "one two three " * 40 + "milk " + "four five six " * 40

    excerpt = highlight(text, ["milk"], width=60)

    assert "<mark>milk</mark>" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(re.sub("</?mark>|…", "", excerpt)) <= 62


def test_an_excerpt_without_a_match_is_the_beginning() -> None:
    assert highlight("Buy milk " * 50, ["bread"], width=17) == "Buy milk Buy milk…"


@given(any_text, st.lists(words, max_size=3), st.integers(1, 80))
def test_excerpts_are_safe_and_from_the_text(text: str, terms: list[str], width: int) -> None:
    excerpt = highlight(text, terms, width=width)

    plain = excerpt.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert ">" not in plain
    shown = unescape(plain) if "&" not in text else plain
    assert "&" in text or shown.strip("…") in text
    assert excerpt.count("<mark>") == excerpt.count("</mark>")


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_a_text_is_marked_by_its_own_words(text: str) -> None:
    terms = search_terms(text)

    marked = re.findall("<mark>(.*?)</mark>", highlight(text, terms, width=200))

    assert bool(terms) == bool(marked)


def test_better_matches_score_higher() -> None:
    term = ["milk"]
    scores = [
        relevance("Milk", "", term),
        relevance("Buy milk", "", term),
        relevance("Buy milk for the cake", "", term),
        relevance("Buy milkshake", "", term),
        relevance("Buy milc", "", term),
        relevance("Shopping", "Milk and bread", term),
        relevance("Shopping", "Milkshake", term),
        relevance("Shopping", "Milc", term),
        relevance("Shopping", "Bread", term),
    ]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert (scores[0], scores[-1]) == (1.0, 0.0)


@given(any_text, any_text, st.lists(words, max_size=12))
def test_relevance_is_between_none_and_one(title: str, description: str, terms: list[str]) -> None:
    assert 0.0 <= relevance(title, description, terms) <= 1.0


@given(st.lists(words, min_size=1, max_size=4, unique=True), any_text)
def test_nothing_beats_the_very_title(terms: list[str], other: str) -> None:
    assert relevance(" ".join(terms), "", terms) == 1.0
    assert relevance(other, "", terms) <= 1.0
