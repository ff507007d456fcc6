"""Whether a sentence of a model's may be shown to a person: kind, plain, and without anything smuggled in."""

import re
from collections.abc import Iterable, Sequence

from src.ai.checks.refused import Refused
from src.ai.checks.words import Vocabulary, content, has_strange_characters, keys
from src.domain.capture.doubts import is_injection
from src.domain.capture.lexicon import SENSITIVE
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import tokenise

LONGEST_QUESTION = 200
# "late" and "lazy" are what the person may say of themselves, never we.
_SHAME = re.compile(
    r"\b(?:overdue|fail(?:s|ed|ing|ure)?|laz(?:y|iness)|late|should have|behind schedule|finally|at last)\b",
    re.IGNORECASE,
)
# Addresses, files, options and code; a dot between two words is one of these in every language.
_ODD_TOKEN = re.compile(r"\S*(?:://|www\.|@|\\|`|&&|\|\||--\w|[<>{}|$~^]|\w\.\w{2,}|\w/\w+/)\S*", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d[\d\s().-]*\d\d")
_COMMANDS = words_of("""
    sudo curl wget rm rmdir chmod chown bash zsh sh powershell cmd pip npm npx apt brew ssh scp eval exec mkfs dd
    kubectl docker git regedit crontab netcat nc telnet ftp
    """)
_ASKING = words_of("""
    what which when who whom whose where how do does did you want would like should is it was that this one day time
    date week today tomorrow mean meant be done or there something anything thing can could may will put call called
    by best fits right need needs please kind sort long much many often again back every each once just only not no yes
    """)


def check_wording(text: str, given: Sequence[str]) -> None:
    """Refuse a sentence with addresses, commands, numbers, private matters or shame that are not in `given`.

    Raises:
        Refused: saying which.
    """
    known = "\n".join(given)
    if has_strange_characters(text, known):
        raise Refused("strange characters")
    if any(token.strip(".,;:!?()\"'“”") not in known for token in _ODD_TOKEN.findall(text)):
        raise Refused("an address or command of its own")
    words = set(keys(text)) - set(keys(known))
    if words & _COMMANDS or is_injection(tokenise(text)):
        raise Refused("an address or command of its own")
    if any(number not in known for number in _LONG_NUMBER.findall(text)):
        raise Refused("a number of its own")
    if _has_new_sensitive(text, known):
        raise Refused("a private matter of its own")
    if any(shame.casefold() not in known.casefold() for shame in _SHAME.findall(text)):
        raise Refused("unkind words")


def checked_question(text: str, given: Iterable[str]) -> str:
    """A question of one line in the words of `given` and everyday question words.

    Raises:
        Refused: when it is none.
    """
    question = " ".join(text.split())
    if not question.endswith("?") or question.count("?") > 1 or len(question) > LONGEST_QUESTION:
        raise Refused("no short question")
    sources = list(given)
    check_wording(question, sources)
    known = Vocabulary(sources)
    if not all(word in _ASKING or known.has(word) for word in content(question)):
        raise Refused("invented words")
    return question


def _has_new_sensitive(text: str, known: str) -> bool:
    given = {token.low for token in tokenise(known)}
    return any(token.low in SENSITIVE and token.low not in given for token in tokenise(text))
