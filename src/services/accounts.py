"""Registration, sign-in, and everything a person does to their account."""

from datetime import timedelta
from typing import Any

from src.core.errors import Duplicate, Forbidden, NotFound, Unauthenticated
from src.core.principal import Principal
from src.core.security import (
    hash_password,
    new_token,
    password_matches,
    sign_access_token,
    successor_of,
    token_hash,
)
from src.core.settings import Registration as RegistrationPolicy
from src.core.settings import Settings
from src.database.models import CompassZone, EventCounter, Project, RefreshToken, Session, User, XpTotal
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.compass import name_key
from src.repositories.accounts import AccountRepository
from src.repositories.sessions import CredentialRepository, PersonalTokenRepository, SessionRepository
from src.repositories.tasks import TaskRepository
from src.repositories.users import ProfileRepository, UserRepository, folded
from src.schemas.auth import ProfileUpdate, Registration, TokenAnswer, UserBrief
from src.services.assignment_outcome import leave_assignments
from src.services.audit import record
from src.services.days import remember_day_rule

REUSE_GRACE = timedelta(seconds=10)
FIRST_ZONES = (
    ("Work", "💼", "#3b82f6"),
    ("Life", "🏡", "#10b981"),
    ("Self", "🧘", "#f59e0b"),
)
INBOX = "Inbox"


class NameTaken(Duplicate):
    """Somebody has this username or e-mail already."""


class RegistrationClosed(Forbidden):
    """This server lets only its operator make accounts."""


class SignInRefused(Unauthenticated):
    """Wrong name or wrong password: nobody learns which."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, over, or was used before. Its family's end must outlive the refusal."""

    keeps_effects = True


class WrongPassword(Forbidden):
    """The account's own password was not right."""


def ended(uow: UnitOfWork, which: str) -> None:
    """Tell everybody that a way in is closed: the owner's log, and after commit whoever remembers it."""
    uow.emit(Event("session_ended", "session", which))
    uow.revoke(uow.owner_id)


class AccountService:
    """Use cases of `/api/auth`."""

    def __init__(self, uow: UnitOfWork, settings: Settings, secret: str) -> None:
        self.uow = uow
        self.settings = settings
        self.secret = secret
        self.users = UserRepository(uow)
        self.credentials = CredentialRepository(uow)

    async def register(self, wanted: Registration, *, is_admin: bool = False, plan: str = "free") -> User:
        """Make the account, its Inbox, its three zones, its event log and its XP total.

        Raises:
            NameTaken: username or e-mail are in use, in any letter case.
        """
        password_hash = await hash_password(wanted.password)  # before the first statement: it takes a while
        taken = await self.users.taken(wanted.username, wanted.email)
        if taken is not None:
            raise NameTaken(f"This {taken} is already in use.", field=taken)
        user = User(
            username=wanted.username,
            username_key=folded(wanted.username),
            email=wanted.email,
            email_key=folded(wanted.email),
            password_hash=password_hash,
            full_name=wanted.full_name,
            timezone=wanted.timezone or "UTC",
            plan=plan,
            is_admin=is_admin,
        )
        if not await self.uow.add_new(user):
            raise NameTaken("This username or e-mail is already in use.")
        self.uow.act_for(user.user_id)
        await self._furnish(user.user_id)
        await record(self.uow, "registered")
        return user

    async def _furnish(self, user_id: str) -> None:
        """What every account starts with."""
        await self.uow.add(EventCounter(user_id=user_id))
        await self.uow.add(XpTotal(user_id=user_id))
        inbox = await self.uow.add(Project(user_id=user_id, name=INBOX, is_inbox=True))
        self.uow.emit(Event("project_created", "project", inbox.project_id, {"name": INBOX}))
        for sort_order, (name, icon, color) in enumerate(FIRST_ZONES, start=1):
            zone = CompassZone(
                user_id=user_id,
                name=name,
                name_key=name_key(name),
                icon=icon,
                color=color,
                sort_order=sort_order,
            )
            await self.uow.add(zone)
            told = {"zone_id": zone.zone_id, "name": name, "icon": icon, "color": color, "is_active": True}
            self.uow.emit(Event("zone_created", "zone", zone.zone_id, told))

    def check_registration_is_open(self) -> None:
        if self.settings.registration is RegistrationPolicy.CLOSED:
            raise RegistrationClosed("Registration is closed on this server. Ask its operator for an account.")

    async def sign_in(self, name: str, password: str) -> User:
        """The person with this name (or e-mail) and password.

        Raises:
            SignInRefused: either is wrong, or the account is disabled; same text, same time.
        """
        async with self.uow.database.unit_of_work(writes=False) as reading:
            user = await UserRepository(reading).by_name_or_email(name)
        matches = await password_matches(password, user.password_hash if user else None)
        if user is None or not matches or not user.is_active:
            raise SignInRefused("The name or the password is not right.")
        self.uow.act_for(user.user_id)
        return user

    async def issue_session(self, user: User, *, user_agent: str | None, address: str | None) -> TokenAnswer:
        """Start a session and answer its first pair of tokens: the one way in, however the person came."""
        self.uow.act_for(user.user_id)
        expires_at = self.uow.now() + timedelta(days=self.settings.refresh_token_days)
        session = await self.uow.add(
            Session(
                user_id=user.user_id,
                user_agent=(user_agent or "")[:300] or None,
                address=address,
                created_at=self.uow.now(),
                last_seen_at=self.uow.now(),
                expires_at=expires_at,
            )
        )
        token = new_token()
        await self._keep_refresh_token(token, user.user_id, session.session_id)
        await record(self.uow, "signed_in", address=address, session_id=session.session_id)
        return self._answer(user, session.session_id, token)

    async def _keep_refresh_token(self, token: str, user_id: str, session_id: str) -> None:
        expires_at = self.uow.now() + timedelta(days=self.settings.refresh_token_days)
        await self.uow.add_new(
            RefreshToken(token_hash=token_hash(token), user_id=user_id, session_id=session_id, expires_at=expires_at)
        )

    def _answer(self, user: User, session_id: str, refresh_token: str) -> TokenAnswer:
        access_token = sign_access_token(
            user_id=user.user_id,
            session_id=session_id,
            now=self.uow.now(),
            minutes=self.settings.access_token_minutes,
            secret=self.secret,
        )
        return TokenAnswer(
            access_token=access_token,
            refresh_token=refresh_token,
            expires_in=self.settings.access_token_minutes * 60,
            user=UserBrief.model_validate(user),
        )

    async def refresh(self, token: str) -> TokenAnswer:
        """Exchange a refresh token for a new pair.

        The successor is derived from the token, so two requests that race (two tabs, a lost answer) get the same one.

        Raises:
            RefreshRefused: unknown or over; or used more than 10 seconds ago, which ends the whole session.
        """
        kept = await self.credentials.refresh_token(token_hash(token))
        if kept is None or kept.expires_at <= self.uow.now():
            raise RefreshRefused("The refresh token is not valid. Sign in again.")
        found = await self.credentials.session(kept.session_id)
        if found is None:
            raise RefreshRefused("This session has ended. Sign in again.")
        session, user = found
        self.uow.act_for(user.user_id)
        successor = successor_of(token, self.secret)
        if await self.credentials.use_refresh_token(kept.token_hash):
            await self._keep_refresh_token(successor, user.user_id, session.session_id)
            expires_at = self.uow.now() + timedelta(days=self.settings.refresh_token_days)
            await self.credentials.touch_session(session.session_id, expires_at=expires_at)
            return self._answer(user, session.session_id, successor)
        used = await self.credentials.refresh_token(kept.token_hash)
        if used is None or used.used_at is None or self.uow.now() - used.used_at > REUSE_GRACE:
            await self.credentials.revoke_session(session.session_id)
            await record(self.uow, "refresh_token_reused", session_id=session.session_id)
            ended(self.uow, session.session_id)
            raise RefreshRefused("This refresh token was used before. The session has been ended for safety.")
        return self._answer(user, session.session_id, successor)


