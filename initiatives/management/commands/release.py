"""Make a release of all that is public: ``manage.py release 2026.1``."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...publishing.releases.building import ReleaseError, make_release


class Command(BaseCommand):
    help = "Write a frozen, reproducible data package of all that is public, and show it on /data/."

    def add_arguments(self, parser):
        parser.add_argument("version", help="A year and a number, for example 2026.1.")

    def handle(self, *, version, verbosity, **options):
        quiet = verbosity == 0 or not self.stderr.isatty()
        try:
            made = make_release(version, lambda rows, label: tqdm(rows, desc=label, disable=quiet))
        except (ReleaseError, OSError) as error:
            raise CommandError(f"{str(error).rstrip('.')}. No release was made.") from error
        self.stdout.write(f"Release {made.version} is in {made.folder}: {len(made.files)} files.")
