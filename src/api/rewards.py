"""Rewards: surprises on top of certain pay, and rewards you promise yourself."""

from typing import Annotated

from fastapi import Query, Request, Response

from src.api.edge import caller_of, check_same_user, json_answer, module_router, service, uow_of
from src.schemas.rewards import (
    BoxPage,
    ClaimAnswer,
    ClaimRequest,
    CustomRewardCreate,
    CustomRewardList,
    CustomRewardRead,
    CustomRewardUpdate,
    Odds,
    OpenBox,
    OpenedBox,
    RedemptionAnswer,
    RedemptionPage,
)
from src.services.custom_rewards import CustomRewardService
from src.services.mystery_boxes import BoxService
from src.services.rewards import RewardService, odds
from src.services.xp import XpService

router = module_router("/api/rewards", module="rewards", tag="Rewards")

Rewards = Annotated[RewardService, service(RewardService)]
Boxes = Annotated[BoxService, service(BoxService)]
Custom = Annotated[CustomRewardService, service(CustomRewardService)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.post("/claim", operation_id="claim_reward", response_model=ClaimAnswer)
async def claim_reward(wanted: ClaimRequest, rewards: Rewards, request: Request) -> Response:
    """Draw the surprise of a task that you completed, once for each completion; a second draw is a 409.

    The completion has paid its XP already. The draw adds to it: most often nothing, sometimes a lot, and 15 of 100
    times a mystery box. `GET /api/rewards/odds` says how often what comes.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await rewards.claim(wanted.task_id, wanted.reward_type))


@router.get("/odds", operation_id="reward_odds", response_model=Odds)
async def reward_odds(rewards: Rewards) -> Response:
    """What is drawn how often, and how to check a draw by its seed."""
    return json_answer(odds())


@router.post("/mystery-box", operation_id="open_mystery_box", response_model=OpenedBox)
async def open_mystery_box(wanted: OpenBox, boxes: Boxes, request: Request) -> Response:
    """Open your oldest closed box of a type; without one it is a 409."""
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await boxes.open(wanted.box_type, XpService(uow_of(request))))


@router.get("/boxes", operation_id="list_mystery_boxes", response_model=BoxPage)
async def list_mystery_boxes(boxes: Boxes, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Your boxes, the newest first, and how many are still closed."""
    return json_answer(await boxes.page(limit=limit, offset=offset))


@router.get("/custom", operation_id="list_custom_rewards", response_model=CustomRewardList)
async def list_custom_rewards(custom: Custom) -> Response:
    """What you promised yourself, and what there is to spend."""
    return json_answer(await custom.everything())


@router.post("/custom", status_code=201, operation_id="create_custom_reward", response_model=CustomRewardRead)
async def create_custom_reward(wanted: CustomRewardCreate, custom: Custom) -> Response:
    """Promise yourself something: "30 minutes of gaming" for 100 XP."""
    return json_answer(await custom.create(wanted), status=201)


@router.get("/custom/{reward_id}", operation_id="get_custom_reward", response_model=CustomRewardRead)
async def get_custom_reward(reward_id: str, custom: Custom) -> Response:
    """One of your own rewards."""
    return json_answer(await custom.get(reward_id))


@router.put("/custom/{reward_id}", operation_id="update_custom_reward", response_model=CustomRewardRead)
async def update_custom_reward(reward_id: str, wanted: CustomRewardUpdate, custom: Custom) -> Response:
    """Change the fields you send. What was redeemed before keeps its name and price."""
    return json_answer(await custom.update(reward_id, wanted))


@router.delete("/custom/{reward_id}", status_code=204, operation_id="remove_custom_reward")
async def remove_custom_reward(reward_id: str, custom: Custom) -> None:
    """Put a reward of your own away."""
    await custom.remove(reward_id)


@router.post(
    "/custom/{reward_id}/redeem", status_code=201, operation_id="redeem_reward", response_model=RedemptionAnswer
)
async def redeem_reward(reward_id: str, custom: Custom) -> Response:
    """Give yourself what you promised. Its price leaves what you can spend; your total and level stay.

    409 when there is not enough to spend yet.
    """
    return json_answer(await custom.redeem(reward_id), status=201)


@router.get("/redemptions", operation_id="list_redemptions", response_model=RedemptionPage)
async def list_redemptions(custom: Custom, limit: Limit = 50, offset: Offset = 0) -> Response:
    """What you gave yourself, the newest first."""
    return json_answer(await custom.history(limit=limit, offset=offset))


@router.post("/redemptions/{redemption_id}/undo", operation_id="undo_redemption", response_model=RedemptionAnswer)
async def undo_redemption(redemption_id: str, custom: Custom) -> Response:
    """It did not come to it: the price returns to what you can spend, once."""
    return json_answer(await custom.take_back(redemption_id))
