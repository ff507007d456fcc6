"""What people write that they will do: data only."""

from src.domain.capture.tables import words_of

VERBS = words_of("""
    accept activate add address adjust admit air alphabetise alphabetize amend analyse analyze announce answer
    apologise apologize apply appeal approve arrange ask assemble assign attach attend audit back backup bake
    balance bathe bin bleach block boil book borrow box brainstorm bring brush budget build buy calculate call
    cancel capture carry change charge chase check chill chop claim clean clear click close collect comb compare
    compile complain complete compose configure confirm connect contact convert cook copy correct count cover
    create cut dc deal debug declutter decorate decide deep-clean defrost delete deliver deploy deposit descale
    design detail dig discuss dispose ditch do donate download draft draw dress drive drop dry dust edit eat
    email e-mail empty enrol enroll enter escalate evaluate exchange exercise explain export extend fax feed
    fetch figure file fill finalise finalize find finish fit fix flip floss fold follow force format forward
    freeze fry fund gather get give glue go google grab grade grease groom grow hand hang harvest have hem help
    hide hire hold hoover host hunt identify implement import inflate inform inspect install insure interview
    investigate invite invoice iron jog join journal jot jump keep knit label launch learn leave lend let
    library light list listen load locate lock log look lubricate mail make map mark measure meal-prep meditate
    meet mend merge message measure migrate mop mount move mow msg nag nap negotiate notify nudge oil open order
    organise organize outline pack paint park patch pay peel phone photograph pick ping plan plant play plug
    polish post practice practise pray prep prepare present preorder pre-order print proof proofread prune
    publish pump purchase put query quit raise rake read rearrange rebook recharge reconcile record recycle
    redeem redo reduce refactor refill refund register rehang reheat reinstall release relax remember remind
    remove rename renew rent reorder repair repaint replace replant reply report repot request reread research
    reschedule reserve reset resize respond rest restart restock restore return review rewatch rewrite ring
    rinse roast rotate run save scan schedule scrub seal search see sell send separate service set settle sew
    shampoo share sharpen shave ship shop shorten show shower shred sign simplify sketch skim sleep soak sort
    source speak split spray squeeze stain start steam stitch stop stretch strip study submit subscribe sue
    summarise summarize support swap sweep swim swing switch sync take talk tape teach tell test text thank thaw
    throw tidy tie top toss touch track trade train transfer translate transplant treat trim troubleshoot try
    tune turn type unblock unclog uninstall unload unpack unplug unsubscribe untangle update upgrade upload use
    vacuum verify visit void volunteer vote wait wake walk wash watch water wax weed weigh whatsapp wipe wire
    withdraw work wrap write zip apply rebook contest dispute txt cal ask invite swop nip pop ring drain descale
    feed cash sand varnish tile wallpaper hoover spritz worm deworm microchip mulch fertilise fertilize
    winterise winterize push pull bump poke hit hype line sit stand cross-check double-check touch-up follow-up
    grout caulk recaulk screen ice
    """)

STAND_ALONE = words_of("""
    shower bathe stretch meditate shave nap swim jog run exercise journal vacuum hoover mop iron tidy floss pray
    sleep eat cook clean study rest relax unpack pack vote budget walk read workout
    """)
"""Verbs that are a whole task by themselves."""

JOINT_FIRST = words_of("go come try sit stop stay wait run hurry nip pop")
"""'go and get milk' is one task."""

TALKING = words_of("""
    call email e-mail text message msg phone ring ask tell contact ping write speak txt meet see
    """)
INQUIRY = words_of("""
    ask tell see check find thank let say explain apologise apologize confirm discuss request wish warn remind
    congratulate
    """)
"""After talking, 'and ask about …' goes on about the same call."""

PRONOUNS = words_of("it them him her this that these those one")

MEDIA_VERBS = words_of("""
    read watch rewatch reread see stream listen play finish borrow return review buy order download book rent
    start record find get about recommend sing practice practise
    """)

PAST_VERBS = words_of("""
    said says told mentioned thinks thought reckons announced emailed texted moved was were is are isn't has had
    will won't would starts ends likes loves hates prefers lives works closes opens left felt hurt happened
    needs wants went cost costs expires smells smelled looks means keeps seems broke leaks cancelled canceled
    called asked forgot loved hated liked did didn't slept ate woke drank got can can't weighs takes
    """)

MEAL_EVENING = words_of("""
    dinner supper drinks party pub cinema movie movies gig concert theatre theater date takeaway film show doors
    curtain encore
    """)
MEAL_MORNING = words_of("breakfast standup stand-up school nursery sunrise brunch wake alarm")
"""Occasions that settle whether '7' is in the morning or in the evening."""


ARTICLES = words_of("the a an my our your his her their some that this these those")
"""Behind a verb they show that it is one."""
