"""Phrases that only introduce or close a thought: data only."""

from src.domain.capture.tables import phrases, words_of

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
someone should really
someone should
someone really should
someone needs to
someone really needs to
somebody should really
somebody should
somebody needs to
somebody really needs to
i keep meaning to
keep meaning to
i've been meaning to
ive been meaning to
been meaning to
i keep forgetting about
keep forgetting about
i keep forgetting
keep forgetting
i'm gonna
im gonna
ive got to
ive gotta
i've gotta
gotta remember to
i need to remember to
oh and i need to
don't let me forget about
dont let me forget
do not let me forget to
do not forget
you know what
i mean
i also have to
i also should
we also need to
we gotta
we've got to
i better
i'd better
id better
had better
i really should
i really must
i really have to
i really gotta
i desperately need to
i swear i need to
wait also
wait i also need to
oh wait
oh shoot
oh shit
shit
crud
omfg
oof
aargh
hang on
i need 2
need 2
i have to
i've got to
i have got to
have to
got to
i gotta
i have a
i have an
i've got a
i've got an
we have a
there's a
got a
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
we really should
we really need to
ok brain
okay brain
ok so
okay so
ok
okay
right so
right
yeah
well
alright
so
um
uh
uhh
uhm
oh right
ok right
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
can u
cn u
could u
cud u
would you
will you
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
    remember finally yeah well
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
