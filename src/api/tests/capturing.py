"""Catching and saving thoughts over HTTP, for the tests of capture."""

from typing import Any

from src.conftest import Person

AT = "/api/capture"


async def caught(person: Person, text: str) -> dict[str, Any]:
    answer = await person.post(AT, json={"text": text})
    assert answer.status_code == 200, answer.text
    captured: dict[str, Any] = answer.json()
    return captured


async def saved(person: Person, capture_id: str, **body: Any) -> dict[str, Any]:
    answer = await person.post(f"{AT}/save", json={"capture_id": capture_id, **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def xp_of(person: Person) -> int:
    tables = (await person.get("/api/auth/account/export")).json()["tables"]
    total: int = tables["xp_totals"][0]["total"]
    assert total == sum(row["amount"] for row in tables["xp_ledger"])
    paid_by_achievements: int = sum(row["amount"] for row in tables["xp_ledger"] if row["source"] == "achievement")
    return total - paid_by_achievements
