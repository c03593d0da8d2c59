"""Follow-ups that moved to another commitment before their names were kept get redirects from the old names.

The rows of history tell which public follow-up had which number of which commitment. A name that another follow-up has
now stays with that one.
"""

from django.conf import settings
from django.db import migrations


def add_redirects(apps, schema_editor):
    Redirect = apps.get_model("redirects", "Redirect")
    slugs = dict(apps.get_model("initiatives", "Commitment").objects.values_list("pk", "slug"))
    rows = apps.get_model("initiatives", "FollowUp").objects.values_list("pk", "commitment_id", "number")
    now = {pk: (commitment, number) for pk, commitment, number in rows}
    taken = set(now.values())
    then = apps.get_model("initiatives", "HistoricalFollowUp").objects.exclude(published_at=None).order_by("history_id")
    old = {(commitment, number): pk for pk, commitment, number in then.values_list("id", "commitment_id", "number")}
    for (commitment, number), pk in old.items():
        if pk in now and commitment in slugs and (commitment, number) not in taken:
            paths = [f"/commitments/{slugs[key]}/#follow-up-{n}" for key, n in ((commitment, number), now[pk])]
            Redirect.objects.get_or_create(site_id=settings.SITE_ID, old_path=paths[0], defaults={"new_path": paths[1]})


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0005_history_changes"), ("redirects", "0002_alter_redirect_new_path_help_text")]

    operations = [migrations.RunPython(add_redirects, migrations.RunPython.noop, elidable=True)]
