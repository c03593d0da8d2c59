"""Write the record as a fixture: a record a line, natural keys, sorted by noun and key. ``make fixtures`` calls it."""

from pathlib import Path

from django.core import serializers
from django.core.management.base import BaseCommand

from ...models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchRecord,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)

NOUNS = (
    State,
    Technology,
    Source,
    Grouping,
    Membership,
    Summit,
    Statement,
    Commitment,
    Participation,
    FollowUp,
    SearchRecord,
)


class Command(BaseCommand):
    help = "Write every record of this database to a fixture file that loaddata reads."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="The file to write, for example fixtures/demo.jsonl.")

    def handle(self, *, path, **options):
        count = 0
        draft = path.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as out:
            for noun in NOUNS:
                for record in sorted(_rows(noun), key=lambda record: [str(part) for part in record.natural_key()]):
                    _whole_seconds(record)
                    line = serializers.serialize(
                        "jsonl",
                        [record],
                        use_natural_primary_keys=True,
                        use_natural_foreign_keys=True,
                        ensure_ascii=False,
                        fields=_fields(noun),
                    )
                    out.write(line.strip() + "\n")
                    count += 1
        draft.replace(path)
        self.stdout.write(f"{count} records written to {path}.")


def _rows(noun):
    relations = [field.name for field in noun._meta.fields if field.is_relation]
    return noun.objects.select_related(*relations)


def _fields(noun):
    """Every column but the account of who searched, which is nobody's business outside."""
    return [field.name for field in (*noun._meta.fields, *noun._meta.many_to_many) if field.name != "done_by"]


def _whole_seconds(record):
    """Fractions of a second say nothing and are written in more than one way."""
    for name in ("created_at", "updated_at", "published_at"):
        if moment := getattr(record, name, None):
            setattr(record, name, moment.replace(microsecond=0))
