"""Import the research files of a folder: ``manage.py import_facts fixtures/facts [--dry-run] [--reason TEXT]``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...importing.research import OUTCOMES, import_facts
from ...importing.research_schema import load_facts


class Command(BaseCommand):
    help = "Import a folder of research files, all or nothing. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="A folder with *.json files in the research format.")
        parser.add_argument("--dry-run", action="store_true", help="Report what would change without writing anything.")

        parser.add_argument("--reason", default="", help="Why, as readers are told with each change.")

    def handle(self, *, folder, dry_run, reason, verbosity, **options):
        if not folder.is_dir():
            raise CommandError(f"The folder {folder} does not exist.")
        facts = load_facts(folder)
        quiet = verbosity == 0 or not self.stderr.isatty()
        report = import_facts(facts, dry_run, lambda rows, label: tqdm(rows, desc=label, disable=quiet), reason)
        for notice in facts.notices:
            self.stdout.write(f"choice: {notice}")
        if report.problems:
            for problem in report.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(report.problems)} problems; nothing was written.")
        for line in report.lines:
            self.stdout.write(line)
        self._write_table(report)
        self.stdout.write("Dry run: nothing was written." if dry_run else "Imported.")

    def _write_table(self, report):
        self.stdout.write(f"{'':22}" + "".join(f"{outcome:>12}" for outcome in OUTCOMES))
        for noun, count in report.counts.items():
            self.stdout.write(f"{noun:22}" + "".join(f"{count[outcome]:>12}" for outcome in OUTCOMES))