class MyAccountService:
    """What a signed-in person does to their own account."""

    def __init__(self, uow: UnitOfWork, principal: Principal) -> None:
        self.uow = uow
        self.principal = principal
        self.profile = ProfileRepository(uow)
        self.sessions = SessionRepository(uow)
        self.tokens = PersonalTokenRepository(uow)

    async def me(self) -> User:
        return await self.profile.me()

    async def update(self, wanted: ProfileUpdate) -> User:
        """Change the given fields. A new time zone moves the ends of all-day tasks along; the past stays as it was.

        Raises:
            NameTaken: another account has this e-mail.
        """
        values: dict[str, Any] = wanted.given()
        await self.uow.serialise("profile")
        before = await self.profile.me()
        for name in ("timezone", "day_start_hour", "preferences", "email"):
            if name in values and values[name] is None:
                del values[name]
        if "email" in values:
            values["email_key"] = folded(values["email"])
            other = await UserRepository(self.uow).by_name_or_email(values["email"])
            if other is not None and other.user_id != before.user_id:
                raise NameTaken("This email is already in use.", field="email")
        if not values:
            return before
        user = await self.profile.change(self.uow.owner_id, values)
        if (user.timezone, user.day_start_hour) != (before.timezone, before.day_start_hour):
            await remember_day_rule(self.uow, before)
        if user.timezone != before.timezone:
            await TaskRepository(self.uow).move_days_to_zone(user.timezone)
        self.uow.revoke(user.user_id)
        self.uow.emit(Event("profile_updated", "user", user.user_id, {"fields": sorted(wanted.given())}))
        return user

    async def check_password(self, password: str) -> None:
        """Raise `WrongPassword` unless it is the account's. Runs outside the transaction: hashing takes a while."""
        async with self.uow.database.unit_of_work(writes=False, owner_id=self.uow.owner_id) as reading:
            user = await ProfileRepository(reading).me()
        if not await password_matches(password, user.password_hash):
            raise WrongPassword("The current password is not right.")

    async def change_password(self, current: str, wanted: str) -> None:
        """Set a new password and end every other session."""
        await self.check_password(current)
        password_hash = await hash_password(wanted)
        await self.profile.change(self.uow.owner_id, {"password_hash": password_hash})
        await self.sessions.revoke_all(except_id=self.principal.credential_id)
        await record(self.uow, "password_changed")
        ended(self.uow, "others")

    async def log_out(self, *, everywhere: bool) -> None:
        if everywhere:
            await self.sessions.revoke_all()
        else:
            await self.sessions.revoke(self.principal.credential_id)
        await record(self.uow, "signed_out", everywhere=everywhere)
        ended(self.uow, "all" if everywhere else self.principal.credential_id)

    async def live_sessions(self) -> list[Session]:
        return await self.sessions.live()

    async def end_session(self, session_id: str) -> None:
        if not await self.sessions.revoke(session_id):
            raise NotFound("session", session_id)
        await record(self.uow, "session_revoked", session_id=session_id)
        ended(self.uow, session_id)

    async def delete(self, password: str) -> None:
        """Remove the person and every row of theirs."""
        await self.check_password(password)
        self.uow.revoke(self.uow.owner_id)
        await leave_assignments(self.uow)
        await AccountRepository(self.uow).erase()

    async def export(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of the person's, by table; secrets and search indexes left out."""
        return await AccountRepository(self.uow).everything()
