"""Parsed items as the JSON of the API contract."""

from dataclasses import asdict

from src.domain.capture.model import ParsedItem


def as_contract_dict(item: ParsedItem) -> dict[str, object]:
    """Exactly the contract's fields of an item: dates as YYYY-MM-DD, times as HH:MM."""
    return {
        "type": item.type.value,
        "title": item.title,
        "due_date": item.due_date.isoformat() if item.due_date else None,
        "due_time": item.due_time.strftime("%H:%M") if item.due_time else None,
        "start_date": item.start_date.isoformat() if item.start_date else None,
        "recurrence": item.recurrence,
        "recurrence_from": item.recurrence_from.value,
        "due_role": item.due_role.value,
        "priority": item.priority.value if item.priority else None,
        "tags": list(item.tags),
        "project_hint": item.project_hint,
        "estimated_minutes": item.estimated_minutes,
        "energy_required": item.energy_required,
        "delegate_to": item.delegate_to,
        "is_sensitive": item.is_sensitive,
        "wants_split": item.wants_split,
        "confidence": item.confidence,
        "needs_confirmation": item.needs_confirmation,
        "spans": [asdict(span) for span in item.spans],
    }
