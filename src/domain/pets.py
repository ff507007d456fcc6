"""Rules about pets. Pure: no database, no clock, no I/O."""

from enum import StrEnum


class Species(StrEnum):
    DOG = "dog"
    CAT = "cat"
    DRAGON = "dragon"
    OWL = "owl"
    FOX = "fox"
