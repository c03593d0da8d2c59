"""Write all records as a fixture: one a line, with natural keys, sorted by noun and key. ``make fixtures`` calls it."""

from pathlib import Path

from django.core.management.base import BaseCommand

from ...models import PublicVersion
from ...publishing.releases.dump import PUBLIC_FIELDS, chunks, serialize_record, sorted_natural_keys, with_relations

VERSION_FIELDS = [field.name for field in PublicVersion._meta.fields if field.name != "id"]


class Command(BaseCommand):
    help = "Write every record of this database to a fixture file for loaddata."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="The file to write, for example fixtures/demo.jsonl.")

    def handle(self, *, path, **options):
        count = 0
        draft = path.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as out:
            for noun, fields in PUBLIC_FIELDS.items():
                for chunk in chunks(sorted_natural_keys(noun.objects)):
                    rows = with_relations(noun, noun.objects.all()).in_bulk([pk for _, pk in chunk])
                    for _, pk in chunk:
                        _drop_microseconds(rows[pk])
                        out.write(serialize_record(rows[pk], fields) + "\n")
                        count += 1
            for version in PublicVersion.objects.order_by("pk").iterator():
                version.at = version.at.replace(microsecond=0)
                out.write(serialize_record(version, VERSION_FIELDS) + "\n")
        draft.replace(path)
        self.stdout.write(f"{count} records written to {path}.")


def _drop_microseconds(record):
    """Drop fractions of a second, which databases write in different ways."""
    for name in ("created_at", "updated_at", "published_at"):
        if moment := getattr(record, name, None):
            setattr(record, name, moment.replace(microsecond=0))
