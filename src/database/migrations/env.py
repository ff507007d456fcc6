"""Alembic's entry: always runs on the connection that `src.database.schema` opened."""

from typing import Any, Literal

from alembic import context

from src.database.models import Base
from src.database.schema import belongs_to_models

connection = context.config.attributes["connection"]


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Name our column types through their module."""
    if kind == "type" and type(item).__module__ == "src.database.types":
        autogen_context.imports.add("from src.database import types")
        return f"types.{type(item).__name__}()"
    return False


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=belongs_to_models,
    render_as_batch=connection is not None and connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=True,
)
context.run_migrations()
