"""Queries of people. Reading the signed-in person goes through `ProfileRepository`, which is owned."""

from sqlalchemy import bindparam, or_, select

from src.database.models import User
from src.repositories.base import BaseRepository, OwnedRepository, owned

BY_NAME_OR_EMAIL = select(User).where(
    or_(User.username_key == bindparam("folded"), User.email_key == bindparam("folded"))
)
BY_ID = select(User).where(User.user_id == bindparam("user_id"))
TAKEN = select(User.username_key, User.email_key).where(
    or_(User.username_key == bindparam("username_key"), User.email_key == bindparam("email_key"))
)
EVERYBODY = select(User).order_by(User.created_at, User.user_id)
ME = owned(User)


def folded(name: str) -> str:
    """A username or address as it is compared."""
    return name.strip().casefold()


class UserRepository(BaseRepository[User]):
    """Everybody: for signing in and for the operator's commands."""

    async def by_name_or_email(self, name: str) -> User | None:
        return await self.uow.first(BY_NAME_OR_EMAIL, folded=folded(name))

    async def by_id(self, user_id: str) -> User | None:
        return await self.uow.first(BY_ID, user_id=user_id)

    async def taken(self, username: str, email: str) -> str | None:
        """Which of the two is in use: `username`, `email` or neither."""
        username_key, email_key = folded(username), folded(email)
        found = await self.uow.rows(TAKEN, username_key=username_key, email_key=email_key)
        if any(name == username_key for name, _ in found):
            return "username"
        return "email" if found else None

    async def everybody(self) -> list[User]:
        return await self.uow.all(EVERYBODY)


class ProfileRepository(OwnedRepository[User]):
    """The owner of the unit of work."""

    async def me(self) -> User:
        return self.present(await self.uow.first(ME), self.owner_id)
