"""Accounts: signing in, refreshing, and leaving without a trace."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from src.conftest import PASSWORD, SECRET, Clock, Person
from src.core.settings import Settings
from src.database.connection import Database
from src.database.models import AuditEntry, RefreshToken, Session, User
from src.schemas.auth import Registration, TokenAnswer
from src.services.accounts import AccountService, NameTaken, RefreshRefused, SignInRefused

Refresh = Callable[[str], Awaitable[TokenAnswer]]


@pytest.fixture
def refresh(database: Database, settings: Settings) -> Refresh:
    """Refreshes as the edge does: a refusal that keeps its effects is committed."""

    async def once(token: str) -> TokenAnswer:
        refused: RefreshRefused | None = None
        async with database.unit_of_work() as uow:
            try:
                return await AccountService(uow, settings, SECRET).refresh(token)
            except RefreshRefused as refusal:
                refused = refusal
        raise refused

    return once


async def register(database: Database, settings: Settings, username: str, email: str) -> User:
    async with database.unit_of_work() as uow:
        wanted = Registration(username=username, email=email, password=PASSWORD)
        return await AccountService(uow, settings, SECRET).register(wanted)


async def sessions_of(database: Database) -> list[Session]:
    async with database.unit_of_work(writes=False) as uow:
        return await uow.all(select(Session))


@pytest.mark.parametrize(("username", "email"), [("ALICE", "x@example.com"), ("x", "Alice@Example.com")])
async def test_a_name_is_taken_in_any_letter_case(
    database: Database, settings: Settings, alice: Person, username: str, email: str
) -> None:
    with pytest.raises(NameTaken):
        await register(database, settings, username.ljust(3, "x"), email)


async def test_one_of_many_registrations_of_a_name_at_once_wins(database: Database, settings: Settings) -> None:
    wanted = [register(database, settings, "carol", f"carol{number}@example.com") for number in range(10)]

    outcomes = await asyncio.gather(*wanted, return_exceptions=True)

    assert sum(isinstance(each, User) for each in outcomes) == 1
    assert sum(isinstance(each, NameTaken) for each in outcomes) == 9


@pytest.mark.parametrize("name", ["alice", "ALICE", "alice@example.com", "Alice@Example.COM", " alice "])
async def test_signs_in_by_name_or_address_in_any_case(
    database: Database, settings: Settings, alice: Person, name: str
) -> None:
    async with database.unit_of_work() as uow:
        found = await AccountService(uow, settings, SECRET).sign_in(name, PASSWORD)

    assert found.user_id == alice.user_id


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    database: Database, settings: Settings, alice: Person, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused, match=r"^The name or the password is not right\.$"):
        async with database.unit_of_work() as uow:
            await AccountService(uow, settings, SECRET).sign_in(name, password)


async def test_a_refresh_token_gives_a_new_pair_and_moves_the_session_on(
    database: Database, clock: Clock, alice: Person, refresh: Refresh
) -> None:
    clock.forward(days=29)

    pair = await refresh(alice.refresh_token)

    assert pair.refresh_token != alice.refresh_token
    assert pair.access_token != alice.access_token
    (session,) = await sessions_of(database)
    assert session.expires_at == clock.now + timedelta(days=30)


async def test_a_chain_of_refreshes_keeps_one_session(database: Database, alice: Person, refresh: Refresh) -> None:
    token = alice.refresh_token
    for _ in range(5):
        token = (await refresh(token)).refresh_token

    assert len(await sessions_of(database)) == 1


async def test_a_used_token_gives_the_same_successor_for_ten_seconds(
    clock: Clock, alice: Person, refresh: Refresh
) -> None:
    first = await refresh(alice.refresh_token)
    clock.forward(seconds=10)

    again = await refresh(alice.refresh_token)

    assert again.refresh_token == first.refresh_token


async def test_refreshes_at_once_give_one_successor(database: Database, alice: Person, refresh: Refresh) -> None:
    pairs = await asyncio.gather(*(refresh(alice.refresh_token) for _ in range(20)))

    assert len({pair.refresh_token for pair in pairs}) == 1
    async with database.unit_of_work(writes=False) as uow:
        assert await uow.first(select(func.count()).select_from(RefreshToken)) == 2


async def test_a_used_token_shown_later_ends_the_whole_family(
    database: Database, clock: Clock, alice: Person, refresh: Refresh
) -> None:
    successor = (await refresh(alice.refresh_token)).refresh_token
    clock.forward(seconds=10.001)

    with pytest.raises(RefreshRefused, match="used before"):
        await refresh(alice.refresh_token)

    with pytest.raises(RefreshRefused):
        await refresh(successor)
    (session,) = await sessions_of(database)
    assert session.revoked_at == clock.now
    async with database.unit_of_work(writes=False) as uow:
        assert "refresh_token_reused" in [entry.action for entry in await uow.all(select(AuditEntry))]


async def test_the_end_of_a_family_survives_the_401_that_tells_of_it(
    clock: Clock, alice: Person, refresh: Refresh
) -> None:
    successor = (await refresh(alice.refresh_token)).refresh_token
    clock.forward(seconds=11)

    answer = await alice.post("/api/auth/refresh", json={"refresh_token": alice.refresh_token})

    assert answer.status_code == 401
    assert (await alice.get("/api/auth/profile")).status_code == 401
    assert (await alice.post("/api/auth/refresh", json={"refresh_token": successor})).status_code == 401


async def test_a_refresh_token_ends_after_thirty_days(clock: Clock, alice: Person, refresh: Refresh) -> None:
    clock.forward(days=31)

    with pytest.raises(RefreshRefused, match="not valid"):
        await refresh(alice.refresh_token)


async def test_another_family_stays_when_one_dies(
    clock: Clock, alice: Person, settings: Settings, database: Database, refresh: Refresh
) -> None:
    async with database.unit_of_work() as uow:
        service = AccountService(uow, settings, SECRET)
        other = await service.issue_session(alice.user, user_agent=None, address=None)
    await refresh(alice.refresh_token)
    clock.forward(seconds=11)

    with pytest.raises(RefreshRefused):
        await refresh(alice.refresh_token)

    assert (await refresh(other.refresh_token)).user.user_id == alice.user_id


async def test_a_name_is_free_again_after_leaving(database: Database, settings: Settings, alice: Person) -> None:
    await alice.delete("/api/auth/account", json={"password": PASSWORD})

    assert await register(database, settings, "alice", "alice@example.com")
