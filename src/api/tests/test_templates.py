"""Templates over HTTP: made, found, changed, applied, shared, and the built-in ones that stay."""

import asyncio
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.domain.templates import MOST_TEMPLATES
from src.testing.queries import counted

AT = "/api/templates"
STEPS = [
    {"description": "Read about {topic}", "estimated_minutes": 25, "leaf_type": "digital", "icon": "📖"},
    {"description": "Write down three things", "short_label": "Three things", "estimated_minutes": 10},
]
TALK = {"name": "Talk on {topic}", "description": "For {whom}", "category": "Academic", "icon": "🎤", "steps": STEPS}
WHO = {"topic": "owls", "whom": "Mia"}
BUILT_IN = f"{AT}/builtin-weekly-review"


async def made(person: Person, **fields: Any) -> dict[str, Any]:
    answer = await person.post(AT, json={**TALK, **fields})
    assert answer.status_code == 201, answer.text
    template: dict[str, Any] = answer.json()
    return template


async def applied(person: Person, template_id: str, **fields: Any) -> dict[str, Any]:
    answer = await person.post(f"{AT}/{template_id}/apply", json=fields)
    assert answer.status_code == 201, answer.text
    task: dict[str, Any] = answer.json()
    return task


async def listed(person: Person, **query: Any) -> list[str]:
    answer = await person.get(AT, params=query)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["templates"]]


async def events(person: Person) -> list[str]:
    found = (await person.get("/api/events", params={"since": 0, "limit": 1000})).json()["events"]
    return [each["type"] for each in found if each["entity_type"] == "template"]


async def test_a_template_comes_back_as_it_was_made(alice: Person) -> None:
    template = await made(alice)

    assert (await alice.get(f"{AT}/{template['template_id']}")).json() == template
    assert {name: template[name] for name in ("name", "description", "category", "icon")} == {
        name: value for name, value in TALK.items() if name != "steps"
    }
    assert [step["step_order"] for step in template["steps"]] == [1, 2]
    assert template["steps"][0] == {
        "step_id": template["steps"][0]["step_id"], "step_order": 1, "short_label": None, **STEPS[0],
    }  # fmt: skip
    assert (template["estimated_minutes"], template["variables"]) == (35, ["topic", "whom"])
    assert (template["created_by"], template["is_built_in"], template["use_count"]) == (alice.user_id, False, 0)
    assert (template["is_public"], template["share_code"]) == (False, None)


async def test_the_order_of_the_list_counts_whatever_step_order_says(alice: Person) -> None:
    steps = [{"description": "first", "step_order": 9}, {"description": "second", "step_order": 1}]

    template = await made(alice, steps=steps)

    assert [(step["step_order"], step["description"]) for step in template["steps"]] == [(1, "first"), (2, "second")]


