"""Everyday tasks and the rules any answer to them keeps."""

from __future__ import annotations

import re

from src.domain.splitting import Split
from src.domain.splitting.lexicon import step_emojis, stop_stems
from src.domain.splitting.text import same_words, stems_of

# Title, kind, and words one of the steps must hold.
EVERYDAY: tuple[tuple[str, str, str], ...] = (
    ("file my taxes", "admin", "tax letters"),
    ("taxes", "admin", "taxes"),
    ("passport renewal", "admin", "your passport"),
    ("apply for the barista job", "admin", "barista job"),
    ("cancel gym membership", "admin", "gym membership"),
    ("pay the electricity bill", "admin", "electricity bill"),
    ("insurance claim for broken phone", "admin", "insurance claim"),
    ("fill in housing benefit form", "admin", "housing benefit form"),
    ("sign permission slip for Max", "admin", "permission slip for Max"),
    ("refill prescription", "admin", "prescription"),
    ("email inbox zero", "admin", "inbox"),
    ("visa for Japan", "admin", "visa"),
    ("job search", "admin", "job search"),
    ("renew car insurance", "admin", "car insurance"),
    ("dentist", "appointment", "the dentist"),
    ("book haircut", "appointment", "haircut"),
    ("reschedule dentist appointment", "appointment", "dentist appointment"),
    ("prepare for interview at Google", "appointment", "interview at Google"),
    ("Call dentist to book a checkup", "call", "the dentist's number"),
    ("call mum", "call", "Call mum"),
    ("call the bank about the blocked card", "call", "about the blocked card"),
    ("call Dr Ruiz", "call", "Find Dr Ruiz's number"),
    ("write email to landlord about the leak", "write", "first sentence of the email to the landlord"),
    ("email landlord", "write", "first sentence to the landlord"),
    ("write history essay about the French Revolution", "write", "the French Revolution"),
    ("update my CV", "write", "your CV"),
    ("cover letter for Google", "write", "cover letter for Google"),
    ("Write thank-you notes for wedding gifts", "write", "thank-you notes"),
    ("write quarterly report", "write", "quarterly report"),
    ("clean the kitchen", "clean", "the kitchen"),
    ("clean bathroom", "clean", "the bathroom"),
    ("clean the fridge", "clean", "the fridge"),
    ("clean car", "clean", "the car"),
    ("laundry", "clean", "the laundry"),
    ("do the dishes", "clean", "the dishes"),
    ("take out the trash", "clean", "the trash"),
    ("clean my room", "clean", "your room"),
    ("tidy desk", "tidy", "the desk"),
    ("declutter the wardrobe", "tidy", "the wardrobe"),
    ("unpack suitcase", "tidy", "the suitcase"),
    ("groceries", "buy", "the groceries"),
    ("buy milk, eggs and bread", "buy", "milk, eggs and bread"),
    ("buy birthday present for Sarah", "buy", "Sarah's name"),
    ("return Amazon parcel", "buy", "Amazon parcel"),
    ("sell my old sofa", "buy", "your old sofa"),
    ("study for the maths exam", "study", "the maths exam"),
    ("math homework", "study", "math homework"),
    ("learn Spanish", "study", "Spanish"),
    ("fix login bug", "code", "the login bug"),
    ("review Anna's pull request", "code", "Anna's pull request"),
    ("pack for Lisbon", "travel", "an open bag for Lisbon"),
    ("move to Berlin", "travel", "the move to Berlin"),
    ("book flights to Rome", "travel", "flights to Rome"),
    ("fix bike", "fix", "the bike"),
    ("hang up the mirror", "fix", "the mirror"),
    ("meet Tom for coffee", "meet", "Tom"),
    ("plan birthday party for Mia", "meet", "birthday party for Mia"),
    ("ask boss for a raise", "meet", "the boss"),
    ("cook dinner", "cook", "dinner"),
    ("meal prep for the week", "cook", "meal prep"),
    ("go for a run", "exercise", "the run"),
    ("workout", "exercise", "the workout"),
    ("meditate", "exercise", "meditate"),
    ("plan the week", "plan", "the week"),
    ("budget for March", "plan", "budget for March"),
    ("read a book", "read", "the book"),
    ("learn guitar", "practise", "the guitar"),
    ("water the plants", "care", "the plants"),
    ("feed the cat", "care", "the cat"),
    ("take my meds", "care", "your meds"),
    ("adulting", "general", "adulting"),
    ("deal with the thing", "general", "deal with the thing"),
    ("Limpiar la cocina", "general", "Limpiar la cocina"),
)

FILLER = re.compile(
    r"\b(?:get started|set up|think about|prepare|continue|work on|get ready|make progress|focus on|plan out)\b",
    re.IGNORECASE,
)
SHAME = re.compile(
    r"\b(?:overdue|fail(?:ed|ure)?|lazy|should have|behind schedule|too late|finally|at last)\b", re.IGNORECASE
)
DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
BROKEN = re.compile(r"[{}\[\]|]|  |\b(?:the the|the your|the my|for for|a the|None)\b| [,.;:]|\bmy\b")


def keeps_the_bounds(answer: Split, *, max_steps: int = 7, cap: int = 5) -> None:
    assert 1 <= len(answer.steps) <= max_steps
    assert answer.steps[0].estimated_minutes <= 2
    assert answer.next_action == answer.steps[0].description
    assert len({same_words(step.description) for step in answer.steps}) == len(answer.steps)
    for step in answer.steps:
        assert 1 <= step.estimated_minutes <= cap
        assert 1 <= len(step.description) <= 500
        assert 1 <= len(step.short_label) <= 100
        assert 0 <= step.confidence <= 1
        assert step.emoji
        assert step.reasoning


def reads_like_a_friend(answer: Split) -> None:
    for step in answer.steps:
        text = step.description
        assert text.split(" ")[0].rstrip(",") in step_emojis(), text
        assert not FILLER.search(text), text
        assert not DOUBLED.search(text), text
        assert not BROKEN.search(text), text
        assert not text.endswith("."), text
        assert not SHAME.search(f"{text} {step.reasoning} {answer.reasoning}"), text


def uses_own_words(answer: Split, title: str) -> None:
    own = {word for word in stems_of(title) if word not in stop_stems()}
    said = {word for step in answer.steps for word in stems_of(step.description)}
    assert not own or own & said
