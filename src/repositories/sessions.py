"""Queries of ways in: sessions, refresh tokens, personal tokens, socket tickets."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update

from src.database.models import PersonalToken, RefreshToken, Session, SocketTicket, User
from src.repositories.base import BaseRepository, OwnedRepository, owned, owned_update

LIVE_SESSIONS = (
    owned(Session)
    .where(Session.revoked_at.is_(None), Session.expires_at > bindparam("now"))
    .order_by(Session.last_seen_at.desc(), Session.session_id)
)
LIVE_SESSION_WITH_USER = (
    select(Session, User)
    .join(User, User.user_id == Session.user_id)
    .where(Session.session_id == bindparam("session_id"), Session.revoked_at.is_(None), User.is_active)
)
TOUCH_SESSION = (
    update(Session)
    .where(Session.session_id == bindparam("session_id"), Session.revoked_at.is_(None))
    .values(last_seen_at=bindparam("now"), expires_at=bindparam("new_expiry"))
)
REVOKE_SESSION = (
    update(Session)
    .where(Session.session_id == bindparam("session_id"), Session.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
REVOKE_ALL = (
    owned_update(Session)
    .where(Session.revoked_at.is_(None), Session.session_id != bindparam("kept_id"))
    .values(revoked_at=bindparam("now"))
)
REVOKE_OWN = (
    owned_update(Session)
    .where(Session.session_id == bindparam("session_id"), Session.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
REFRESH_TOKEN = select(RefreshToken).where(RefreshToken.token_hash == bindparam("token_hash"))
USE_REFRESH_TOKEN = (
    update(RefreshToken)
    .where(RefreshToken.token_hash == bindparam("token_hash"), RefreshToken.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
LIVE_TOKENS = (
    owned(PersonalToken)
    .where(PersonalToken.revoked_at.is_(None))
    .order_by(PersonalToken.created_at.desc(), PersonalToken.token_id)
)
LIVE_TOKEN_WITH_USER = (
    select(PersonalToken, User)
    .join(User, User.user_id == PersonalToken.user_id)
    .where(
        or_(PersonalToken.token_hash == bindparam("token_hash"), PersonalToken.token_id == bindparam("token_id")),
        PersonalToken.revoked_at.is_(None),
        User.is_active,
    )
)
REVOKE_TOKEN = (
    owned_update(PersonalToken)
    .where(PersonalToken.token_id == bindparam("token_id"), PersonalToken.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
TOKEN_USED = (
    update(PersonalToken).where(PersonalToken.token_id == bindparam("token_id")).values(last_used_at=bindparam("now"))
)
REDEEM_TICKET = delete(SocketTicket).where(SocketTicket.ticket_hash == bindparam("ticket_hash")).returning(SocketTicket)


class SessionRepository(OwnedRepository[Session]):
    """Sign-ins of the owner."""

    async def live(self) -> list[Session]:
        return await self.uow.all(LIVE_SESSIONS)

    async def revoke(self, session_id: str) -> bool:
        return await self.uow.run(REVOKE_OWN, session_id=session_id) > 0

    async def revoke_all(self, *, except_id: str = "") -> int:
        return await self.uow.run(REVOKE_ALL, kept_id=except_id)


class CredentialRepository(BaseRepository[Session]):
    """Finding out who somebody is: the only queries that start from a secret rather than from an owner."""

    async def session(self, session_id: str) -> tuple[Session, User] | None:
        rows = await self.uow.rows(LIVE_SESSION_WITH_USER, session_id=session_id)
        return rows[0] if rows else None

    async def personal_token(
        self, *, token_hash: str | None = None, token_id: str | None = None
    ) -> tuple[PersonalToken, User] | None:
        rows = await self.uow.rows(LIVE_TOKEN_WITH_USER, token_hash=token_hash, token_id=token_id)
        return rows[0] if rows else None

    async def token_used(self, token_id: str) -> None:
        await self.uow.run(TOKEN_USED, token_id=token_id)

    async def refresh_token(self, token_hash: str) -> RefreshToken | None:
        return await self.uow.first(REFRESH_TOKEN, token_hash=token_hash)

    async def use_refresh_token(self, token_hash: str) -> bool:
        """Mark it used; false when somebody was faster."""
        return await self.uow.run(USE_REFRESH_TOKEN, token_hash=token_hash) == 1

    async def touch_session(self, session_id: str, *, expires_at: datetime) -> bool:
        return await self.uow.run(TOUCH_SESSION, session_id=session_id, new_expiry=expires_at) == 1

    async def revoke_session(self, session_id: str) -> None:
        await self.uow.run(REVOKE_SESSION, session_id=session_id)

    async def redeem_ticket(self, ticket_hash: str) -> SocketTicket | None:
        """The ticket, which is gone with this call."""
        return await self.uow.first(REDEEM_TICKET, ticket_hash=ticket_hash)


class PersonalTokenRepository(OwnedRepository[PersonalToken]):
    """Tokens of the owner."""

    @property
    def resource(self) -> str:
        return "token"

    async def live(self) -> list[PersonalToken]:
        return await self.uow.all(LIVE_TOKENS)

    async def revoke(self, token_id: str) -> bool:
        return await self.uow.run(REVOKE_TOKEN, token_id=token_id) > 0
