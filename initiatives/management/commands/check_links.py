"""Asks whether the addresses of sources and statements still answer, and marks those that do not."""

import sys
from collections import Counter
from itertools import islice

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from ...editorial.link_checks import check_addresses, delete_obsolete_checks, recorded_addresses, save_check
from ...models import LinkCheck
from ...models.link_check import LinkOutcome


class Command(BaseCommand):
    help = (
        "Ask for every address of a source or statement, one at a time for each host, and mark what answers, what is "
        "broken and what has changed. Nothing but these addresses is asked for."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=0, help="ask for so many, those not lately checked first")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two requests to a host (2)")
        parser.add_argument("--minutes", type=float, default=60, help="end after so many minutes (60)")
        parser.add_argument("--allow-private", action="store_true", help="also ask machines of a private network")

    def handle(self, *, limit, pause, minutes, allow_private, **options):
        if limit < 0 or pause < 0 or minutes <= 0:
            raise CommandError("--limit and --pause are not negative, --minutes is more than 0.")
        known = recorded_addresses()
        delete_obsolete_checks(known)
        wanted = list(islice(known, limit or None))
        counts: Counter = Counter()
        silent = []
        answers = check_addresses(wanted, pause, minutes * 60, allow_private)
        with tqdm(answers, total=len(wanted), file=sys.stderr, disable=options["verbosity"] == 0) as bar:
            for address, answer in bar:
                counts[answer.outcome] += 1
                if answer.code is None and answer.outcome == LinkOutcome.UNREACHABLE:
                    silent.append((address, answer))
                else:
                    save_check(address, answer)
        # Where nothing at all answers, the fault is probably here.
        offline = len(silent) == counts.total()
        for address, answer in silent:
            save_check(address, answer, counts=not offline)
        self.report(wanted, counts, offline)

    def report(self, wanted, counts, offline):
        if not wanted:
            self.stdout.write("There is no address in the record.")
            return
        words = [f"{counts[outcome]} {outcome.label.lower()}" for outcome in LinkOutcome]
        self.stdout.write(f"{counts.total()} of {len(wanted)} addresses asked: {', '.join(words)}.")
        if changed := LinkCheck.objects.changed().count():
            self.stdout.write(
                f"{changed} documents have changed since they were read: see “Checked addresses” in the admin."
            )
        if offline and counts.total():
            self.stdout.write(
                "Nothing answered: this machine may have no connection. No address is called broken for it."
            )
