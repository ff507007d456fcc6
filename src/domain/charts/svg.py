"""Writing SVG: elements, the frame around a picture, and its colours."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

STYLE = """
.picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px}
.picture .paper{fill:#fff}
.picture .heading{font-size:16px;font-weight:600;fill:#1f2430}
.picture .label{fill:#5a6270}
.picture .friendly{font-size:14px;fill:#5a6270}
.picture .grid,.picture .base{shape-rendering:crispEdges}
.picture .grid{stroke:#e6e9ee}
.picture .base{stroke:#b4bbc7}
.picture .column{fill:none;pointer-events:all}
.picture .bar,.picture .dot,.picture .shade{fill:currentColor}
.picture .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.picture .area{fill:currentColor;fill-opacity:.15}
.picture .shade-0{fill:#e9ecf1}
.picture .shade-1{fill-opacity:.3}
.picture .shade-2{fill-opacity:.52}
.picture .shade-3{fill-opacity:.76}
.picture .ahead{fill:none;stroke:#e6e9ee}
.picture.xp{color:#6b46e5}
.picture.tasks{color:#15803d}
.picture.focus{color:#1d63d8}
.picture.energy{color:#b45309}
.picture.streak{color:#c2410c}
@media (prefers-color-scheme:dark){
.picture .paper{fill:#14171f}
.picture .heading{fill:#eef1f6}
.picture .label,.picture .friendly{fill:#a3acbb}
.picture .grid,.picture .ahead{stroke:#2a2f3b}
.picture .base{stroke:#566072}
.picture .shade-0{fill:#252a35}
.picture.xp{color:#a78bfa}
.picture.tasks{color:#4ade80}
.picture.focus{color:#6ea8fe}
.picture.energy{color:#fbbf24}
.picture.streak{color:#fb923c}
}
"""


def element(name: str, *inner: str, **attributes: str | float) -> str:
    """An element around markup. `class_` and `text_anchor` are the attributes `class` and `text-anchor`."""
    written = "".join(f" {key.rstrip('_').replace('_', '-')}={_quoted(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(words: str, *, x: float, y: float, class_: str, text_anchor: str = "start") -> str:
    return element("text", escape(words), x=x, y=y, class_=class_, text_anchor=text_anchor)


def titled(title: str, *inner: str) -> str:
    """A part of the picture that says what it is when it is pointed at."""
    return element("g", element("title", escape(title)), *inner)


def number(value: float) -> str:
    """A coordinate to a hundredth, as short as it goes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def picture(
    kind: str, metric: str, parts: Iterable[str], *, title: str, description: str, size: tuple[int, int]
) -> str:
    """The whole document. Ids name kind and metric, so that pictures can stand side by side in one page."""
    width, height = size
    title_id, description_id = f"{kind}-{metric}-title", f"{kind}-{metric}-description"
    return element(
        "svg",
        element("title", escape(title), id=title_id),
        element("desc", escape(description), id=description_id),
        element("style", escape(STYLE)),
        element("rect", class_="paper", width=width, height=height, rx=8),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {metric}",
        role="img",
        aria_labelledby=f"{title_id} {description_id}",
        lang="en",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def _quoted(value: str | float) -> str:
    # Coordinates are most of a picture and need no escaping: a third of the time it takes to draw a year.
    return quoteattr(value) if isinstance(value, str) else f'"{number(value)}"'
