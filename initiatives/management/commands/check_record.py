"""Check all records against the rules, because bulk writes and ``loaddata`` skip the models’ validation."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ... import search
from ...editorial.checks import problems_of, rows_to_check
from ...history import recording


class Command(BaseCommand):
    help = "Check every record and the search index; fail if a rule is broken."

    def handle(self, *, verbosity, **options):
        found = checked = 0
        quiet = verbosity == 0 or not self.stderr.isatty()
        for noun, rows in rows_to_check():
            for record in tqdm(rows, desc=noun, disable=quiet):
                checked += 1
                for problem in problems_of(record):
                    found += 1
                    self.stderr.write(f"{noun} {'/'.join(map(str, record.natural_key()))}: {problem}")
        for noun, number in search.count_stale_texts().items():
            found += number
            self.stderr.write(f"search index: {number} of {noun} are out of date; run manage.py rebuild_search")
        for sentence in recording.differences():
            found += 1
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{found} problems in {checked} records.")
        self.stdout.write(f"{checked} records checked, no problems.")
