"""How much each part of a score can weigh. The tops add up to 100."""

from datetime import timedelta

from src.domain.tasks import Priority

URGENCY = 3.5
"""Points for each point of the urgency score (0-10): at most 35."""

DUE_CURVE: tuple[tuple[float, float], ...] = (
    (0, 9.5), (24, 8.0), (48, 7.0), (72, 6.0), (168, 4.0), (336, 2.0), (720, 0.5), (2160, 0.0),
)  # fmt: skip
"""`(hours of slack, urgency)`; straight lines between them."""
PAST = 10.0
SAID_URGENT: dict[Priority, float] = {Priority.URGENT: 6.0}
"""Urgency that a priority says by itself, whatever the date."""
CLOCK_HOURS_PER_HOUR_OF_WORK = 3.0
"""Eight hours of work fill a day of twenty-four: so much earlier a long task gets urgent."""
MOST_HOURS_OF_WORK = 40.0

IMPORTANCE: dict[Priority, float] = {Priority.LOW: 2, Priority.MEDIUM: 8, Priority.HIGH: 14, Priority.URGENT: 20}
GOAL = 3.0
MOST_IMPORTANCE = 20.0

CHOSEN_TODAY = 15.0
CHOSEN_YESTERDAY = 5.0

ENERGY_BY_GAP: dict[int, float] = {-2: 3, -1: 6, 0: 10, 1: -4, 2: -8}
"""By how much more the task asks for than there is."""
ENERGY_UNTOLD = 4.0
USUAL_ENERGY = 2

FITS = 6.0
LENGTH_UNKNOWN = 2.0
FITS_NOT = -4.0
SITTING_MINUTES = 120
"""Nobody does more than this in one sitting: a longer task fits when a sitting of it fits."""
SHORT_MINUTES = 30
EVENING_MINUTES = 240

BALANCE = 4.0

JUST_AT_IT = 10.0
BEGUN_TODAY = 8.0
BEGUN = 5.0
STEPS_DONE = 5.0
SAME_ZONE = 2.0
STEP_READY = 1.0
MOST_MOMENTUM = 10.0
JUST = timedelta(hours=2)
LATELY = timedelta(hours=24)

SKIP = -10.0
NOT_IMPORTANT = 1.5
SKIP_HALF_LIFE = timedelta(hours=36)
MOST_SKIPS = -30.0

HIGHEST = 100.0
LOWEST = min(ENERGY_BY_GAP.values()) + FITS_NOT + MOST_SKIPS + IMPORTANCE[Priority.LOW]
