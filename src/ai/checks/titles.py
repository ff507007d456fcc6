"""Titles: the writer's own words, from the passage they are said to be from, and nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from src.ai.answers import AnsweredItem
from src.ai.checks.passages import Passage, passage_of
from src.ai.checks.refused import Refused
from src.ai.checks.words import Vocabulary, content, has_strange_characters, keys, misspells, roots
from src.ai.provider import Dump
from src.domain.capture.model import ParsedItem

LONGEST_TITLE = 500
MOST_QUOTED = 4_000
"""Code points of all quotes together, for short texts: each may have to be read, at some 20 µs a code point."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the answer that may become one. `sources` are places in the draft, the nearest first."""

    answered: AnsweredItem
    title: str
    passage: Passage
    passages: tuple[Passage, ...]
    sources: tuple[int, ...]


class _Drafts:
    """The drafts by their words, so that a long dump is looked through once and not for every title."""

    def __init__(self, drafts: Sequence[ParsedItem]) -> None:
        self._words = [set(content(draft.title) or keys(draft.title)) for draft in drafts]
        self._places: dict[str, set[int]] = defaultdict(set)
        self._by_root: dict[str, set[str]] = defaultdict(set)
        for place, words in enumerate(self._words):
            for word in words:
                self._places[word].add(place)
                for root in roots(word):
                    self._by_root[root].add(word)

    def behind(self, title: str) -> tuple[int, ...]:
        """The places of the drafts that share most words with the title, and of those that it has all words of.

        Raises:
            Refused: when it shares no word with any.
        """
        meant = {word for said in keys(title) for word in self._meant(said)}
        shared = Counter(place for word in meant for place in self._places[word])
        if not shared:
            raise Refused("added an item")
        most = max(shared.values())
        chosen = [place for place in sorted(shared) if shared[place] in (most, len(self._words[place]))]
        return tuple(sorted(chosen, key=lambda place: -shared[place]))

    def _meant(self, said: str) -> set[str]:
        """The words of the drafts that `said` is another form of, or else the right spelling of."""
        exact = {word for root in roots(said) for word in self._by_root.get(root, ())}
        return exact or {word for word in self._places if misspells(word, said)}


def candidates(answered: Sequence[AnsweredItem], text: str, dump: Dump) -> list[Candidate]:
    """The answer's items in the order of the text, each with where it comes from.

    Raises:
        Refused: when a title has words of its own, says again what another says, or comes from no item of the draft.
    """
    names = {word for name in (*dump.known.people, *dump.known.agents) for word in keys(name)}
    if sum(len(item.quote) + len(item.when_quote or "") for item in answered) > max(MOST_QUOTED, 2 * len(text)):
        raise Refused("too many quotes")
    whole, drafts = Vocabulary([text], names), _Drafts(dump.draft)
    found = [_candidate(item, text, drafts, whole, names) for item in answered]
    _check_each_adds(found, dump)
    return sorted(found, key=lambda candidate: candidate.passage.start)


def _candidate(item: AnsweredItem, text: str, drafts: _Drafts, whole: Vocabulary, names: set[str]) -> Candidate:
    title = " ".join(item.title.split())
    if not any(character.isalnum() for character in title) or len(title) > LONGEST_TITLE:
        raise Refused("a title is not usable")
    if has_strange_characters(title, text):
        raise Refused("invented words")
    passage = passage_of(item.quote, text)
    passages = (passage, passage_of(item.when_quote, text, near=passage)) if item.when_quote else (passage,)
    nearby = Vocabulary([each.text for each in passages], names)
    for place, word in enumerate(content(title)):
        # The verb may stand further off: "buy milk, oh and eggs" is also "Buy eggs".
        if not nearby.has(word) and not (place == 0 and whole.has(word)):
            raise Refused("invented words")
    return Candidate(item, title, passage, passages, drafts.behind(title))


def _check_each_adds(found: Sequence[Candidate], dump: Dump) -> None:
    """Every title has a word that no other has, or is one that the draft has as often."""
    spoken = [tuple(content(candidate.title)) for candidate in found]
    titles, drafted = Counter(spoken), Counter(tuple(content(draft.title)) for draft in dump.draft)
    uses = Counter(word for words in spoken for word in set(words))
    for words in spoken:
        if all(uses[word] > 1 for word in words) and titles[words] > drafted[words]:
            raise Refused("repeated itself")