@pytest.mark.parametrize(
    ("change", "location"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"category": "Fun"}, "category"),
        ({"steps": []}, "steps"),
        ({"steps": [{"description": "x"}] * 21}, "steps"),
        ({"steps": [{"description": "x", "estimated_minutes": 60}] * 20}, "steps"),
        ({"steps": [{"description": "x", "estimated_minutes": 61}]}, "steps.0.estimated_minutes"),
        ({"steps": [{"description": "x", "estimated_minutes": 0}]}, "steps.0.estimated_minutes"),
        ({"steps": [{"description": "x" * 501}]}, "steps.0.description"),
        ({"steps": [{"description": "x", "short_label": "x" * 101}]}, "steps.0.short_label"),
        ({"steps": [{"description": "x", "leaf_type": "human"}]}, "steps.0.leaf_type"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_bad_input_is_named(alice: Person, change: dict[str, Any], location: str) -> None:
    refused_field(await alice.post(AT, json={**TALK, **change}), f"body.{location}")
    own = await made(alice)
    refused_field(await alice.put(f"{AT}/{own['template_id']}", json=change), f"body.{location}")


async def test_twenty_steps_of_an_hour_less_what_a_task_cannot_hold_fit(alice: Person) -> None:
    steps = [{"description": f"part {number}", "estimated_minutes": 60} for number in range(16)]
    template = await made(alice, name="Long", description="", steps=steps)

    task = await applied(alice, template["template_id"])

    assert len(task["micro_steps"]) == 97
    assert sum(step["estimated_minutes"] for step in task["micro_steps"]) == 16 * 60


async def test_untouched_fields_survive_and_steps_are_replaced_as_a_whole(alice: Person) -> None:
    before = await made(alice)
    at = f"{AT}/{before['template_id']}"

    renamed = (await alice.put(at, json={"name": "Speech", "icon": None})).json()
    steps = [before["steps"][1], {"description": "New", "step_id": before["steps"][1]["step_id"]}]
    after = (await alice.put(at, json={"steps": steps})).json()

    assert renamed == {**before, "name": "Speech", "icon": None, "variables": ["whom", "topic"],
                       "updated_at": renamed["updated_at"]}  # fmt: skip
    assert [step["description"] for step in after["steps"]] == ["Write down three things", "New"]
    assert after["steps"][0]["step_id"] == before["steps"][1]["step_id"] != after["steps"][1]["step_id"]
    assert (after["estimated_minutes"], after["name"]) == (15, "Speech")
    assert (await alice.put(at, json={"description": None})).json()["description"] == "For {whom}"
    assert (await alice.put(at, json={})).json()["name"] == "Speech"


async def test_steps_replaced_by_many_at_once_are_those_of_one_of_them(alice: Person) -> None:
    template = await made(alice)
    at = f"{AT}/{template['template_id']}"

    def body(number: int) -> dict[str, Any]:
        return {"steps": [{"description": f"{number}.{place}"} for place in range(3)]}

    answers = await asyncio.gather(*(alice.put(at, json=body(number)) for number in range(12)))

    assert {answer.status_code for answer in answers} == {200}
    last = [step["description"] for step in (await alice.get(at)).json()["steps"]]
    assert last in [[step["description"] for step in body(number)["steps"]] for number in range(12)]


async def test_a_deleted_template_is_gone_and_its_tasks_stay(alice: Person) -> None:
    template = await made(alice, is_public=True)
    at = f"{AT}/{template['template_id']}"
    task = await applied(alice, template["template_id"], variables=WHO)

    assert (await alice.delete(at)).status_code == 204

    problem(await alice.get(at), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.delete(at), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.get(f"{AT}/shared/{template['share_code']}"), 404, "RESOURCE_NOT_FOUND")
    assert len((await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()["micro_steps"]) == 5
    tables = (await alice.get("/api/auth/account/export")).json()["tables"]
    assert tables["template_steps"] == tables["template_uses"] == []


async def test_the_list_holds_own_ones_and_the_built_in_five(alice: Person, bob: Person) -> None:
    await made(bob, name="Bob's")
    for name in ("Pack", "Äpfel"):
        await made(alice, name=name, category="Health", description="A bag by the door")
    await applied(alice, "builtin-weekly-review")

    everything = (await alice.get(AT)).json()

    assert (everything["total"], everything["has_more"], everything["next_offset"]) == (7, False, None)
    assert [each["name"] for each in everything["templates"]][:3] == ["Äpfel", "Pack", "Homework Assignment"]
    assert await listed(alice, category="Health") == ["Äpfel", "Pack"]
    assert await listed(alice, category=["Work", "Academic"]) == [
        "Homework Assignment", "Email Inbox Zero", "Weekly Review",
    ]  # fmt: skip
    assert await listed(alice, q="BAG äpf") == ["Äpfel"]
    assert await listed(alice, is_built_in=False) == ["Äpfel", "Pack"]
    assert len(await listed(alice, is_built_in=True)) == 5
    assert (await listed(alice, sort="-use_count"))[:2] == ["Weekly Review", "Äpfel"]
    assert (await listed(alice, sort="name"))[0] == "Creative Project Kickoff"
    assert (await listed(alice, sort="created_at"))[-2:] == ["Pack", "Äpfel"]
    page = (await alice.get(AT, params={"limit": 3, "offset": 3})).json()
    assert (len(page["templates"]), page["total"], page["has_more"], page["next_offset"]) == (3, 7, True, 6)


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"sort": "icon"}, {"category": "Fun"}])
async def test_a_query_out_of_range_is_refused(alice: Person, query: dict[str, Any]) -> None:
    problem(await alice.get(AT, params=query), 422, "INVALID_INPUT")


