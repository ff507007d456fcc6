"""Queries of compass zones."""

from src.database.models import CompassZone
from src.repositories.base import OwnedRepository


class ZoneRepository(OwnedRepository[CompassZone]):
    """Parts of the owner's life."""
