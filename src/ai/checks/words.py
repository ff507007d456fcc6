"""Words as a check compares them: which ones matter, which two are the same, which one misspells another."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from src.domain.capture.calendar_words import MONTHS, WEEKDAYS
from src.domain.capture.lexicon import GROCERIES
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import one_edit
from src.domain.splitting.text import stem

FUNCTION_WORDS = words_of("""
    a an the of to for with and or in on at by from up about it its is are be am i me my we us our you your he him his
    she her they them their this that these those as into
    """)
"""Words that a title may gain or lose. "Not", "before", "all" and "new" are none of them: they change what is done."""

FILLERS = words_of("""
    um uh er hmm oh ok okay hey well so then also just really actually basically please pls gonna gotta wanna need
    want have should must remember lol btw
    """)
"""Words that a title may lose."""

CALENDAR = frozenset(WEEKDAYS) | frozenset(MONTHS)
_SPELT_RIGHT = VERBS | GROCERIES | FUNCTION_WORDS | FILLERS | CALENDAR
_WORD = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*")
_PLAIN = frozenset(" ,.'\u2019\"“”-\u2013—:;()/&!?+%…")


def key(word: str) -> str:
    """What two spellings of one word share: case, apostrophes, plural and possessive endings left out."""
    return stem(word).replace("'", "")


def keys(text: str) -> list[str]:
    return [key(word) for word in _WORD.findall(text)]


def content(text: str) -> list[str]:
    """The keys of the words that carry meaning, in order."""
    return [each for each in keys(text) if each not in FUNCTION_WORDS]


def has_strange_characters(said: str, *sources: str) -> bool:
    """Whether `said` has marks beyond plain punctuation that no source has, or controls of any kind."""
    given = set().union(*sources) | _PLAIN
    return any(
        unicodedata.category(character)[0] == "C" or not (character.isalnum() or character in given)
        for character in set(said)
    )


class Vocabulary:
    """The words of some texts. `exactly` are keys of names: never taken for the misspelling of something else."""

    def __init__(self, texts: Iterable[str], exactly: Iterable[str] = ()) -> None:
        found = [word for text in texts for word in _WORD.findall(text)]
        self._roots = {root for word in found for root in roots(key(word))}
        self._exactly = frozenset(exactly)
        # Mid-sentence a capital marks a name, and names one letter apart are two people.
        self._written = {key(word) for word in found if not word[0].isupper()} - self._exactly

    def has(self, said: str) -> bool:
        """Whether the key `said` is one of the words, another form of one, or the right spelling of one."""
        if not self._roots.isdisjoint(roots(said)):
            return True
        return said not in self._exactly and any(misspells(word, said) for word in self._written)

    def corrects(self, written: str) -> bool:
        """Whether the key `written`, of somebody's text, is one of these words, perhaps spelt right here."""
        if not self._roots.isdisjoint(roots(written)):
            return True
        return written not in self._exactly and any(misspells(written, said) for said in self._roots - self._exactly)


def roots(said: str) -> Iterator[str]:
    """`said`, and the verb it is a form of: "calling" and "called" are "call", but "wedding" is not "wed"."""
    yield said
    for ending in ("ing", "ed"):
        if said.endswith(ending):
            root = said.removesuffix(ending)
            undoubled = root[:-1] if root[-1:] == root[-2:-1] else root
            yield from (base for base in (root, root + "e", undoubled) if base in VERBS)


def misspells(written: str, said: str) -> bool:
    """Whether `said` is `written` with one slip undone.

    Two right words are often one letter apart ("house" and "horse"), so a wrong letter counts in long words only.
    """
    if len(written) < 4 or written[0] != said[:1] or not (written.isalpha() and said.isalpha()):
        return False
    if written in _SPELT_RIGHT or said in CALENDAR or not one_edit(written, said):
        return False
    if sorted(written) == sorted(said):
        return True
    return len(written) >= (6 if len(written) == len(said) else 5)