async def test_a_template_learns_from_what_was_finished_and_unlearns_what_was_taken_back(alice: Person) -> None:
    template = await made(alice)
    at = f"{AT}/{template['template_id']}"
    tasks = []
    for hours in (0.5, 1.0, 2.0):
        task = await applied(alice, template["template_id"], variables=WHO)
        await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"actual_hours": hours, "status": "done"})
        tasks.append(task["task_id"])

    learned = (await alice.get(at)).json()
    await alice.patch(f"/api/v2/tasks/{tasks[0]}/status", json={"status": "todo"})
    unlearned = (await alice.get(at)).json()

    assert (learned["measured_count"], learned["typical_minutes"]) == (3, 60)
    assert (unlearned["measured_count"], unlearned["typical_minutes"]) == (2, None)
    listed = {each["template_id"]: each for each in (await alice.get(AT)).json()["templates"]}
    assert listed[template["template_id"]]["measured_count"] == 2


async def test_a_list_takes_as_many_queries_for_one_template_as_for_fifty(database: Database, alice: Person) -> None:
    await made(alice)
    with counted(database) as few:
        await alice.get(AT)
    for number in range(49):
        await made(alice, name=f"{number}")

    with counted(database) as many:
        answer = await alice.get(AT)

    assert len(answer.json()["templates"]) == 50
    assert many.count == few.count == 4


async def test_a_template_is_read_in_four_queries_and_applied_in_as_many_for_any_number_of_uses(
    database: Database, alice: Person
) -> None:
    template = await made(alice)
    with counted(database) as reading:
        await alice.get(f"{AT}/{template['template_id']}")
    await applied(alice, template["template_id"], variables=WHO)
    counts = []
    for _ in range(2):
        with counted(database) as applying:
            await applied(alice, template["template_id"], variables=WHO)
        counts.append(applying.count)

    assert reading.count == 4
    assert counts[0] == counts[1]


