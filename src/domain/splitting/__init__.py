"""The offline task splitter: small, visible first steps from the words of a task, without a network.

Pure functions over patterns kept as data. `split` cuts a task, `decompose` one step, `learn` takes in how steps went.
"""

from .habits import KindHabit, StepHabits, StepSample, Verdict, learn
from .models import DelegationMode, LeafType, Split, SplitMethod, Step
from .smaller import decompose
from .splitter import LOW_ENERGY, cap_for, kind_of, split
from .templates import (
    TaskTemplate,
    TemplateCategory,
    TemplateStep,
    built_in_templates,
    matching_template,
    template_steps,
)

__all__ = [
    "LOW_ENERGY",
    "DelegationMode",
    "KindHabit",
    "LeafType",
    "Split",
    "SplitMethod",
    "Step",
    "StepHabits",
    "StepSample",
    "TaskTemplate",
    "TemplateCategory",
    "TemplateStep",
    "Verdict",
    "built_in_templates",
    "cap_for",
    "decompose",
    "kind_of",
    "learn",
    "matching_template",
    "split",
    "template_steps",
]
