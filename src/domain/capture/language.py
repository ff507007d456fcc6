"""Phrases that introduce, join, weigh or colour a thought: data only. A phrase is the folded words of its tokens."""

from src.domain.capture.model import ItemType, Priority
from src.domain.capture.tables import words_of

Phrase = tuple[str, ...]


def phrases(text: str) -> tuple[Phrase, ...]:
    """One phrase to a line, longest first, so that the first that fits is the whole of it."""
    lines = (tuple(line.split()) for line in text.strip().splitlines())
    return tuple(sorted(filter(None, lines), key=len, reverse=True))


LABELLED: dict[Phrase, ItemType] = {
    tuple(words.split()): kind
    for kind, lines in (
        (
            ItemType.GOAL,
            "goal|my goal|new goal|big goal|life goal|goal for this year|resolution|new year's resolution|target|goals|aim|objective|"
            "long term goal|long-term goal|career goal|fitness goal|savings goal|stretch goal|yearly goal",
        ),
        (
            ItemType.HABIT,
            "habit|new habit|habit idea|daily habit|routine|habits|morning habit|evening habit|tiny habit|weekly habit",
        ),
        (
            ItemType.SHOPPING,
            "shopping|shopping list|groceries|grocery list|grocery|grocery run|buy|to buy|need to buy|supermarket|store|shop|food shop|"
            "get from the shop|get from shop|need from the store|from the store|costco|tesco|aldi|lidl|target run|shopping run|"
            "add to shopping list|add to the shopping list|put on the shopping list|things to buy|at the store|from the shop|weekly shop",
        ),
        (
            ItemType.IDEA,
            "idea|thought|app idea|random idea|business idea|blog idea|blog post idea|story idea|gift idea|random thought|shower thought|"
            "project idea|startup idea|book idea|video idea|podcast idea|ideas|feature idea|wild idea|brainwave|present idea|silly idea|half-baked idea",
        ),
        (
            ItemType.NOTE,
            "note|note to self|nts|fyi|remember|reminder to self|fact|quote|lesson|til|for the record|memo|info|journal|diary|log|"
            "observation|noted|self-note|notes|nb|n.b|side note|learned|ref|brain note",
        ),
        (
            ItemType.TASK,
            "todo|to do|to-do|task|tasks|reminder|action|action item|next action|remind me|errand|chore|next step|urgent task|work task",
        ),
    )
    for words in lines.split("|")
}
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

FILLERS = phrases("""
remind me to
remind me 2
remind me that i need to
remind me about
remind me of
remind me that
remind me
reminder to
reminder 2
reminder that
reminder about
reminder
set a reminder to
set a reminder for
set reminder to
set a reminder
can you remind me to
could you remind me to
please remind me to
pls remind me to
nudge me to
nudge me about
ping me to
ping me about
poke me to
nag me to
nag me about
tell me to
don't forget to
dont forget to
don't forget about
dont forget about
don't forget
dont forget
do not forget to
don't let me forget to
dont let me forget to
don't let me forget
remember to
remember 2
i must remember to
must remember to
need to remember to
make sure to
make sure i
make sure that i
be sure to
note to self to
i need to
i really need to
i also need to
need to
needs to
i need 2
need 2
i have to
i've got to
i have got to
have to
got to
i gotta
gotta
i should
i should probably
should probably
i should really
really should
should
i must
must
i want to
i wanna
wanna
want to
i'd like to
i would like to
i ought to
i'm supposed to
supposed to
i'm meant to
i keep forgetting to
keep forgetting to
i always forget to
i forgot to
forgot to
i still need to
still need to
i still have to
still have to
i probably should
time to
it's time to
gonna
i'm going to
im going to
i'll
i will
let's
lets
we need to
we have to
we should
we should probably
ok brain
okay brain
ok so
okay so
ok
okay
right so
alright
so
um
uh
umm
er
hmm
hey
hi
oh
oh no
oh god
oh yeah
oh crap
crap
argh
ugh
ugh ok
btw
also
and also
plus
and
then
and then
oh and
oh also
brain dump
braindump
dump
brain
please
pls
plz
just
quick
note to self
actually
wait
anyway
basically
seriously
honestly
yo
can you
could you
can someone
first
firstly
next
second
finally
lastly
after that
omg
maybe
task
add
add a task to
create a task to
add task
new task
todo
to do
""")
"""Words at the front that only introduce the thought. See `lead_ins.py` for what must follow the short ones."""

COLON_FILLERS = words_of("""
    hey hi brain dump braindump task todo reminder next second first so right maybe add quick just wait actually
    remember finally
    """)
"""Fillers that are content unless a colon or comma, or a verb, follows."""

TRAILING_FILLERS = phrases("""
lol
haha
hahaha
lmao
ugh
argh
pls
plz
please
thx
thanks
ty
thank you
i guess
i think
or something
or whatever
tbh
smh
xx
ok
okay
""")

