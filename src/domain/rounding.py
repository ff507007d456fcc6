"""Exact arithmetic for numbers that people see: halves round up, and 0.1 means one tenth."""

from fractions import Fraction


def exact(value: float) -> Fraction:
    """The decimal number that `value` was written as: 0.1 is 1/10, not its neighbour in binary."""
    return Fraction(str(value))


def half_up(value: Fraction) -> int:
    """`value` to the nearest integer, halves upwards (2.5 is 3), where `round` would go to the even neighbour."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def one_decimal(value: Fraction) -> float:
    """`value` with one decimal, halves upwards."""
    return half_up(value * 10) / 10
