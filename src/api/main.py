"""The application: `create_app()` builds it, `app` is the one that `uvicorn src.api.main:app` serves."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from src.ai import provider_for
from src.api import (
    achievements,
    agents,
    auth,
    capture,
    compass,
    delegation,
    energy,
    errors,
    events,
    focus,
    focus_rooms,
    fresh_start,
    gamification,
    mcp,
    micro_steps,
    mobile,
    pets,
    progress,
    projects,
    rewards,
    ritual,
    secretary,
    service,
    task_splits,
    tasks,
    templates,
)
from src.api.housekeeping import Housekeeping
from src.api.live import socket
from src.api.live.hub import Hub
from src.api.middleware.frame import FrameMiddleware
from src.api.middleware.gate import GateMiddleware
from src.api.modules import ModuleDispatch
from src.api.openapi.document import document_of
from src.api.rate_limits import RateLimiter
from src.api.state import AppState
from src.core.errors import StartRefused
from src.core.logging import configure
from src.core.security import load_or_make_secret, warm_up
from src.core.settings import Settings, get_settings
from src.database.connection import Database, init_db
from src.services.identity import IdentityService

MODULES = (
    capture.router,
    tasks.router,
    task_splits.old_router,
    micro_steps.router,
    micro_steps.old_router,
    templates.router,
    projects.router,
    compass.router,
    focus_rooms.router,
    energy.router,
    ritual.router,
    gamification.router,
    achievements.router,
    progress.router,
    secretary.router,
    fresh_start.router,
    rewards.router,
    focus.router,
    pets.router,
    delegation.router,
    agents.router,
    mobile.router,
    auth.router,
    events.router,
)
"""In the order of `/docs`."""


def build_state(settings: Settings, database: Database | None = None) -> AppState:
    """Everything one worker shares, nothing opened yet."""
    settings.check_secret()
    secret = settings.secret_key.get_secret_value() or load_or_make_secret(settings.data_dir)
    database = database or Database(settings.resolved_database_url, pool_size=settings.database_pool_size)
    return AppState(
        settings=settings,
        secret=secret,
        database=database,
        identity=IdentityService(database, secret),
        limiter=RateLimiter(settings),
        ai=provider_for(settings),
        hub=Hub(database, redis_url=settings.redis_url.get_secret_value()),
    )


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start what runs beside the requests, and stop it."""
    state: AppState = app.state.platform
    housekeeping = Housekeeping(state.database)
    warm_up()
    await state.hub.start()
    housekeeping.start()
    door: mcp.McpDoor | None = getattr(app.state, "mcp", None)
    if door is not None:
        door.start(max_body_bytes=state.settings.max_body_bytes)
    _leave_out_of_collections()
    try:
        yield
    finally:
        if door is not None:
            await door.stop()
        await housekeeping.stop()
        await state.hub.stop()
        await state.ai.close()
        await state.limiter.close()
        await state.database.close()


def _leave_out_of_collections() -> None:
    """Let the garbage collector pass over what is there from the start.

    200,000 objects that never go: looking through them took 100 ms, with every thirtieth request that read many rows.
    """
    gc.collect()
    gc.freeze()


def create_app(settings: Settings | None = None, *, database: Database | None = None) -> FastAPI:
    """An application; the schema is brought up to date when the settings say so."""
    settings = settings or get_settings()
    configure(settings)
    if settings.migrates_at_start and database is None:
        init_db(settings)
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.platform = build_state(settings, database)
    errors.install(app)
    app.router.routes.extend(service.router.routes)
    app.router.routes.append(ModuleDispatch(MODULES))
    app.router.routes.extend(socket.router.routes)
    service.mount_pages(app)
    mcp.mount(app)
    app.openapi = cache(lambda: document_of([*MODULES, service.router]))  # type: ignore[method-assign]
    app.add_middleware(GateMiddleware)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
                           "X-Request-ID", "X-User-ID", *mcp.HEADERS],
            expose_headers=["ETag", "Idempotency-Replayed", "X-Request-ID", "X-RateLimit-Limit",
                            "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"],
            max_age=600,
        )  # fmt: skip
    app.add_middleware(FrameMiddleware)
    return app


def __getattr__(name: str) -> Any:
    """`app`, made when somebody asks for it: importing this module starts nothing."""
    if name == "app":
        try:
            globals()["app"] = create_app()
        except StartRefused as refused:
            sys.exit(refused.message)
        return globals()["app"]
    raise AttributeError(name)
