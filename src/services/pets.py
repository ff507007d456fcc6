"""Use cases of pets."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from src.core.errors import Conflict, NotFound
from src.database.models import PetMeal, UserPet
from src.database.unit_of_work import Event, UnitOfWork
from src.domain import pets as rules
from src.domain.pets import Needs
from src.repositories.pets import PetRepository
from src.schemas.pets import PetCreate, PetRead
from src.services.ledger import Heights
from src.services.motivation import Motivation

LINE_LASTS = timedelta(hours=3)


class PetIsThere(Conflict):
    """Everybody has one pet."""


class NotReadyToEvolve(Conflict):
    """A pet evolves at levels 5 and 10, one stage at a time."""


class PetService:
    """A pet grows with its person's efforts, and waits without."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.pets = PetRepository(uow)

    async def mine(self) -> UserPet:
        """The owner's pet.

        Raises:
            NotFound: there is none yet.
        """
        found = await self.pets.mine()
        if found is None:
            raise NotFound("pet", "mine")
        return found

    async def get(self, pet_id: str) -> UserPet:
        return await self.pets.get(pet_id)

    async def find_shown(self) -> dict[str, Any] | None:
        """The pet as other screens show it; None without one. One query."""
        found = await self.pets.mine()
        return None if found is None else self.shown(found).model_dump(mode="json")

    async def adopt(self, wanted: PetCreate) -> UserPet:
        """Give a pet a home.

        Raises:
            PetIsThere: there is one already.
        """
        now = self.uow.now()
        pet = UserPet(
            user_id=self.uow.owner_id, species=wanted.species, name=wanted.name, measured_at=now, visited_at=now
        )
        if not await self.uow.add_new(pet):
            raise PetIsThere("You have a pet already.")
        self._tell(pet, "adopted")
        return pet

    async def rename(self, name: str) -> UserPet:
        await self._held()
        return self._tell(await self.pets.set({"name": name}), "renamed")

    async def feed(self) -> UserPet:
        """A treat: it is fuller."""
        return await self._cared_for("fed", "fed_at", fullness=rules.TREAT)

    async def play(self) -> UserPet:
        """A game: it is happier."""
        return await self._cared_for("played", "played_at", happiness=rules.GAME)

    async def evolve(self) -> UserPet:
        """Into the next stage, once.

        Raises:
            NotReadyToEvolve: its level is too low, or it is grown up.
        """
        pet = await self.mine()
        stage = rules.next_stage(pet.evolution_stage, rules.level_of(pet.xp))
        evolved = stage and await self.pets.evolve(
            from_stage=pet.evolution_stage, to_stage=stage, needed_xp=rules.xp_of_level(rules.STAGE_LEVELS[stage])
        )
        if evolved:
            self.uow.shared(Motivation)
            self.uow.shared(Heights).reach("reached:pet_stage", evolved.evolution_stage)
        else:
            wanted = rules.STAGE_LEVELS.get(pet.evolution_stage + 1)
            detail = "It is grown up." if wanted is None else f"It can evolve from level {wanted} on."
            raise NotReadyToEvolve(detail, level=rules.level_of(pet.xp), evolution_stage=pet.evolution_stage)
        return self._tell(evolved, "evolved")

    async def eat(self, source: str, source_id: str, xp: int) -> None:
        """Let the pet, if there is one, eat what one effort paid; once, by the ledger's own key."""
        if xp <= 0:
            return
        pet = await self.pets.hold()
        if pet is None:
            return
        needs = self._needs(pet)
        fullness, happiness = rules.meal_of(xp)
        after = needs.with_gains(fullness=fullness, happiness=happiness)
        meal = PetMeal(
            user_id=self.uow.owner_id,
            source=source,
            source_id=source_id,
            pet_id=pet.pet_id,
            xp=xp,
            fullness_gain=after.fullness - needs.fullness,
            happiness_gain=after.happiness - needs.happiness,
            eaten_at=self.uow.now(),
        )
        if await self.uow.add_new(meal):
            fed = await self._measured(after, more_xp=xp)
            level = rules.level_of(fed.xp)
            self.uow.shared(Heights).reach("reached:pet_level", level)
            if level > pet.highest_level:  # each level once, however often it is reached
                fed = await self.pets.set({"highest_level": level})
                self._tell(fed, "grown")
            else:
                self._tell(fed, "ate")

    async def give_back(self, source: str, source_id: str) -> None:
        """Take back what the pet ate of one effort; what it has become stays."""
        pet = await self.pets.hold()
        meal = pet and await self.pets.take_meal(source, source_id)
        if pet and meal:
            before = self._needs(pet).with_gains(fullness=-meal.fullness_gain, happiness=-meal.happiness_gain)
            self._tell(await self._measured(before, more_xp=-meal.xp), "gave_back")

    async def _held(self) -> UserPet:
        found = await self.pets.hold()
        if found is None:
            raise NotFound("pet", "mine")
        return found

    async def _cared_for(self, what: str, when: str, **gains: float) -> UserPet:
        pet = await self._held()
        needs = self._needs(pet).with_gains(**gains)
        return self._tell(await self._measured(needs, also=when), what)

    async def _measured(self, needs: Needs, *, more_xp: int = 0, also: str | None = None) -> UserPet:
        now = self.uow.now()
        values: dict[str, Any] = {"fullness": needs.fullness, "happiness": needs.happiness}
        values.update(dict.fromkeys(["measured_at", "visited_at", *([also] if also else [])], now))
        return await self.pets.set(values, more_xp=more_xp)

    def _needs(self, pet: UserPet) -> Needs:
        return Needs(pet.fullness, pet.happiness).after(self.uow.now() - pet.measured_at)

    def _tell(self, pet: UserPet, what: str) -> UserPet:
        shown = self.shown(pet)
        fields = {"pet_id", "name", "species", "level", "xp", "xp_to_next_level", "hunger", "happiness", "mood"}
        more = {"evolution_stage", "stage_name", "emoji", "can_evolve", "says"}
        self.uow.emit(
            Event("pet_updated", "pet", pet.pet_id, {"what": what, **shown.model_dump(include=fields | more)})
        )
        return pet

    def shown(self, pet: UserPet) -> PetRead:
        """The pet as it is now: needs, mood and what it says are worked out here."""
        now = self.uow.now()
        needs, level = self._needs(pet), rules.level_of(pet.xp)
        species = rules.Species(pet.species)
        card = rules.cards()[species]
        mood = rules.mood_of(needs, now - (pet.visited_at or pet.created_at))
        return PetRead(
            pet_id=pet.pet_id,
            species=species,
            name=pet.name,
            level=level,
            xp=pet.xp,
            xp_to_next_level=rules.xp_to_next_level(pet.xp),
            hunger=round(needs.fullness),
            happiness=round(needs.happiness),
            evolution_stage=pet.evolution_stage,
            stage_name=card.stages[pet.evolution_stage - 1],
            emoji=card.emoji[pet.evolution_stage - 1],
            mood=mood,
            needs_attention=rules.would_enjoy_company(needs),
            can_evolve=rules.next_stage(pet.evolution_stage, level) is not None,
            says=rules.line_of(species, mood, int(now.timestamp() // LINE_LASTS.total_seconds())),
            created_at=pet.created_at,
        )


def species_cards() -> Sequence[rules.SpeciesCard]:
    """Every species, with how it looks at each stage."""
    return list(rules.cards().values())
