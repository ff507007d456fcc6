"""`proxy-agent capture` at a real terminal (a pseudo one): the table, the questions, Enter and Ctrl-C."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from src.cli.tests.conftest import Terminal
from src.cli.tests.test_capture import add_account

pty = pytest.importorskip("pty", reason="needs pseudo terminals")
ANSWER, SAVE = "  > ", "as it is kept: "
SECONDS = 40
# With the terminal as its controlling one, Ctrl-C reaches the command as it does for a person.
IN_CHARGE = (
    "import fcntl, runpy, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "runpy.run_module('src.cli.main', run_name='__main__', alter_sys=True)"
)


@pytest.fixture(autouse=True)
def at_home(terminal: Terminal, database_url: str) -> None:
    terminal.exported |= {"DATABASE_URL": database_url, "TERM": "xterm-256color", "COLUMNS": "100"}
    add_account(terminal, "alice")


def talk(terminal: Terminal, words: Sequence[str], *turns: tuple[str, str], **settings: str) -> tuple[int, str]:
    """Run `capture` at a terminal and type each answer once its prompt stands there; exit code and the screen."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", IN_CHARGE, "capture", *words],
        cwd=terminal.folder,
        env=terminal.environment | settings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        screen, seen, left = "", 0, list(turns)
        ends_at = time.monotonic() + SECONDS
        try:
            while time.monotonic() < ends_at:
                read = _read(ours)
                if read is None:
                    break
                screen += read
                if not read and not left and turns and turns[-1][1] == "\x03":
                    # Between its prompt and its reading, Python misses a Ctrl-C: a person presses it again.
                    os.write(ours, b"\x03")
                if left and (found := screen.find(left[0][0], seen)) >= 0:
                    seen = found + len(left[0][0])
                    os.write(ours, left.pop(0)[1].encode())
            return process.wait(10), screen
        finally:
            process.kill()
            os.close(ours)


def _read(terminal: int) -> str | None:
    """What has been printed meanwhile; None when the process has gone."""
    if not select.select([terminal], [], [], 1)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode(errors="replace") or None
    except OSError:
        return None


def test_enter_answers_and_saves(terminal: Terminal) -> None:
    code, screen = talk(terminal, ["buy milk; call [red]mum[/red] at 7"], (ANSWER, "\n"), (SAVE, "\n"))

    assert code == 0
    assert "Call [red]mum[/red]" in screen
    assert "🛒 shopping" in screen
    assert "  1  " in screen
    assert "[Enter]" in screen
    assert "Saved: 2 tasks. +25 XP" in screen
    assert "\x1b[1m" in screen


def test_a_number_and_words_of_ones_own_are_answers(terminal: Terminal) -> None:
    terminal.exported["NO_COLOR"] = "1"

    first, numbered = talk(terminal, ["call mum at 7"], (ANSWER, "2\n"), (SAVE, "\n"))
    second, worded = talk(terminal, ["call dad at 7"], (ANSWER, "zzz\n"), (ANSWER, "half past 8 pm\n"), (SAVE, "\n"))

    assert (first, second) == (0, 0)
    other = numbered.split("\r\n  2  ")[1].split()[0]
    assert f", {other}" in numbered.split(ANSWER)[1]
    assert "Answer with a time" in worded
    assert ", 20:30" in worded
    assert "\x1b" not in numbered + worded


@pytest.mark.parametrize("ending", ["n\n", "\x04"])
def test_no_leaves_the_words_kept(terminal: Terminal, ending: str) -> None:
    code, screen = talk(terminal, ["buy milk"], (SAVE, ending))

    assert code == 0
    assert "Nothing was made of it yet." in screen
    assert terminal.says("capture", "--undo").startswith("Taken back: 10 XP.")


def test_an_answer_that_is_none_is_asked_for_again(terminal: Terminal) -> None:
    code, screen = talk(terminal, ["buy milk"], (SAVE, "perhaps\n"), (SAVE, "y\n"))

    assert code == 0
    assert "Saved: 1 task." in screen


def test_ctrl_c_says_that_the_words_are_kept(terminal: Terminal) -> None:
    code, screen = talk(terminal, ["buy milk"], (SAVE, "\x03"))

    assert code == 130
    assert "Your words are kept (" in screen


def test_save_asks_nothing(terminal: Terminal) -> None:
    code, screen = talk(terminal, ["-y", "call mum at 7"])

    assert code == 0
    assert "Saved: 1 task." in screen
    assert "? “Call mum”: in the morning or in the evening? (assumed: " in screen
    assert ANSWER not in screen


def test_without_words_a_terminal_is_not_waited_for(terminal: Terminal) -> None:
    code, screen = talk(terminal, [])

    assert code == 1
    assert screen.startswith("Say what is on your mind")
