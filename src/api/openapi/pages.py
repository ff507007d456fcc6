"""The files that `/docs` and `/redoc` need, served from here: a self-hosted server may have no way out."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

ASSETS = "/static/docs"


def mount_assets(app: FastAPI) -> str:
    """Serve Swagger UI and ReDoc from the wheel that carries them; the path they are at."""
    folder = Path(str(files("fastapi_offline"))) / "static"
    app.mount(ASSETS, StaticFiles(directory=folder), name="docs_assets")
    return ASSETS
