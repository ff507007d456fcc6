"""Finding a route by its module first: 140 routes tried one by one cost half a millisecond per request."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send


class ModuleDispatch(BaseRoute):
    """The routes of every module, grouped by the longest module prefix that a path begins with."""

    def __init__(self, routers: Sequence[APIRouter]) -> None:
        self._routes: dict[str, list[BaseRoute]] = {}
        for router in routers:
            for route in router.routes:
                prefix = router.prefix or getattr(route, "path", "")
                self._routes.setdefault(prefix, []).append(route)

    def _candidates(self, path: str) -> Sequence[BaseRoute]:
        """Routes of `/api/v2/tasks` for `/api/v2/tasks/…`."""
        end = path.find("/", 5)  # past "/api/"
        if path.startswith("/api/v"):
            end = path.find("/", end + 1)
        return self._routes.get(path if end < 0 else path[:end], ())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        partial: tuple[Match, Scope] = Match.NONE, {}
        for route in self._candidates(scope["path"]):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return match, {**child, "matched_route": route, "route": route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**child, "matched_route": route, "route": route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["matched_route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        raise NoMatchFound(name, path_params)
