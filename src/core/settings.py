"""Settings: read once from the environment and `.env`; every one of them has a default that works."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from src.core.errors import StartRefused

MIN_SECRET_LENGTH = 32
EXAMPLE_SECRETS = ("change-me", "changeme", "secret", "example", "your-secret-key")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Registration(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


Listed = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting of the platform. Lists are comma-separated. Descriptions become `docs/configuration.md`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    environment: Environment = Field(Environment.DEVELOPMENT, description="`production` refuses weak secrets.")
    host: str = Field("127.0.0.1", description="Address that `proxy-agent serve` binds.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `proxy-agent serve` binds.")
    data_dir: Path = Field(Path("./data"), description="Folder of the SQLite file and the generated secret.")
    database_url: str = Field(
        "", description="`sqlite:///path` or `postgresql://user:password@host/name`. Empty: a SQLite file in DATA_DIR."
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="PostgreSQL connections per worker, at most.")
    auto_migrate: bool | None = Field(
        None, description="Bring the schema up to date at start. Default: true on SQLite, false on PostgreSQL."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs access tokens, 32 characters or more. Empty: made once, kept in DATA_DIR."
    )
    access_token_minutes: int = Field(15, ge=1, le=1440, description="Life of an access token.")
    refresh_token_days: int = Field(30, ge=1, le=365, description="Life of a refresh token.")
    registration: Registration = Field(Registration.OPEN, description="`closed`: only `proxy-agent users create`.")
    cors_origins: Listed = Field((), description="Origins of web apps that may call the API and open sockets.")
    allowed_hosts: Listed = Field((), description="Accepted `Host` headers. Empty: any.")
    trusted_proxies: Listed = Field((), description="Addresses whose `X-Forwarded-For` is believed.")
    rate_limit_enabled: bool = Field(True, description="Turns every rate limit on or off.")
    rate_limit_anonymous_per_hour: int = Field(100, ge=0, description="Per address, not signed in. 0: no limit.")
    rate_limit_user_per_hour: int = Field(1000, ge=0, description="Per signed-in user. 0: no limit.")
    rate_limit_premium_per_hour: int = Field(10000, ge=0, description="Per user with plan `premium`. 0: no limit.")
    rate_limit_login_per_minute: int = Field(
        5, ge=0, description="Sign-in tries per account and per address. 0: no limit."
    )
    agent_lease_seconds: int = Field(600, ge=5, le=86400, description="How long an agent may hold an assignment.")
    redis_url: SecretStr = Field(
        SecretStr(""), description="Shares rate limits and wake-ups between workers (extra `redis`)."
    )
    ai_model: str = Field("", description="Model for the AI provider (extra `ai`). Empty: the offline provider.")
    ai_base_url: str = Field("", description="Base URL of an OpenAI-compatible server.")
    ai_api_key: SecretStr = Field(SecretStr(""), description="Key of the AI provider.")
    ai_timeout_seconds: float = Field(2.0, gt=0, le=60, description="After this the offline answer stands.")
    max_body_bytes: int = Field(1024 * 1024, ge=1024, description="Larger request bodies are answered 413.")
    metrics_token: SecretStr = Field(SecretStr(""), description="Bearer for `/metrics` from other machines.")
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="`json` for machines.")

    @field_validator("cors_origins", "allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @property
    def is_sqlite(self) -> bool:
        return self.resolved_database_url.startswith("sqlite:")

    @property
    def resolved_database_url(self) -> str:
        """`DATABASE_URL`, or the SQLite file in `DATA_DIR`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'proxy-agent.db'}"

    @property
    def migrates_at_start(self) -> bool:
        return self.is_sqlite if self.auto_migrate is None else self.auto_migrate

    def check_secret(self) -> None:
        """Refuse a weak or example secret in production.

        Raises:
            StartRefused: with one sentence that says what to do.
        """
        secret = self.secret_key.get_secret_value()
        if self.environment is not Environment.PRODUCTION or not secret:
            return
        is_example = any(word in secret.lower() for word in EXAMPLE_SECRETS)
        if len(secret) < MIN_SECRET_LENGTH or is_example or len(set(secret)) < 8:
            raise StartRefused(
                "SECRET_KEY is too weak for ENVIRONMENT=production: set it to 32 or more random characters, "
                "for example the output of `openssl rand -hex 32`."
            )


@lru_cache
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
