"""Each row of history gets the identity of the change that it is part of.

Rows of the time before are joined as they were read until now, and for the last time: what one person saved of a record
and its parts within three seconds of the save before was one change; a change of the editorial state begins a new one.
"""

import datetime as dt
import uuid
from collections import defaultdict

from django.db import migrations, models

import initiatives.models.history_row

OWNERS = {
    "membership": ("grouping", "grouping_id"),
    "participation": ("commitment", "commitment_id"),
    "followup": ("commitment", "commitment_id"),
    "searchlogentry": ("commitment", "commitment_id"),
}
"""The noun that a part belongs to, and the column that says to which record."""
NOUNS = ("state", "technology", "source", "grouping", "summit", "statement", "commitment", *OWNERS)
ONE_CHANGE = dt.timedelta(seconds=3)
BATCH = 500


def join(apps, schema_editor):
    rows = defaultdict(list)
    for noun in NOUNS:
        whole, column = OWNERS.get(noun, (noun, "id"))
        for row in apps.get_model("initiatives", f"Historical{noun}")._base_manager.order_by("history_id").iterator():
            rows[whole, getattr(row, column)].append((row.history_date, noun in OWNERS, noun, row.history_id, row))
    for events in rows.values():
        states, last = {}, None
        for _date, _is_part, noun, _pk, row in sorted(events, key=lambda event: event[:-1]):
            state = getattr(row, "state", "")
            is_moved = states.get((noun, row.id), state) != state
            is_joined = last and not is_moved and row.history_user_id == last.history_user_id
            is_joined = is_joined and row.history_date - last.history_date <= ONE_CHANGE
            row.change = last.change if is_joined else uuid.uuid4()
            states[noun, row.id], last = state, row
    for noun in NOUNS:
        model = apps.get_model("initiatives", f"Historical{noun}")
        found = [event[-1] for events in rows.values() for event in events if event[2] == noun]
        model._base_manager.bulk_update(found, ["change"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0004_public_versions")]

    operations = [
        *(
            migrations.AddField(f"historical{noun}", "change", models.UUIDField(null=True, editable=False))
            for noun in NOUNS
        ),
        migrations.RunPython(join, migrations.RunPython.noop, elidable=True),
        *(
            migrations.AlterField(
                f"historical{noun}",
                "change",
                models.UUIDField(default=initiatives.models.history_row.current_change, editable=False),
            )
            for noun in NOUNS
        ),
    ]
