"""Rebuild the site from a release: ``manage.py rebuild var/releases/2026.1`` (or its zip), into an empty database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...publishing.releases.rebuilding import RebuildError, rebuild


class Command(BaseCommand):
    help = "Read a release back into an empty database, after checking its checksums; all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("release", type=Path, help="The folder of a release, or its zip archive.")

    def handle(self, *, release, verbosity, **options):
        quiet = verbosity == 0 or not self.stderr.isatty()
        try:
            number = rebuild(release, lambda rows, label: tqdm(rows, desc=label, disable=quiet))
        except RebuildError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(f"{number} records rebuilt from {release}.")
