"""`proxy-agent capture` in a pipe and in scripts, on the local database."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from src.ai import OfflineProvider
from src.ai.provider import Dump, Reading
from src.cli.capture.local import LocalPlace, owner_named
from src.cli.capture.session import Manner, drop
from src.cli.tests.conftest import Terminal
from src.database.connection import Database

PASSWORD = "plum-kettle-harbour"
DUMP = "buy milk tomorrow; call the dentist at 7 #health p1; every monday water plants ~30m @home; idea: a boat"
IN_A_PIPE = Manner(is_pretty=False, can_ask=False, save=None, as_json=False)


@pytest.fixture
def local(terminal: Terminal, database_url: str) -> Terminal:
    """Alice's own machine."""
    terminal.exported["DATABASE_URL"] = database_url
    add_account(terminal, "alice")
    return terminal


def add_account(terminal: Terminal, name: str) -> None:
    asked = ("--username", name, "--email", f"{name}@example.com", "--password-stdin")
    terminal.says("users", "create", *asked, stdin=PASSWORD + "\n")


def test_a_dump_is_captured_and_saved(local: Terminal) -> None:
    said = local.says("capture", *DUMP.split(" "))

    *lines, question, end = said.splitlines()
    assert lines[0].startswith("shopping: Buy milk · ")
    assert lines[1].endswith("urgent · #health · private")
    assert " · every Mon · @home · 30 min" in lines[2]
    assert lines[3] == "idea: A boat"
    assert question.startswith("? “Call the dentist”: in the morning or in the evening? (assumed: ")
    assert end.startswith("Saved: 3 tasks, 1 note. New project: health. +25 XP (")
    assert "\x1b" not in said


def test_words_are_only_kept_when_that_is_asked_for(local: Terminal) -> None:
    said = local.says("capture", "--no-save", "buy milk")

    assert said.splitlines()[0] == "shopping: Buy milk"
    assert "Nothing was made of it yet." in said


@pytest.mark.parametrize("words", [(), ("-",)])
def test_a_pipe_is_read(local: Terminal, words: tuple[str, ...]) -> None:
    answer = json.loads(local.says("capture", "--json", "--no-save", *words, stdin="café crème\nbuy milk\n"))

    assert answer["raw_text"] == "café crème\nbuy milk"
    assert [item["title"] for item in answer["parsed_items"]] == ["Café crème", "Buy milk"]
    assert (answer["status"], answer["saved"], answer["xp_earned"]) == ("parsed", None, 10)


def test_json_holds_what_was_made(local: Terminal) -> None:
    answer = json.loads(local.says("capture", "--json", "buy milk"))

    assert [made["title"] for made in answer["saved"]["tasks_created"]] == ["Buy milk"]
    assert answer["saved"]["xp_earned"] == 15


def test_the_last_capture_is_taken_back(local: Terminal) -> None:
    assert local.refuses("capture", "--undo") == "There is no capture to take back."
    local.says("capture", "walk the dog")
    local.says("capture", "buy milk; read a book; idea: a boat")

    first, again = local.says("capture", "--undo"), local.says("capture", "--undo")

    assert first.startswith("Taken back: 3 tasks and notes, 25 XP.\nThe words are still here: “buy milk; read")
    assert again.startswith("The last capture has been taken back already: “buy milk; read")


def test_what_was_taken_back_comes_as_json_too(local: Terminal) -> None:
    kept = json.loads(local.says("capture", "--json", "buy milk"))

    undone = json.loads(local.says("capture", "--undo", "--json"))

    assert undone["tasks_removed"] == [kept["saved"]["tasks_created"][0]["task_id"]]


def test_markup_is_shown_and_nothing_in_it_is_obeyed(local: Terminal) -> None:
    steering = "[red]call[/red] \x1b[2J\x07 \x9b31m mum \u202eback"

    said = local.says("capture", "--no-save", "-", stdin=steering)
    as_json = local.says("capture", "--no-save", "--json", "-", stdin=steering)
    undone = local.says("capture", "--undo")

    for shown in (said, as_json, undone):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert "[red]call[/red] ␛[2j␇" in said.casefold()
    assert json.loads(as_json)["raw_text"] == steering


def test_whose_thought_it_is_has_to_be_clear(terminal: Terminal, database_url: str) -> None:
    terminal.exported["DATABASE_URL"] = database_url
    assert "make one with `proxy-agent users create" in terminal.refuses("capture", "buy milk")
    add_account(terminal, "alice")
    add_account(terminal, "bob")

    assert "--user NAME" in terminal.refuses("capture", "buy milk")
    assert "'carol'" in terminal.refuses("capture", "buy milk", "--user", "carol")
    assert "Saved: 1 task." in terminal.says("capture", "buy milk", "--user", "Bob@example.com")
    assert "There is no capture" in terminal.refuses("capture", "--undo", "--user", "alice")

    terminal.says("users", "disable", "bob")

    assert "'bob' is disabled" in terminal.refuses("capture", "buy milk", "--user", "bob")
    assert "Saved: 1 task." in terminal.says("capture", "buy milk")


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ((), "", "Say what is on your mind"),
        ((" ", "\t"), "", "Say what is on your mind"),
        (("-",), "a" * 10_001, "10,001"),
        (("-",), "a" * 1_100_000, "over 1 MiB"),
        (("-",), "milk\0", "must not contain NUL"),
        (("--undo", "milk"), "", "--undo goes alone"),
        (("--undo", "--save"), "", "--undo goes alone"),
        (("milk", "--token-file", "t"), "", "--token-file goes with --server"),
        (("milk", "--server", "http://127.0.0.1:1"), "", "PROXY_AGENT_TOKEN"),
        (("milk", "--server", "http://127.0.0.1:1", "--user", "alice"), "", "leave out --user"),
        (("milk", "--server", "http://127.0.0.1:1", "--token-file", "nowhere"), "", "nowhere cannot be read"),
    ],
)
def test_what_cannot_be_captured_is_refused_before_anything_is_opened(
    terminal: Terminal, arguments: tuple[str, ...], stdin: str, said: str
) -> None:
    assert said in terminal.refuses("capture", *arguments, stdin=stdin)
    assert list(terminal.folder.iterdir()) == []


class Unreadable(OfflineProvider):
    """A model that has gone mad."""

    async def parse_dump(self, dump: Dump) -> Reading:
        raise RuntimeError("no sense in this")


@contextmanager
def place_of_alice(local: Terminal, provider: OfflineProvider) -> Iterator[LocalPlace]:
    with asyncio.Runner() as runner:
        database = Database(local.exported["DATABASE_URL"], pool_size=2)
        owner = runner.run(owner_named(database, "alice"))
        yield LocalPlace(runner, database, owner.user_id, provider)
        runner.run(database.close())


def test_what_cannot_be_read_is_kept(local: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    with place_of_alice(local, Unreadable()) as place:
        drop(place, "buy milk", IN_A_PIPE)
        newest = place.newest()

    assert newest is not None
    assert (newest["raw_text"], newest["status"]) == ("buy milk", "received")
    assert (
        f"Kept ({newest['capture_id']}). It could not be read just now; nothing of it is lost"
        in capsys.readouterr().out
    )
