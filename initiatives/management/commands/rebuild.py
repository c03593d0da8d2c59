"""Rebuild the site from a release in an empty database: ``manage.py rebuild var/releases/2026.1``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...publishing.releases.rebuilding import RebuildError, rebuild


class Command(BaseCommand):
    help = "Verify the checksums of a release and load it into an empty database, all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("release", type=Path, help="The folder or the zip archive of a release.")

    def handle(self, *, release, verbosity, **options):
        quiet = verbosity == 0 or not self.stderr.isatty()
        try:
            number = rebuild(release, lambda rows, label: tqdm(rows, desc=label, disable=quiet))
        except RebuildError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(f"{number} records rebuilt from {release}.")
