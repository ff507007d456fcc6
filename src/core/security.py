"""Passwords, tokens and signatures. Nothing here touches a database; nothing secret is ever returned twice."""

import asyncio
import base64
import hashlib
import hmac
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jwt
from pwdlib.hashers.argon2 import Argon2Hasher

from src.core.errors import StartRefused, Unauthenticated
from src.domain.share_codes import ALPHABET, SIGNS, code_of

ALGORITHM = "HS256"
AUDIENCE = "proxy-agent-platform"
"""What access tokens are for. A JWT that something else signed with the same secret is none of ours."""
TOKEN_BYTES = 32
PERSONAL_PREFIX = "pap_"
SECRET_FILE = "secret.key"  # noqa: S105 a file name

_hasher = Argon2Hasher()
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


@lru_cache
def _decoy_hash() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return _hasher.hash(secrets.token_urlsafe(16))


@lru_cache
def common_passwords() -> frozenset[str]:
    """The 10,000 commonest passwords of 8 characters and more (from zxcvbn's lists, MIT)."""
    return frozenset(files("src.core").joinpath("common_passwords.txt").read_text().split())


def is_common_password(password: str) -> bool:
    return password.casefold() in common_passwords()


def warm_up() -> None:
    """Make what the first refused sign-in would otherwise take longer for."""
    _pool.submit(_decoy_hash)


async def hash_password(password: str) -> str:
    """argon2id, off the event loop, at most two at a time."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def password_matches(password: str, hashed: str | None) -> bool:
    """Whether `password` is the one; takes the same time when there is no such account (`hashed` None)."""

    def verify() -> bool:
        return _hasher.verify(password, hashed or _decoy_hash()) and hashed is not None

    return await asyncio.get_running_loop().run_in_executor(_pool, verify)


def new_token(prefix: str = "") -> str:
    """256 random bits as URL-safe text."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def random_code() -> str:
    """A fresh code for one person to tell another."""
    return code_of([secrets.randbelow(len(ALPHABET)) for _ in range(SIGNS)])


def token_hash(token: str) -> str:
    """SHA-256 of a token: what is stored in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


def successor_of(token: str, secret: str) -> str:
    """The refresh token that follows `token`: derived, so that a repeated request gets the same one again."""
    mac = hmac.new(secret.encode(), b"refresh-successor:" + token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def sign_access_token(*, user_id: str, session_id: str, now: datetime, minutes: int, secret: str) -> str:
    """A JWT with `aud`, `sub`, `sid`, `iat` and `exp`."""
    expires_at = now + timedelta(minutes=minutes)
    claims = {"aud": AUDIENCE, "sub": user_id, "sid": session_id, "iat": now, "exp": expires_at}
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def read_access_token(token: str, *, secret: str, now: datetime) -> tuple[str, str, datetime]:
    """`(user_id, session_id, expires_at)` of a valid token at `now`.

    Raises:
        Unauthenticated: the token is not ours or not for us, was changed, or is over.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["aud", "sub", "sid", "exp"], "verify_exp": False, "verify_iat": False},
        )
        expires_at = datetime.fromtimestamp(claims["exp"], tz=now.tzinfo)
        user_id, session_id = claims["sub"], claims["sid"]
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as refused:
        raise Unauthenticated("The access token is not valid. Sign in again.") from refused
    if expires_at <= now:
        raise Unauthenticated("The access token has expired. Refresh it or sign in again.")
    return str(user_id), str(session_id), expires_at


def load_or_make_secret(data_dir: Path) -> str:
    """The secret kept in the data folder (mode 0600); made at the first start. Safe when workers start together.

    Raises:
        StartRefused: the folder cannot be written.
    """
    path = data_dir / SECRET_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            draft = path.with_name(f"{SECRET_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(TOKEN_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        secret = path.read_text().strip()
    except OSError as error:
        raise StartRefused(f"The data folder {data_dir} cannot be used: {error.strerror}.") from error
    if len(secret) < TOKEN_BYTES:
        raise StartRefused(
            f"The secret in {path} is damaged: delete the file to make a new one (everybody signs in again)."
        )
    return secret
