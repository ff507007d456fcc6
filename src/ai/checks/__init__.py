"""Decides whether what a model answers may take the place of the offline draft. Pure: no network, no clock.

Each check answers the domain's own value, or raises `Refused`; it raises nothing else for any answer.
"""

from src.ai.checks.items import checked_items
from src.ai.checks.refused import Refused
from src.ai.checks.saying import checked_question
from src.ai.checks.steps import checked_split

__all__ = ["Refused", "checked_items", "checked_question", "checked_split"]
