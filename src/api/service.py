"""The service itself: where things are, whether it lives, whether it is ready, what it measures."""

import os
import secrets
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from src.api.addresses import LOOPBACK, header
from src.api.edge import PUBLIC, json_answer
from src.api.openapi.pages import mount_assets
from src.api.openapi.responses import ERRORS
from src.api.state import state_of
from src.core.errors import Forbidden

router = APIRouter(tags=["Service"], responses={code: ERRORS[code] for code in (403, 405, 422, 503)})
VERSION = version("proxy-agent-platform")


class Welcome(BaseModel):
    name: str
    version: str
    docs: str
    openapi: str


class Health(BaseModel):
    status: str


@router.get("/", operation_id="welcome", openapi_extra=PUBLIC)
async def welcome() -> Welcome:
    """What this is, and where its documentation lies."""
    return Welcome(name="Proxy Agent Platform", version=VERSION, docs="/docs", openapi="/openapi.json")


@router.get("/health", operation_id="health", openapi_extra=PUBLIC)
async def health() -> Health:
    """Whether the process lives. Asks nothing of the database."""
    return Health(status="ok")


@router.get("/ready", operation_id="ready", openapi_extra=PUBLIC)
async def ready(request: Request) -> Health:
    """Whether requests can be answered: 503 while the database does not answer."""
    await state_of(request).database.check()
    return Health(status="ready")


@router.get("/metrics", operation_id="metrics", openapi_extra=PUBLIC, response_class=Response,
            responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})  # fmt: skip
async def metrics(request: Request) -> Response:
    """Figures for Prometheus. Answers this machine, and others that send `METRICS_TOKEN` as bearer."""
    expected = state_of(request).settings.metrics_token.get_secret_value()
    given = (header(request.scope, b"authorization") or "").removeprefix("Bearer ")
    is_known = bool(expected) and secrets.compare_digest(given.encode(), expected.encode())
    if not is_known and not _is_this_machine(request):
        raise Forbidden("Metrics are for this machine, or for the holder of METRICS_TOKEN.")
    return Response(generate_latest(_registry()), media_type=CONTENT_TYPE_LATEST)


def _is_this_machine(request: Request) -> bool:
    """Whether the caller is on this machine itself. A proxy here that passes strangers on says so in a header."""
    is_passed_on = any(header(request.scope, name) for name in (b"x-forwarded-for", b"forwarded"))
    return request.scope["client_address"] in LOOPBACK and not is_passed_on


def _registry() -> CollectorRegistry:
    """Figures of all workers when there are several, of this process otherwise."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def mount_pages(app: FastAPI) -> None:
    """The OpenAPI document, and two ways to read it in a browser, from files this server has itself."""
    assets = mount_assets(app)

    async def openapi(_: Request) -> Response:
        return json_answer(app.openapi())

    async def docs(_: Request) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Proxy Agent Platform",
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
            swagger_ui_parameters={"persistAuthorization": True, "displayRequestDuration": True},
        )

    async def redoc(_: Request) -> HTMLResponse:
        return get_redoc_html(
            openapi_url="/openapi.json",
            title="Proxy Agent Platform",
            redoc_js_url=f"{assets}/redoc.standalone.js",
            redoc_favicon_url=f"{assets}/favicon.png",
            with_google_fonts=False,
        )

    pages: dict[str, Any] = {"/openapi.json": openapi, "/docs": docs, "/redoc": redoc}
    for path, page in pages.items():
        app.add_route(path, page, include_in_schema=False)
