"""What the simulated person has on their mind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirstTask:
    """A task that is there from the first day."""

    title: str
    priority: str
    hours: float | None
    energy: int | None
    due_in_days: int | None
    tag: str
    recurrence: str | None = None


FIRST_TASKS = (
    FirstTask("File my taxes", "urgent", 2.0, 3, 3, "admin"),
    FirstTask("Write the quarterly report", "high", 3.0, 3, 6, "work"),
    FirstTask("Call the dentist", "medium", 0.25, 1, 1, "health"),
    FirstTask("Clean the kitchen", "medium", 0.5, 2, 0, "home"),
    FirstTask("Water the plants", "low", 0.25, 1, 1, "home", "FREQ=DAILY;INTERVAL=2"),
    FirstTask("Reply to Jonas", "high", 0.25, 2, 0, "work"),
    FirstTask("Sort the photos", "low", 2.0, 2, None, "home"),
    FirstTask("Read two chapters for the course", "medium", 1.0, 2, 8, "study"),
    FirstTask("Plan Mum's birthday", "high", 1.0, 2, 10, "family"),
    FirstTask("Fix the bike light", "low", 0.5, 1, None, "home"),
)
DUMPS = (
    "buy oat milk tomorrow; call the bank about the card p2 ~20m",
    "idea: a shelf behind the door. book train tickets by friday ~30m",
    "every monday take out the bins ~10m; water filter is empty",
    "ask Selma to send the slides; finish the slides by thursday p1 ~2h",
    "vet appointment for the cat next week; note: the heating man comes at 10",
    "low energy today; buy stamps",
    "sign the form for school tomorrow p2 ~15m; goal: run five kilometres",
    "pay the phone bill by the 28th; return the parcel ~30m",
)
INTERRUPTIONS = ("phone", "a message", "an idea", "somebody at the door", "hungry")
SKIP_REASONS = ("too_big", "no_energy", "wrong_place", "not_now", "not_important")
GOOD_THINGS = ("Started before I felt like it.", "A walk at noon.", "The call was short.", "I asked for help.")
