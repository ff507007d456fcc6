"""How a stranger tries each operation of the document on somebody else's rows."""

from dataclasses import dataclass, field
from typing import Any

from src.conftest import PASSWORD

WORD = "saffron"
"""Stands in every text of Alice's and in nobody else's."""


@dataclass(frozen=True)
class Call:
    """One try of Bob's. `<alice_task>` in paths, queries and bodies stands for an id; so does `<bob_task>`."""

    operation_id: str
    path: dict[str, str] = field(default_factory=dict)
    json: Any = None
    query: dict[str, str] = field(default_factory=dict)
    status: int = 404
    by_somebody_new: bool = False


ALICES = {"task_id": "<alice_task>"}
BOBS = {"task_id": "<bob_task>"}
STEP = {"step_id": "<alice_step>"}
PROJECT = {"project_id": "<alice_project>"}
CAPTURED = {"capture_id": "<alice_capture>"}
SYNCED = [
    {"client_id": "1", "type": "status", "task_id": "<alice_task>", "status": "done"},
    {"client_id": "2", "type": "status", "task_id": "<alice_child>", "status": "todo", "expected_version": 1},
    {"client_id": "3", "type": "step", "step_id": "<alice_step>", "is_completed": True},
]
CALLS = [
    *[Call(name, status=200) for name in ("welcome", "health", "ready", "metrics")],
    Call("register", json={"username": "Alice", "email": "x@example.com", "password": PASSWORD}, status=409),
    Call("login", json={"username": "alice", "password": "not-her-password"}, status=401),
    Call("refresh", json={"refresh_token": "not-her-token"}, status=401),
    Call("logout", status=200, by_somebody_new=True),
    Call("get_profile", status=200),
    Call("update_profile", json={"email": "ALICE@example.com"}, status=409),
    Call("change_password", json={"current_password": "wrong", "new_password": "kettle-plum-harbour"}, status=403),
    Call("list_sessions", status=200),
    Call("end_session", {"session_id": "<alice_session>"}),
    Call("create_token", json={"name": "mine", "scopes": ["tasks:read"]}, status=201),
    Call("list_tokens", status=200),
    Call("revoke_token", {"token_id": "<alice_token>"}),
    Call("create_socket_ticket", status=201),
    Call("delete_account", json={"password": PASSWORD}, status=204, by_somebody_new=True),
    Call("export_account", status=200),
    Call("create_task", json={"title": "mine", "user_id": "<alice>"}, status=403),
    Call("create_task", json={"title": "mine", "project_id": "<alice_project>"}),
    Call("create_task", json={"title": "mine", "zone_id": "<alice_zone>"}),
    Call("create_task", json={"title": "mine", "parent_id": "<alice_task>"}),
    Call("list_tasks", status=200),
    Call("list_tasks", query={"q": WORD}, status=200),
    Call("list_tasks", query={"project_id": "<alice_project>"}, status=200),
    Call("list_tasks", query={"zone_id": "<alice_zone>"}, status=200),
    Call("list_tasks", query={"parent_id": "<alice_task>"}, status=200),
    Call("list_tasks", query={"tags": WORD}, status=200),
    Call("list_tasks", query={"user_id": "<alice>"}, status=403),
    Call("search_tasks", query={"q": WORD}, status=200),
    Call("search_tasks", query={"q": WORD[:-1] + "m"}, status=200),
    Call("task_stats", status=200),
    Call("list_estimates", status=200),
    Call("estimate_task", ALICES),
    Call("update_tasks", json={"task_ids": ["<alice_task>"], "updates": {"title": "mine"}}, status=200),
    Call("update_tasks", json={"task_ids": ["<bob_task>"], "updates": {"project_id": "<alice_project>"}}),
    Call("update_tasks", json={"task_ids": ["<bob_task>"], "updates": {"parent_id": "<alice_task>"}}),
    Call("get_task", ALICES),
    Call("update_task", ALICES, {"title": "mine"}),
    Call("update_task", ALICES, {}),
    Call("update_task", ALICES, {"status": "done"}),
    Call("update_task", BOBS, {"project_id": "<alice_project>"}),
    Call("update_task", BOBS, {"zone_id": "<alice_zone>"}),
    Call("update_task", BOBS, {"parent_id": "<alice_task>"}),
    *[Call("set_task_status", ALICES, {"status": each}) for each in ("todo", "in_progress", "blocked", "done")],
    Call("delete_task", ALICES),
    Call("restore_task", ALICES),
    Call("restore_task", {"task_id": "<alice_binned>"}),
    Call("get_task_tree", ALICES),
    Call("list_micro_steps", ALICES),
    Call("add_micro_step", ALICES, {"description": "mine"}),
    Call("list_comments", ALICES),
    Call("add_comment", ALICES, {"content": "mine"}),
    Call("update_comment", ALICES | {"comment_id": "<alice_comment>"}, {"content": "mine"}),
    Call("update_comment", BOBS | {"comment_id": "<alice_comment>"}, {"content": "mine"}),
    Call("delete_comment", ALICES | {"comment_id": "<alice_comment>"}),
    Call("delete_comment", BOBS | {"comment_id": "<alice_comment>"}),
    Call("add_dependency", ALICES | {"other_id": "<bob_task>"}),
    Call("add_dependency", BOBS | {"other_id": "<alice_task>"}),
    Call("remove_dependency", ALICES | {"other_id": "<alice_child>"}),
    Call("remove_dependency", BOBS | {"other_id": "<alice_task>"}),
    Call("complete_micro_step", STEP),
    Call("complete_micro_step", STEP, {"actual_minutes": 3}),
    Call("uncomplete_micro_step", STEP),
    Call("complete_micro_step_v1", STEP),
    Call("decompose_micro_step", STEP),
    Call("decompose_micro_step", {"step_id": "<alice_decomposed>"}),
    Call("micro_step_feedback", STEP, {"verdict": "too_large"}),
    Call("list_splitting_habits", status=200),
    Call("forget_splitting_habits", status=204, by_somebody_new=True),
    Call("split_task", ALICES),
    Call("split_task", ALICES, {"force": True}),
    Call("split_task_v1", ALICES),
    Call("capture", json={"text": "mine"}, status=200, by_somebody_new=True),
    Call("capture", json={"text": "mine", "user_id": "<alice>"}, status=403),
    Call("list_captures", status=200),
    Call("list_captures", query={"status": "saved"}, status=200),
    Call("get_capture", CAPTURED),
    Call("delete_capture", CAPTURED),
    Call("reparse_capture", CAPTURED),
    Call("undo_capture", CAPTURED),
    Call("clarify_capture", json={"capture_id": "<alice_capture>"}),
    Call("clarify_capture", json={"capture_id": "<alice_capture>", "answers": {"title": "mine"}}),
    Call("clarify_capture", json={"text": f"the thing at 7 #{WORD}"}, status=200, by_somebody_new=True),
    Call("save_capture", json={"capture_id": "<alice_capture>"}),
    Call("save_capture", json={"capture_id": "<bob_capture>", "items": [{"item_id": "<alice_item>"}]}),
    Call("capture_stats", status=200),
    Call("capture_stats_of_user", {"user_id": "<alice>"}, status=403),
    Call("list_capture_lessons", status=200),
    Call("forget_capture_lesson", {"lesson_id": "<alice_lesson>"}),
    Call("forget_capture_lessons", status=204, by_somebody_new=True),
    Call("create_project", json={"name": "mine"}, status=201),
    Call("list_projects", status=200),
    Call("get_project", PROJECT),
    Call("update_project", PROJECT, {"name": "mine"}),
    Call("update_project", PROJECT, {}),
    Call("delete_project", PROJECT),
    Call("project_analytics", PROJECT),
    Call("create_pet", json={"species": "cat", "name": "mine"}, status=201, by_somebody_new=True),
    Call("create_pet", json={"species": "cat", "name": "mine", "user_id": "<alice>"}, status=403),
    Call("get_my_pet"),
    Call("get_pet", {"pet_id": "<alice_pet>"}),
    Call("rename_pet", json={"name": "mine"}),
    *[Call(name) for name in ("feed_pet", "play_with_pet", "evolve_pet")],
    Call("list_pet_species", status=200),
    Call("check_ritual", status=200),
    Call("complete_ritual", json={"focus_task_1_id": "<alice_task>"}),
    Call("complete_ritual", json={"focus_task_1_id": "<bob_task>", "focus_task_2_id": "<alice_task>"}),
    Call("complete_ritual", json={"skipped": True, "user_id": "<alice>"}, status=403),
    Call("get_ritual_today", status=200),
    Call("take_back_ritual"),
    Call("ritual_stats", status=200),
    Call("preview_evening", status=200),
    Call("close_evening", json={"tasks": [{"task_id": "<alice_task>", "action": "drop"}]}),
    Call("undo_evening", status=409),
    *[Call(name, status=200) for name in ("list_achievements", "list_badges", "list_themes")],
    Call("use_theme", json={"theme": "aurora"}),
    Call("preview_fresh_start", status=200),
    Call("fresh_start", json={"keep": ["<alice_task>"]}, status=200),
    Call("undo_fresh_start", json={"sweep_id": "<alice_sweep>"}),
    Call("undo_fresh_start", status=409),
    Call("mobile_today", status=200),
    Call("sync_mobile", json={"operations": SYNCED}, status=200, by_somebody_new=True),
    *[Call(name, status=200) for name in ("list_zones", "compass_progress")],
    Call("create_zone", json={"name": "mine", "icon": "🌿", "color": "#22c55e"}, status=201),
    Call("get_zone", {"zone_id": "<alice_zone>"}),
    Call("update_zone", {"zone_id": "<alice_zone>"}, {"name": "mine"}),
    Call("update_zone", {"zone_id": "<alice_zone>"}, {}),
    Call("list_events", status=200),
]
