"""Personal tokens and socket tickets."""

from datetime import timedelta

from src.core.errors import Forbidden, NotFound
from src.core.principal import Principal, PrincipalKind
from src.core.security import PERSONAL_PREFIX, new_token, token_hash
from src.database.models import PersonalToken, SocketTicket
from src.database.unit_of_work import UnitOfWork
from src.repositories.sessions import PersonalTokenRepository
from src.schemas.auth import TokenRequest
from src.services.accounts import ended
from src.services.audit import record

TICKET_LIFE = timedelta(seconds=30)


class TokenService:
    """What a person gives to scripts, agents and sockets."""

    def __init__(self, uow: UnitOfWork, principal: Principal) -> None:
        self.uow = uow
        self.principal = principal
        self.tokens = PersonalTokenRepository(uow)

    async def mint(self, wanted: TokenRequest) -> tuple[PersonalToken, str]:
        """`(token row, the token itself)`: the only time it can be seen."""
        secret = new_token(PERSONAL_PREFIX)
        token = PersonalToken(
            user_id=self.uow.owner_id,
            name=wanted.name,
            token_hash=token_hash(secret),
            last_four=secret[-4:],
            scopes=sorted(set(wanted.scopes)),
            created_at=self.uow.now(),
            expires_at=self.uow.now() + timedelta(days=wanted.expires_in_days),
        )
        await self.tokens.add(token)
        await record(self.uow, "token_made", token_id=token.token_id, scopes=token.scopes)
        return token, secret

    async def live(self) -> list[PersonalToken]:
        return await self.tokens.live()

    async def revoke(self, token_id: str) -> None:
        if not await self.tokens.revoke(token_id):
            raise NotFound("token", token_id)
        await record(self.uow, "token_revoked", token_id=token_id)
        ended(self.uow, token_id)

    async def socket_ticket(self) -> str:
        """A single-use pass for a socket, bound to the credential that asked for it."""
        if self.principal.kind is PrincipalKind.TOKEN and not self.principal.may("events:read"):
            raise Forbidden("This token needs the scope events:read to open a socket.")
        ticket = new_token()
        await self.uow.add(
            SocketTicket(
                ticket_hash=token_hash(ticket),
                user_id=self.uow.owner_id,
                credential=self.principal.credential,
                expires_at=self.uow.now() + TICKET_LIFE,
            )
        )
        return ticket