async def test_applying_makes_a_task_with_steps_of_at_most_ten_minutes(alice: Person) -> None:
    template = await made(alice)
    project = (await alice.post("/api/v2/projects", json={"name": "School"})).json()
    zone = (await alice.get("/api/compass/zones")).json()["zones"][0]
    where = {"project_id": project["project_id"], "zone_id": zone["zone_id"]}

    task = await applied(alice, template["template_id"], variables=WHO, due_date="2030-05-01", **where)

    assert (task["title"], task["description"], task["task_source"]) == ("Talk on owls", "For Mia", "template")
    assert {name: task[name] for name in where} == where
    assert (task["due_date"], task["estimated_hours"], task["custom_emoji"]) == ("2030-05-01", 0.5833, "🎤")
    assert [(step["step_number"], step["estimated_minutes"], step["description"]) for step in task["micro_steps"]] == [
        (1, 2, "Read about owls – part 1 of 4"),
        (2, 8, "Read about owls – part 2 of 4"),
        (3, 8, "Read about owls – part 3 of 4"),
        (4, 7, "Read about owls – part 4 of 4"),
        (5, 10, "Write down three things"),
    ]
    assert {step["emoji"] for step in task["micro_steps"][:4]} == {"📖"}
    assert {step["leaf_type"] for step in task["micro_steps"][:4]} == {"digital"}
    assert (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json() == task


async def test_splitting_a_task_made_from_a_template_answers_the_steps_of_the_template(alice: Person) -> None:
    task = await applied(alice, "builtin-homework-assignment")

    split = (await alice.post(f"/api/v2/tasks/{task['task_id']}/split")).json()

    assert split["micro_steps"] == task["micro_steps"]
    assert (split["split_method"], split["total_minutes"]) == ("template", 60)


@pytest.mark.parametrize(
    ("key", "minutes"),
    [("homework-assignment", 60), ("morning-routine", 30), ("email-inbox-zero", 25),
     ("creative-project-kickoff", 45), ("weekly-review", 20)],
)  # fmt: skip
async def test_every_built_in_template_can_be_read_applied_and_copied(alice: Person, key: str, minutes: int) -> None:
    template = (await alice.get(f"{AT}/builtin-{key}")).json()

    task = await applied(alice, template["template_id"], title="Mine {today}")
    copy = (await alice.post(f"{AT}/{template['template_id']}/copy")).json()

    assert (template["is_built_in"], template["is_public"], template["created_by"]) == (True, True, "system")
    assert template["estimated_minutes"] == minutes
    assert task["title"] == "Mine {today}"
    assert sum(step["estimated_minutes"] for step in task["micro_steps"]) == minutes
    assert all(1 <= step["estimated_minutes"] <= 10 for step in task["micro_steps"])
    assert (copy["is_built_in"], copy["created_by"], copy["name"]) == (False, alice.user_id, template["name"])
    assert [step["estimated_minutes"] for step in copy["steps"]] == [
        step["estimated_minutes"] for step in template["steps"]
    ]
    assert (await alice.get(f"{AT}/{template['template_id']}")).json()["use_count"] == 1


async def test_the_built_in_ones_stay_as_they_are(alice: Person) -> None:
    for answer in (
        await alice.put(BUILT_IN, json={"name": "Mine"}),
        await alice.put(BUILT_IN, json={}),
        await alice.delete(BUILT_IN),
        await alice.post(f"{BUILT_IN}/share"),
        await alice.delete(f"{BUILT_IN}/share"),
    ):
        problem(answer, 403, "FORBIDDEN")


async def test_variables_that_are_left_out_are_named_and_others_passed_over(alice: Person) -> None:
    template = await made(alice)
    at = f"{AT}/{template['template_id']}/apply"

    refused = await alice.post(at, json={"variables": {"weather": "rain"}})

    assert problem(refused, 422, "INVALID_INPUT")["missing"] == ["topic", "whom"]
    refused_field(refused, "variables.topic")
    assert "topic, whom" in refused.json()["detail"]
    assert problem(await alice.post(at), 422, "INVALID_INPUT")["missing"] == ["topic", "whom"]
    task = await applied(alice, template["template_id"], variables={**WHO, "weather": "rain"})
    assert task["title"] == "Talk on owls"
    assert (await alice.get(f"{AT}/{template['template_id']}")).json()["use_count"] == 1


@pytest.mark.parametrize(
    "body",
    [{"variables": {"topic": ""}}, {"variables": {"topic": 3}}, {"variables": {"topic": "x" * 201}}, {"title": " "},
     {"variables": {f"n{number}": "x" for number in range(51)}}, {"due_date": "soon"}, {"minutes": 5}],
)  # fmt: skip
async def test_applying_with_bad_input_is_refused(alice: Person, body: dict[str, Any]) -> None:
    problem(await alice.post(f"{BUILT_IN}/apply", json=body), 422, "INVALID_INPUT")


async def test_a_text_that_variables_make_too_long_is_refused(alice: Person) -> None:
    template = await made(alice, name="{a} {b}", description="")

    answer = await alice.post(
        f"{AT}/{template['template_id']}/apply", json={"variables": {"a": "x" * 200, "b": "x" * 200, "topic": "x"}}
    )

    refused_field(answer, "variables")


async def test_values_are_text_and_never_read_again(alice: Person) -> None:
    template = await made(alice, description="{{topic}} {topic}")

    task = await applied(alice, template["template_id"], variables={"topic": "{whom} {{x}}"})

    assert task["title"] == "Talk on {whom} {{x}}"
    assert task["description"] == "{topic} {whom} {{x}}"


async def test_fifty_applications_at_once_are_counted(alice: Person) -> None:
    own = await made(alice, steps=[{"description": "Go"}], description="", name="Go")

    keys = [own["template_id"], "builtin-weekly-review"] * 25
    answers = await asyncio.gather(*(alice.post(f"{AT}/{key}/apply") for key in keys))

    assert {answer.status_code for answer in answers} == {201}
    for key in set(keys):
        assert (await alice.get(f"{AT}/{key}")).json()["use_count"] == 25


async def test_a_repeated_application_makes_one_task(alice: Person) -> None:
    key = {"Idempotency-Key": "monday"}

    answers = [await alice.post(f"{BUILT_IN}/apply", json={}, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert (await alice.get(BUILT_IN)).json()["use_count"] == 1


async def test_a_task_becomes_a_template_with_its_steps(alice: Person) -> None:
    task = await alice.task("Pack {bag}", description="For {Rome}", custom_emoji="🧳")
    at = f"/api/v2/tasks/{task['task_id']}/micro-steps"
    step = {"description": "Fold {shirts}", "short_label": "Fold", "estimated_minutes": 7, "leaf_type": "physical"}
    await alice.post(at, json={**step, "emoji": "👕"})
    await alice.post(at, json={"description": "Close it"})

    answer = await alice.post(f"{AT}/from-task/{task['task_id']}", json={"category": "Personal"})

    template = answer.json()
    assert answer.status_code == 201
    assert (template["variables"], template["icon"], template["category"]) == ([], "🧳", "Personal")
    assert [(each["short_label"], each["estimated_minutes"], each["icon"]) for each in template["steps"]] == [
        ("Fold", 7, "👕"), (None, 5, None),
    ]  # fmt: skip
    again = await applied(alice, template["template_id"])
    assert (again["title"], again["description"]) == ("Pack {bag}", "For {Rome}")
    assert again["micro_steps"][0]["description"] == "Fold {shirts}"


@pytest.mark.parametrize(("hours", "minutes"), [(None, 10), (0.5, 30), (40, 60), (0.001, 1)])
async def test_a_task_without_steps_gives_one_step(alice: Person, hours: float | None, minutes: int) -> None:
    task = await alice.task("Water the plants", estimated_hours=hours, leaf_type="physical")
    wanted = {"category": "Personal", "name": "Plants of {room}", "description": "", "icon": "🪴", "is_public": True}

    template = (await alice.post(f"{AT}/from-task/{task['task_id']}", json=wanted)).json()

    assert {name: template[name] for name in wanted} == wanted
    (step,) = template["steps"]
    assert (step["description"], step["estimated_minutes"], step["leaf_type"]) == (
        "Water the plants", minutes, "physical",
    )  # fmt: skip


async def test_a_task_of_more_steps_than_a_template_holds_is_refused(alice: Person) -> None:
    task = await alice.task()
    for number in range(21):
        await alice.post(f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": f"{number}"})

    refused = await alice.post(f"{AT}/from-task/{task['task_id']}", json={"category": "Work"})

    assert problem(refused, 409, "CONFLICT") == {"step_count": 21, "limit": 20}
    refused_field(await alice.post(f"{AT}/from-task/{task['task_id']}", json={}), "body.category")


async def test_a_copy_goes_its_own_way(alice: Person) -> None:
    template = await made(alice, is_public=True)
    at = f"{AT}/{template['template_id']}"

    copy = (await alice.post(f"{at}/copy", json={"name": "Second"})).json()
    await alice.put(at, json={"steps": [{"description": "Other"}]})

    assert (copy["name"], copy["share_code"], copy["is_public"], copy["use_count"]) == ("Second", None, False, 0)
    kept = (await alice.get(f"{AT}/{copy['template_id']}")).json()
    assert [step["description"] for step in kept["steps"]] == [step["description"] for step in STEPS]
    assert (await alice.post(f"{at}/copy")).json()["name"] == TALK["name"]


async def test_a_code_lets_others_see_and_copy_and_says_nothing_of_its_owner(alice: Person, bob: Person) -> None:
    template = await made(alice)
    at = f"{AT}/{template['template_id']}"

    shared = (await alice.post(f"{at}/share")).json()
    again = (await alice.post(f"{at}/share")).json()
    code = shared["share_code"]
    seen = await bob.get(f"{AT}/shared/{code.lower().replace('-', '')}")
    taken = (await bob.post(f"{AT}/import", json={"share_code": f" {code.lower()} "})).json()

    assert again["share_code"] == code
    assert (shared["is_public"], len(code), code[4]) == (True, 9, "-")
    assert seen.status_code == 200
    assert set(seen.json()) == {"name", "description", "category", "icon", "estimated_minutes", "share_code",
                                "variables", "steps"}  # fmt: skip
    ids = [alice.user_id, "alice", template["template_id"], *(step["step_id"] for step in template["steps"])]
    assert not [each for each in ids if each in seen.text or each in str(taken)]
    assert (taken["created_by"], taken["name"], taken["share_code"]) == (bob.user_id, TALK["name"], None)
    assert [step["description"] for step in taken["steps"]] == [step["description"] for step in STEPS]
    assert (await bob.delete(at)).status_code == 404


async def test_a_code_taken_back_leads_nowhere(alice: Person, bob: Person) -> None:
    template = await made(alice, is_public=True)
    at, code = f"{AT}/{template['template_id']}", template["share_code"]

    for _ in range(2):
        assert (await alice.delete(f"{at}/share")).status_code == 204

    problem(await bob.get(f"{AT}/shared/{code}"), 404, "RESOURCE_NOT_FOUND")
    problem(await bob.post(f"{AT}/import", json={"share_code": code}), 404, "RESOURCE_NOT_FOUND")
    assert (await alice.get(at)).json()["is_public"] is False
    public = (await alice.put(at, json={"is_public": True})).json()
    assert public["is_public"]
    assert public["share_code"] not in {None, code}
    assert (await alice.put(at, json={"is_public": False})).json()["share_code"] is None


@pytest.mark.parametrize("code", ["2222-2222", "ßßßßßßßß", "--------", "K7QF 2MXD"])
async def test_a_wrong_code_is_not_found(alice: Person, code: str) -> None:
    problem(await alice.get(f"{AT}/shared/{code}"), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.post(f"{AT}/import", json={"share_code": code}), 404, "RESOURCE_NOT_FOUND")


async def test_sharing_at_once_gives_one_code(alice: Person) -> None:
    template = await made(alice)

    answers = await asyncio.gather(*(alice.post(f"{AT}/{template['template_id']}/share") for _ in range(20)))

    assert len({answer.json()["share_code"] for answer in answers}) == 1


async def test_a_code_that_is_taken_is_drawn_again(alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB", *["AAAA-AAAA"] * 5])
    monkeypatch.setattr("src.services.templates.random_code", lambda: next(codes))

    first, second = await made(alice, is_public=True), await made(bob, is_public=True)
    third = await made(bob)

    assert (first["share_code"], second["share_code"]) == ("AAAA-AAAA", "BBBB-BBBB")
    problem(await bob.post(f"{AT}/{third['template_id']}/share"), 409, "CONFLICT")


async def test_two_hundred_templates_are_the_most(alice: Person) -> None:
    template = await made(alice, is_public=True)
    copies = [alice.post(f"{AT}/{template['template_id']}/copy") for _ in range(MOST_TEMPLATES + 2)]

    answers = await asyncio.gather(*copies)

    assert sorted(answer.status_code for answer in answers) == [201] * (MOST_TEMPLATES - 1) + [409] * 3
    assert problem(await alice.post(AT, json=TALK), 409, "CONFLICT") == {"limit": MOST_TEMPLATES}
    problem(await alice.post(f"{AT}/import", json={"share_code": template["share_code"]}), 409, "CONFLICT")


async def test_every_change_is_told_once(alice: Person) -> None:
    template = await made(alice)
    at = f"{AT}/{template['template_id']}"
    await alice.put(at, json={"name": "Other", "steps": [{"description": "Go"}]})
    await alice.put(at, json={})
    for _ in range(2):
        await alice.post(f"{at}/share")
    for _ in range(2):
        await alice.delete(f"{at}/share")
    await applied(alice, template["template_id"], variables=WHO)
    await alice.delete(at)

    told = await events(alice)

    assert told == ["template_created", *["template_updated"] * 3, "template_deleted"]


async def test_strangers_and_nobody_reach_nothing(alice: Person, bob: Person, anonymous: httpx2.AsyncClient) -> None:
    template = await made(alice)
    task = await alice.task()
    at = f"{AT}/{template['template_id']}"
    tries: list[tuple[str, str, Any]] = [
        ("GET", at, None),
        ("PUT", at, {"name": "mine"}),
        ("DELETE", at, None),
        ("POST", f"{at}/apply", {"variables": WHO}),
        ("POST", f"{at}/copy", {}),
        ("POST", f"{at}/share", None),
        ("DELETE", f"{at}/share", None),
        ("POST", f"{AT}/from-task/{task['task_id']}", {"category": "Work"}),
    ]
    for method, path, body in tries:
        sent = {} if body is None else {"json": body}
        problem(await bob.call(method, path, **sent), 404, "RESOURCE_NOT_FOUND")
        problem(await anonymous.request(method, path, **sent), 401, "UNAUTHORIZED")
    for method, path in (("GET", AT), ("POST", AT), ("GET", f"{AT}/shared/AAAA-AAAA"), ("POST", f"{AT}/import")):
        problem(await anonymous.request(method, path), 401, "UNAUTHORIZED")

    assert (await alice.get(at)).json() == template


async def test_created_by_and_user_id_can_only_be_oneself(alice: Person, bob: Person) -> None:
    assert (await made(alice, created_by=alice.user_id))["created_by"] == alice.user_id
    problem(await alice.post(AT, json={**TALK, "created_by": bob.user_id}), 403, "FORBIDDEN")
    problem(await alice.post(f"{BUILT_IN}/apply", json={"user_id": bob.user_id}), 403, "FORBIDDEN")
    await applied(alice, "builtin-weekly-review", user_id=alice.user_id)
