"""Rules of surprises. Pure: no database, no clock, no I/O."""

from enum import StrEnum


class BoxType(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
