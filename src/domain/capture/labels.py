"""Phrases that say what kind a thought is: data only."""

from src.domain.capture.model import ItemType
from src.domain.capture.tables import Phrase, by_phrase, phrases

LABELLED: dict[Phrase, ItemType] = by_phrase(
    {
        ItemType.GOAL: """
            goal | my goal | new goal | big goal | life goal | goal for this year | resolution | new
            year's resolution | target | goals | aim | objective | long term goal | long-term goal |
            career goal | fitness goal | savings goal | stretch goal | yearly goal
            """,
        ItemType.HABIT: """
            habit | new habit | habit idea | daily habit | routine | habits | morning habit |
            evening habit | tiny habit | weekly habit
            """,
        ItemType.SHOPPING: """
            shopping | shopping list | groceries | grocery list | grocery | grocery run | buy | to
            buy | need to buy | supermarket | store | shop | food shop | get from the shop | get
            from shop | need from the store | from the store | costco | tesco | aldi | lidl | target
            run | shopping run | add to shopping list | add to the shopping list | put on the
            shopping list | things to buy | at the store | from the shop | weekly shop
            """,
        ItemType.IDEA: """
            idea | thought | app idea | random idea | business idea | blog idea | blog post idea |
            story idea | gift idea | random thought | shower thought | project idea | startup idea |
            book idea | video idea | podcast idea | ideas | feature idea | wild idea | brainwave |
            present idea | silly idea | half-baked idea
            """,
        ItemType.NOTE: """
            note | note to self | nts | fyi | remember | reminder to self | fact | quote | lesson |
            til | for the record | memo | info | journal | diary | log | observation | noted |
            self-note | notes | nb | n.b | side note | learned | ref | brain note
            """,
        ItemType.TASK: """
            todo | to do | to-do | task | tasks | reminder | action | action item | next action |
            remind me | errand | chore | next step | urgent task | work task
            """,
    }
)
"""What a word with a colon behind it makes of the thought."""
GOAL_OPENINGS = phrases("""
my goal is to
goal is to
the goal is to
my goal this year is to
my aim is to
my resolution is to
i'm aiming to
i am aiming to
aiming to
aim to
my dream is to
work towards
working towards
long term i want to
this year i want to
i want to be able to
my new year's resolution is to
""")
HABIT_OPENINGS = phrases("""
build a habit of
build the habit of
make a habit of
make it a habit to
get in the habit of
get into the habit of
start a habit of
new habit of
i want to start a habit of
i want to get into the habit of
i want to build a habit of
start the habit of
""")
IDEA_OPENINGS = phrases("""
what if
wouldn't it be
would be cool to
it would be cool to
it'd be cool to
could be fun to
it'd be fun to
would be fun to
how about
what about
maybe we could
we could
imagine
i wonder if
wouldn't it be cool if
wouldn't it be fun
""")
"""These words stay in the title; they only say what kind of thought it is."""
SOMEDAY_OPENINGS = phrases("""
someday
some day
someday maybe
someday/maybe
maybe someday
maybe one day
one day i want to
one day i'd like to
one day i'd love to
one day
someday i want to
someday i'd like to
someday i'd love to
i'd love to someday
eventually
at some point
bucket list
when i have time
when i get time
when i have the time
when i get a chance
if i ever have time
if i ever get time
in another life
""")
SOMEDAY_ENDINGS = phrases("""
someday
some day
someday maybe
one day
one of these days
eventually
at some point
when i have time
when i get time
when i get a chance
when i get round to it
when i get around to it
if i ever have time
in the future
when things calm down
""")
SPLIT_OPENINGS = phrases("""
break down
help me break down
please break down
can you break down
split up
split into steps
break into steps
help me start
help me with
too big
big project
overwhelmed by
overwhelmed with
i'm overwhelmed by
where do i start with
where do i even start with
i don't know where to start with
don't know where to start with
idk where to start with
idk how to start
not sure where to start with
need steps for
steps for
make a plan for
chunk
split
decompose
""")
SPLIT_ENDINGS = phrases("""
break it down
break this down
break down
split it up
split this up
into steps
in small steps
into small steps
into smaller steps
step by step
needs breaking down
where do i start
where do i even start
""")
