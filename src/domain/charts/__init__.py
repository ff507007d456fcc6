"""Pictures of progress as SVG. Pure: no database, no clock, no I/O.

They hold no script, no link and no text of anybody's, follow the light or dark of whoever looks, and say in words
what they show.
"""

from src.domain.charts.daily import chart
from src.domain.charts.heatmap import heatmap
from src.domain.charts.metrics import Metric
from src.domain.charts.svg import STYLE

__all__ = ["STYLE", "Metric", "chart", "heatmap"]
