"""Pets: they grow with what you do, and they wait."""

from typing import Annotated

from fastapi import Request

from src.api.edge import caller_of, check_same_user, module_router, service
from src.schemas.pets import PetCreate, PetRead, PetUpdate, SpeciesList, SpeciesRead
from src.services.pets import PetService, species_cards

router = module_router("/api/pets", module="pets", tag="Pets")

Pets = Annotated[PetService, service(PetService)]


@router.post("", status_code=201, operation_id="create_pet")
async def create_pet(wanted: PetCreate, pets: Pets, request: Request) -> PetRead:
    """Give a pet a home. Everybody has one; a second is answered 409.

    Every task and step that you complete feeds it the XP it paid. It grows with that alone: reaching level L takes
    `50 * L²` XP (200 for level 2, 1,250 for 5, 5,000 for 10). It never dies and it keeps what it has become.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return pets.shown(await pets.adopt(wanted))


@router.get("", operation_id="get_my_pet")
async def get_my_pet(pets: Pets) -> PetRead:
    """Your pet as it is now. 404 without one."""
    return pets.shown(await pets.mine())


@router.put("", operation_id="rename_pet")
async def rename_pet(wanted: PetUpdate, pets: Pets) -> PetRead:
    """Give it another name."""
    return pets.shown(await pets.rename(wanted.name))


@router.get("/species", operation_id="list_pet_species")
async def list_pet_species(pets: Pets) -> SpeciesList:
    """Who is looking for a home, and what they become."""
    return SpeciesList(species=[SpeciesRead.model_validate(each) for each in species_cards()])


@router.post("/feed", operation_id="feed_pet")
async def feed_pet(pets: Pets) -> PetRead:
    """A treat: 15 points fuller."""
    return pets.shown(await pets.feed())


@router.post("/play", operation_id="play_with_pet")
async def play_with_pet(pets: Pets) -> PetRead:
    """A game: 15 points happier."""
    return pets.shown(await pets.play())


@router.post("/evolve", operation_id="evolve_pet")
async def evolve_pet(pets: Pets) -> PetRead:
    """Into its next stage: teen from level 5, adult from level 10. Before that 409 names the level."""
    return pets.shown(await pets.evolve())


@router.get("/{pet_id}", operation_id="get_pet")
async def get_pet(pet_id: str, pets: Pets) -> PetRead:
    """One pet of yours by its id."""
    return pets.shown(await pets.get(pet_id))
