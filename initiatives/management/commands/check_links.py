"""Check whether the addresses of sources and statements still respond, and save the results."""

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
        "Request every address of a source or statement, one at a time for each host, and record which respond, which "
        "are broken and which documents have changed. It requests no other addresses."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=0, help="check at most this many, the longest unchecked first")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two requests to a host (2)")
        parser.add_argument("--minutes", type=float, default=60, help="stop after this many minutes (60)")
        parser.add_argument("--allow-private", action="store_true", help="also request addresses in private networks")

    def handle(self, *, limit, pause, minutes, allow_private, **options):
        if limit < 0 or pause < 0 or minutes <= 0:
            raise CommandError("--limit and --pause must not be negative; --minutes must be more than 0.")
        known = recorded_addresses()
        delete_obsolete_checks(known)
        wanted = list(islice(known, limit or None))
        counts: Counter = Counter()
        unanswered = []
        responses = check_addresses(wanted, pause, minutes * 60, allow_private)
        with tqdm(responses, total=len(wanted), file=sys.stderr, disable=options["verbosity"] == 0) as bar:
            for address, response in bar:
                counts[response.outcome] += 1
                if response.code is None and response.outcome == LinkOutcome.UNREACHABLE:
                    unanswered.append((address, response))
                else:
                    save_check(address, response)
        # If no address responds, this machine is probably offline.
        offline = len(unanswered) == counts.total()
        for address, response in unanswered:
            save_check(address, response, counts=not offline)
        self.report(wanted, counts, offline)

    def report(self, wanted, counts, offline):
        if not wanted:
            self.stdout.write("There are no addresses to check.")
            return
        words = [f"{counts[outcome]} {outcome.label.lower()}" for outcome in LinkOutcome]
        self.stdout.write(f"{counts.total()} of {len(wanted)} addresses checked: {', '.join(words)}.")
        if changed := LinkCheck.objects.changed().count():
            self.stdout.write(
                f"{changed} documents have changed since they were read. See “Checked addresses” on the desk."
            )
        if offline and counts.total():
            self.stdout.write("No address responded. This machine may be offline, so no address was marked as broken.")
