"""Accounts: registration, sign-in, profile, sessions, personal tokens."""

from fastapi import Request, Response

from src.api.edge import PUBLIC, caller_of, json_answer, module_router, secret_answer, uow_of
from src.api.state import state_of
from src.core.errors import Forbidden
from src.core.principal import PrincipalKind
from src.schemas.auth import (
    AccountDeletion,
    AccountExport,
    DayRead,
    Login,
    Logout,
    PasswordChange,
    PersonalTokenList,
    PersonalTokenMade,
    PersonalTokenRead,
    Profile,
    ProfileUpdate,
    Refresh,
    Registration,
    SessionList,
    SessionRead,
    SocketTicketRead,
    TokenAnswer,
    TokenRequest,
)
from src.schemas.common import Message
from src.services.accounts import AccountService, MyAccountService
from src.services.days import day_now
from src.services.tokens import TokenService

router = module_router("/api/auth", module="auth", tag="Auth")


def accounts(request: Request) -> AccountService:
    state = state_of(request)
    return AccountService(uow_of(request), state.settings, state.secret)


def my_account(request: Request) -> MyAccountService:
    return MyAccountService(uow_of(request), caller_of(request))


def in_person(request: Request) -> None:
    """Refuse scripts: a token can neither mint tokens nor change the account."""
    if caller_of(request).kind is not PrincipalKind.SESSION:
        raise Forbidden("Only a signed-in person can do this, not a personal token.")


def _origin(request: Request) -> dict[str, str | None]:
    return {"user_agent": request.headers.get("user-agent"), "address": request.scope["client_address"]}


@router.post("/register", status_code=201, operation_id="register", openapi_extra=PUBLIC)
async def register(wanted: Registration, request: Request) -> TokenAnswer:
    """Make an account and sign in.

    The account starts with an Inbox project and three compass zones (Work, Life, Self). A username or e-mail that is in
    use, in any letter case, is answered 409.
    """
    service = accounts(request)
    service.check_registration_is_open()
    user = await service.register(wanted)
    return await service.issue_session(user, **_origin(request))


@router.post("/login", operation_id="login", openapi_extra=PUBLIC)
async def login(wanted: Login, request: Request) -> TokenAnswer:
    """Sign in with username or e-mail.

    A wrong name and a wrong password are answered alike. Tries are limited by account and by address.
    """
    await state_of(request).limiter.count_sign_in(wanted.username, request.scope["client_address"])
    service = accounts(request)
    user = await service.sign_in(wanted.username, wanted.password)
    return await service.issue_session(user, **_origin(request))


@router.post("/refresh", operation_id="refresh", openapi_extra=PUBLIC)
async def refresh(wanted: Refresh, request: Request) -> TokenAnswer:
    """Exchange a refresh token for a new pair.

    The old one is used up. Shown again within 10 seconds it gives the same new pair (two tabs, a lost answer); later,
    the whole session ends, because somebody else may hold it.
    """
    return await accounts(request).refresh(wanted.refresh_token)


@router.post("/logout", operation_id="logout")
async def logout(request: Request, wanted: Logout | None = None) -> Message:
    """End this session, or with `all` every session, within five seconds everywhere, live sockets included."""
    in_person(request)
    await my_account(request).log_out(everywhere=wanted is not None and wanted.all)
    return Message(message="Successfully logged out")


@router.get("/profile", operation_id="get_profile")
async def get_profile(request: Request) -> Profile:
    """Who you are."""
    return Profile.model_validate(await my_account(request).me())


@router.put("/profile", operation_id="update_profile")
async def update_profile(wanted: ProfileUpdate, request: Request) -> Profile:
    """Change the given fields. A new time zone moves the ends of all-day due dates along; the past stays as it was."""
    in_person(request)
    return Profile.model_validate(await my_account(request).update(wanted))


@router.get("/day", operation_id="get_day")
async def get_day(request: Request) -> DayRead:
    """Which of your own days it is, by your time zone and the hour at which your day begins, and how far it has gone.

    It says when the next one begins: ask again then, or after the profile has changed.
    """
    return DayRead.model_validate(await day_now(uow_of(request)))


@router.post("/password", operation_id="change_password")
async def change_password(wanted: PasswordChange, request: Request) -> Message:
    """Set a new password and end every other session."""
    in_person(request)
    await my_account(request).change_password(wanted.current_password, wanted.new_password)
    return Message(message="Password changed. Other sessions have been ended.")


@router.get("/sessions", operation_id="list_sessions")
async def list_sessions(request: Request) -> SessionList:
    """Where you are signed in, most recent first."""
    current = caller_of(request).credential_id
    sessions = [
        SessionRead.model_validate({**vars(each), "is_current": each.session_id == current})
        for each in await my_account(request).live_sessions()
    ]
    return SessionList(sessions=sessions)


@router.delete("/sessions/{session_id}", status_code=204, operation_id="end_session")
async def end_session(session_id: str, request: Request) -> None:
    """Sign out one device."""
    in_person(request)
    await my_account(request).end_session(session_id)


@router.post("/tokens", status_code=201, operation_id="create_token", openapi_extra=secret_answer("token_id"))
async def create_token(wanted: TokenRequest, request: Request) -> PersonalTokenMade:
    """Make a personal token for a script or an agent. It is shown this once."""
    in_person(request)
    token, secret = await TokenService(uow_of(request), caller_of(request)).mint(wanted)
    return PersonalTokenMade.model_validate({**vars(token), "token": secret})


@router.get("/tokens", operation_id="list_tokens")
async def list_tokens(request: Request) -> PersonalTokenList:
    """Your personal tokens, newest first, by name and last four characters."""
    tokens = await TokenService(uow_of(request), caller_of(request)).live()
    return PersonalTokenList(tokens=[PersonalTokenRead.model_validate(each) for each in tokens])


@router.delete("/tokens/{token_id}", status_code=204, operation_id="revoke_token")
async def revoke_token(token_id: str, request: Request) -> None:
    """End a personal token, within five seconds everywhere."""
    in_person(request)
    await TokenService(uow_of(request), caller_of(request)).revoke(token_id)


@router.post("/ws-ticket", status_code=201, operation_id="create_socket_ticket", openapi_extra=secret_answer())
async def create_socket_ticket(request: Request) -> SocketTicketRead:
    """A single-use pass for `/ws/{user_id}?ticket=…`, for clients that cannot send headers with a socket."""
    return SocketTicketRead(
        expires_in=30, ticket=await TokenService(uow_of(request), caller_of(request)).socket_ticket()
    )


@router.delete("/account", status_code=204, operation_id="delete_account")
async def delete_account(wanted: AccountDeletion, request: Request) -> None:
    """Delete your account and everything in it, at once and for good."""
    in_person(request)
    await my_account(request).delete(wanted.password)


@router.get("/account/export", operation_id="export_account", response_model=AccountExport)
async def export_account(request: Request) -> Response:
    """Everything the server keeps about you, by table; password and token hashes left out."""
    in_person(request)
    service = my_account(request)
    profile = Profile.model_validate(await service.me()).model_dump(mode="json")
    exported_at = uow_of(request).now()
    return json_answer(
        {"format_version": 1, "exported_at": exported_at, "user": profile, "tables": await service.export()}
    )
