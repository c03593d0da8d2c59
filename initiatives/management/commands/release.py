"""Make a release of everything public: ``manage.py release 2026.1``."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...publishing.releases.building import ReleaseError, make_release


class Command(BaseCommand):
    help = "Write an unchanging, reproducible data package of everything public. /data/ lists it."

    def add_arguments(self, parser):
        parser.add_argument("version", help="A year and a number, for example 2026.1.")

    def handle(self, *, version, verbosity, **options):
        quiet = verbosity == 0 or not self.stderr.isatty()
        try:
            new_release = make_release(version, lambda rows, label: tqdm(rows, desc=label, disable=quiet))
        except (ReleaseError, OSError) as error:
            raise CommandError(f"{str(error).rstrip('.')}. No release was made.") from error
        self.stdout.write(f"Release {new_release.version} is in {new_release.folder}: {len(new_release.files)} files.")
