"""What a body must be to be read."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person

TASKS = "/api/v2/tasks"
JSON = {"Content-Type": "application/json"}

BAD_JSON = {
    "nul": b'{"title": "a\\u0000b"}',
    "a lone surrogate": b'{"title": "a\\ud800b"}',
    "raw surrogate bytes": b'{"title": "\xed\xa0\x80"}',
    "a nul in a key": b'{"title": "a", "b\\u0000": 1}',
    "NaN": b'{"title": "a", "estimated_hours": NaN}',
    "infinity": b'{"title": "a", "estimated_hours": Infinity}',
    "a float past its range": b'{"title": "a", "estimated_hours": 1e999}',
    "2^63": b'{"title": "a", "energy_required": 9223372036854775808}',
    "-2^63 - 1": b'{"title": "a", "energy_required": -9223372036854775809}',
    "5,000 digits": b'{"title": "a", "estimated_hours": ' + b"9" * 5000 + b"}",
    "100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "100,000 deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "65 deep": b'{"title": "a", "tags": ' + b"[" * 65 + b"]" * 65 + b"}",
    "deep with a long number": b"[" * 20_000 + b"1" * 30 + b"]" * 20_000,
    "cut off": b'{"title": "a"',
    "nothing": b"",
    "latin-1": '{"title": "Käse"}'.encode("latin-1"),
    "an unknown field": b'{"title": "a", "colour": "red"}',
    "a list": b"[]",
    "null": b"null",
    "two values": b'{"title": "a"} {"title": "b"}',
}


async def test_a_bad_body_is_refused(alice: Person) -> None:
    for name, body in BAD_JSON.items():
        answer = await alice.post(TASKS, content=body, headers=JSON)

        assert problem(answer, 422, "INVALID_INPUT")["fields"], name
    assert (await alice.get(TASKS)).json()["total"] == 0


async def test_text_is_kept_in_nfc(alice: Person) -> None:
    assert (await alice.task("Cafe\u0301"))["title"] == "Caf\u00e9"


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
async def test_numbers_of_64_bits_are_kept_exactly(alice: Person, number: int) -> None:
    made = await alice.post("/api/v2/projects", json={"name": "Numbers", "settings": {"n": number}})

    assert made.json()["settings"] == {"n": number}


async def test_a_body_that_says_it_is_too_large_is_refused(alice: Person) -> None:
    answer = await alice.post(TASKS, content=b" " * (1024 * 1024 + 1), headers=JSON)

    problem(answer, 413, "PAYLOAD_TOO_LARGE")


async def test_a_body_that_turns_out_too_large_is_refused(alice: Person) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await alice.post(TASKS, content=pieces(), headers=JSON)

    problem(answer, 413, "PAYLOAD_TOO_LARGE")
    assert (await alice.get(TASKS)).json()["total"] == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"])
async def test_a_body_that_is_not_declared_as_json_is_refused(alice: Person, kind: str) -> None:
    answer = await alice.post(TASKS, content=b'{"title": "a"}', headers={"Content-Type": kind})

    refused_field(answer, "Content-Type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/merge+json"])
async def test_json_may_be_declared_in_several_ways(alice: Person, kind: str) -> None:
    answer = await alice.post(TASKS, content=b'{"title": "a"}', headers={"Content-Type": kind})

    assert answer.status_code == 201


async def test_a_missing_field_is_named(alice: Person) -> None:
    refused_field(await alice.post(TASKS, json={}), "body.title")


async def test_a_refusal_never_repeats_what_was_sent(anonymous: httpx2.AsyncClient) -> None:
    answer = await anonymous.post("/api/auth/login", json={"username": "a", "password": "hunter2" * 30, "x": 1})

    problem(answer, 422, "INVALID_INPUT")
    assert "hunter2" not in answer.text
