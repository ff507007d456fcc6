"""Who a token belongs to. Answers are remembered for three seconds, so that revoking anything shows within five."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from src.core.errors import Unauthenticated
from src.core.principal import Principal, PrincipalKind
from src.core.security import PERSONAL_PREFIX, read_access_token, token_hash
from src.database.connection import Database
from src.database.models import PersonalToken, Session, User
from src.repositories.sessions import CredentialRepository

REMEMBERED = timedelta(seconds=3)
MOST_REMEMBERED = 10_000
USE_NOTED_EVERY = timedelta(minutes=1)
ENDED = "This sign-in has ended. Sign in again."


class IdentityService:
    """Turns tokens and tickets into principals."""

    def __init__(self, database: Database, secret: str) -> None:
        self.database = database
        self.secret = secret
        self._known: OrderedDict[str, tuple[datetime, Principal]] = OrderedDict()
        database.on_revoked(self.forget)

    def forget(self, user_ids: Iterable[str]) -> None:
        """Drop what is remembered of these people."""
        gone = set(user_ids)
        for token in [token for token, (_, known) in self._known.items() if known.user_id in gone]:
            del self._known[token]

    async def authenticate(self, token: str) -> Principal:
        """The principal of an access token or a personal token.

        Raises:
            Unauthenticated: it is not valid, over, or revoked.
        """
        now = self.database.clock()
        remembered = self._known.get(token)
        if remembered is not None and remembered[0] > now and remembered[1].expires_at > now:
            return remembered[1]
        self._known.pop(token, None)
        principal = await self._look_up(token, now)
        self._known[token] = (now + REMEMBERED, principal)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return principal

    async def _look_up(self, token: str, now: datetime) -> Principal:
        if token.startswith(PERSONAL_PREFIX):
            return await self._personal(now, token_hash=token_hash(token))
        user_id, session_id, expires_at = read_access_token(token, secret=self.secret, now=now)
        async with self.database.unit_of_work(writes=False) as uow:
            found = await CredentialRepository(uow).session(session_id)
        if found is None or found[1].user_id != user_id:
            raise Unauthenticated(ENDED)
        return _of_session(*found, expires_at=expires_at)

    async def _personal(self, now: datetime, **which: str) -> Principal:
        async with self.database.unit_of_work(writes=False) as uow:
            found = await CredentialRepository(uow).personal_token(**which)
        if found is None or found[0].expires_at <= now:
            raise Unauthenticated("This personal token is not valid.")
        token, user = found
        if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
            async with self.database.unit_of_work(owner_id=user.user_id) as uow:
                await CredentialRepository(uow).token_used(token.token_id)
        return _of_token(token, user)

    async def redeem_ticket(self, ticket: str) -> Principal:
        """The principal that asked for a socket ticket; the ticket is used up, whatever comes of it.

        Raises:
            Unauthenticated: unknown, used, or over; or its credential has ended meanwhile.
        """
        async with self.database.unit_of_work() as uow:
            found = await CredentialRepository(uow).redeem_ticket(token_hash(ticket))
        if found is None or found.expires_at <= self.database.clock():
            raise Unauthenticated("The ticket is not valid any more. Ask for a fresh one.")
        return await self.still_valid(found.credential)

    async def still_valid(self, credential: str) -> Principal:
        """The principal of `session:<id>` or `token:<id>` as it is now.

        Raises:
            Unauthenticated: it has ended.
        """
        kind, _, key = credential.partition(":")
        now = self.database.clock()
        if kind == PrincipalKind.TOKEN:
            return await self._personal(now, token_id=key)
        async with self.database.unit_of_work(writes=False) as uow:
            found = await CredentialRepository(uow).session(key)
        if found is None or found[0].expires_at <= now:
            raise Unauthenticated(ENDED)
        return _of_session(*found, expires_at=found[0].expires_at)


def _of_session(session: Session, user: User, *, expires_at: datetime) -> Principal:
    return Principal(
        user_id=user.user_id,
        kind=PrincipalKind.SESSION,
        credential_id=session.session_id,
        plan=user.plan,
        is_admin=user.is_admin,
        expires_at=expires_at.astimezone(UTC),
    )


def _of_token(token: PersonalToken, user: User) -> Principal:
    return Principal(
        user_id=user.user_id,
        kind=PrincipalKind.TOKEN,
        credential_id=token.token_id,
        plan=user.plan,
        is_admin=False,
        expires_at=token.expires_at,
        scopes=frozenset(token.scopes),
        agent_id=token.agent_id,
    )
