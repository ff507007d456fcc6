"""Requests and answers of `/api/auth`."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from src.core.security import is_common_password
from src.schemas.common import Answer, Body, DateField, InstantField, OpenObject, Percentage, ZoneName

MODULES = (
    "auth", "tasks", "projects", "capture", "compass", "focus", "energy", "ritual", "gamification", "progress",
    "rewards", "secretary", "pets", "delegation", "templates", "mobile", "events",
)  # fmt: skip


def _not_common(password: str) -> str:
    if is_common_password(password):
        raise ValueError("is among the commonest passwords; please choose another")
    return password


def _known_scope(scope: str) -> str:
    module, _, verb = scope.partition(":")
    if module not in MODULES or verb not in {"read", "write"}:
        raise ValueError("must be <module>:read or <module>:write, for example tasks:read")
    return scope


Username = Annotated[str, StringConstraints(min_length=3, max_length=50, pattern=r"^[A-Za-z0-9_.-]+$")]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")
]
NewPassword = Annotated[str, StringConstraints(min_length=8, max_length=128), AfterValidator(_not_common)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=512)]
FullName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
WebAddress = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://\S+$")]
ScopeName = Annotated[str, StringConstraints(max_length=50), AfterValidator(_known_scope)]


class Registration(Body):
    username: Username = Field(description="letters, digits, `_`, `.` and `-`", examples=["alice"])
    email: Email = Field(description="unique without regard to case", examples=["alice@example.com"])
    password: NewPassword = Field(description="8-128 characters", examples=["plum-kettle-harbour"])
    full_name: FullName | None = Field(None, examples=["Alice Example"])
    timezone: ZoneName | None = Field(None, description="IANA zone that your days belong to; default UTC")


class Login(Body):
    username: str = Field(min_length=1, max_length=254, description="username or e-mail", examples=["alice"])
    password: Password = Field(examples=["plum-kettle-harbour"])


class Refresh(Body):
    refresh_token: Token


class Logout(Body):
    all: bool = Field(False, description="end every session, on every device")


class PasswordChange(Body):
    current_password: Password
    new_password: NewPassword


class AccountDeletion(Body):
    password: Password = Field(description="the account's password, to be sure")


class ProfileUpdate(Body):
    full_name: FullName | None = None
    email: Email | None = None
    timezone: ZoneName | None = None
    day_start_hour: int | None = Field(None, ge=0, le=6, description="local hour at which your day begins")
    avatar_url: WebAddress | None = None
    bio: str | None = Field(None, max_length=2000)
    preferences: OpenObject | None = None


class TokenRequest(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        examples=["my shortcut"]
    )
    scopes: list[ScopeName] = Field(min_length=1, max_length=40, examples=[["tasks:read", "capture:write"]])
    expires_in_days: int = Field(90, ge=1, le=3650)


class UserBrief(Answer):
    user_id: str
    username: str
    email: str
    full_name: str | None
    timezone: str
    created_at: InstantField


class TokenAnswer(Answer):
    access_token: str = Field(description="JWT for `Authorization: Bearer …`")
    refresh_token: str = Field(description="exchange it once at /api/auth/refresh")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 a scheme
    expires_in: int = Field(description="seconds the access token lives")
    user: UserBrief


class Profile(UserBrief):
    day_start_hour: int
    avatar_url: str | None
    bio: str | None
    preferences: dict[str, Any]
    plan: Literal["free", "premium"]
    is_admin: bool


class DayRead(Answer):
    """One of your own days: efforts, rituals and streaks go by it. Due dates go by the calendar."""

    date: DateField = Field(description="what the day is called, whatever the calendar says after midnight")
    began_at: InstantField
    ends_at: InstantField = Field(description="when your next day begins; the first instant outside this one")
    timezone: str
    day_start_hour: int = Field(description="local hour at which your days begin", ge=0, le=6)
    elapsed_percent: Percentage
    hours_left: float = Field(description="real hours, with clock changes in between counted", ge=0)


class SessionRead(Answer):
    session_id: str
    user_agent: str | None
    address: str | None
    created_at: InstantField
    last_seen_at: InstantField
    expires_at: InstantField
    is_current: bool = Field(description="the session this request came with")


class SessionList(Answer):
    sessions: list[SessionRead]


class PersonalTokenRead(Answer):
    token_id: str
    name: str
    last_four: str
    scopes: list[str]
    created_at: InstantField
    expires_at: InstantField
    last_used_at: InstantField | None


class PersonalTokenMade(PersonalTokenRead):
    token: str = Field(description="shown this once", examples=["pap_…"])


class PersonalTokenList(Answer):
    tokens: list[PersonalTokenRead]


class SocketTicketRead(Answer):
    ticket: str
    expires_in: Literal[30] = Field(30, description="seconds")


class AccountExport(Answer):
    format_version: Literal[1] = 1
    exported_at: InstantField
    user: Profile
    tables: dict[str, list[dict[str, Any]]] = Field(description="every row that belongs to you, by table")
