"""Answers that are pictures: SVG that nothing can run in."""

import hashlib
from base64 import b64encode
from typing import Annotated, Any

from fastapi import Header, Response

from src.api.edge import has_tag
from src.domain.charts import STYLE

_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; sandbox",
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}},
    304: {"description": "The picture you have still holds."},
}
"""`responses` of a route that answers a picture."""
IfNoneMatch = Annotated[
    str | None, Header(max_length=1000, description="`ETag` of the picture you have: 304 while it still holds")
]


def picture_answer(svg: str, if_none_match: str | None) -> Response:
    """An SVG document that only its person may keep, or 304 when they have this very one."""
    body = svg.encode()
    headers = {**HEADERS, "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
    if has_tag(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="image/svg+xml")