PRIORITIES: dict[Phrase, Priority] = {
    tuple(words.split()): level
    for level, lines in (
        (
            Priority.URGENT,
            "urgent|urgently|asap|a.s.a.p|super urgent|very urgent|top priority|highest priority|critical priority|priority 1|prio 1|"
            "right away|immediately|emergency|priority urgent|urgent priority",
        ),
        (
            Priority.HIGH,
            "high priority|high prio|hi prio|high-priority|important|very important|super important|priority 2|prio 2|priority high|prio high|really important",
        ),
        (
            Priority.MEDIUM,
            "medium priority|normal priority|mid priority|medium prio|priority 3|prio 3|priority medium|med priority|medium-priority",
        ),
        (
            Priority.LOW,
            "low priority|low prio|lo prio|low-priority|not urgent|no rush|no hurry|whenever|not important|priority 4|prio 4|priority low|"
            "not a priority|lowest priority|nice to have|no big rush|prio low",
        ),
    )
    for words in lines.split("|")
}
ENERGY_WORDS: dict[str, int] = {
    "low": 1,
    "lo": 1,
    "no": 1,
    "zero": 1,
    "medium": 2,
    "med": 2,
    "mid": 2,
    "moderate": 2,
    "some": 2,
    "high": 3,
    "hi": 3,
    "full": 3,
    "lots": 3,
}
FEELINGS: dict[str, int] = {
    word: level
    for level, words in (
        (
            1,
            "tired exhausted drained wiped wrecked knackered shattered sleepy fried foggy burnt burned dead sluggish depleted empty spent fatigued crashed crashing zonked low",
        ),
        (2, "okay ok meh alright average medium middling so-so"),
        (
            3,
            "energised energized energetic wired pumped hyped great amazing buzzing fresh rested motivated refreshed awake fantastic high",
        ),
    )
    for word in words.split()
}
GROCERIES = words_of("""
    milk eggs bread butter cheese yoghurt yogurt coffee tea bananas apples oranges lemons limes onions garlic
    potatoes tomatoes carrots spinach lettuce rice pasta flour sugar salt pepper oil oats cereal granola chicken
    beef mince bacon sausages fish tofu beans lentils chickpeas soup juice water wine beer snacks chocolate
    crisps chips biscuits cookies crackers toilet paper loo roll rolls kitchen towels tissues soap shampoo
    conditioner toothpaste toothbrush detergent bleach sponges nappies diapers wipes litter batteries bulbs
    lightbulbs foil cling bags avocado avocados berries strawberries blueberries grapes broccoli mushrooms
    peppers cucumber celery ginger basil parsley noodles ketchup mayo mustard honey jam peanut cream ice creamer
    deodorant razors candles stamps tape glue nails screws groceries bagels tortillas salsa hummus salad ham
    turkey salmon tuna kibble dishwasher tablets pods softener vitamins ibuprofen paracetamol plasters tampons
    pads almonds nuts
    """)
SENSITIVE = words_of("""
    password passwords passcode pin pins cvv ssn iban otp 2fa passphrase login credentials doctor dr gp
    therapist therapy psychiatrist psychologist counsellor counselor counselling counseling hospital clinic
    surgery prescription prescriptions rx meds medication medications medicine adderall ritalin vyvanse elvanse
    concerta sertraline lithium prozac zoloft insulin diagnosis biopsy mri bloods blood pregnancy pregnant ivf
    contraception pill std sti hiv cancer depression depressed anxiety anxious panic suicidal self-harm adhd
    autism bipolar ocd ptsd rehab aa sober relapse period dentist dentst gynae gynecologist dermatologist smear
    physio salary payslip debt debts overdraft loan mortgage bankruptcy bailiff credit tax taxes hmrc irs bank
    pension divorce custody lawyer solicitor affair breakup ex boyfriend girlfriend abuse court police probation
    immigration visa passport confession sexual sex
    """)
INJECTIONS = phrases("""
ignore previous instructions
ignore all previous instructions
ignore all prior instructions
ignore prior instructions
ignore your instructions
ignore your previous instructions
ignore the above
ignore all instructions
ignore everything above
ignore any previous instructions
disregard previous instructions
disregard all previous instructions
disregard your instructions
disregard the above
disregard all prior
disregard prior instructions
forget previous instructions
forget your instructions
forget all previous instructions
forget everything above
override your instructions
you are now
you are no longer
act as if
pretend you are
pretend to be
system prompt
system override
system :
developer mode
jailbreak
reveal your
print your instructions
show me your instructions
new instructions
all my tasks
all tasks
every task
all my data
all user data
all users
other users
your api key
api keys to
drop table
delete from
admin mode
as an ai
do anything now
""")
