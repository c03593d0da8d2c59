"""Update the search index: ``manage.py rebuild_search [--check]``."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ... import search


class Command(BaseCommand):
    help = "Compare the search index with the records and correct it, for example after a bulk update."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="Only report what is out of date; fail if anything is."
        )

    def handle(self, *, check, verbosity, **options):
        if check:
            self._check()
            return
        quiet = verbosity == 0 or not self.stderr.isatty()
        corrected = search.rebuild_index(lambda rows, label: tqdm(rows, desc=label, disable=quiet))
        self.stdout.write(f"The search index is up to date; {corrected} texts were rewritten or removed.")

    def _check(self):
        if stale := search.count_stale_texts():
            counts = ", ".join(f"{noun} {count}" for noun, count in stale.items())
            raise CommandError(f"The search index is out of date ({counts}). Run manage.py rebuild_search.")
        self.stdout.write("The search index is up to date.")
