"""The pages of the four analyses: gone quiet, due, cadence, coverage.

The first two are about commitments and take every filter of ``/commitments/``; the other two are about groupings and take
``as_of`` alone. Unknown parameters are ignored with a notice, as on every list.
"""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..analyses import cadence, coverage, due, gone_quiet
from ..lists import filters
from ..lists.result_list import ResultList, unknown_date_notice, unknown_filter_notice
from ..models import Commitment, Grouping, markup
from ..models.dates import PartialDate
from ..models.vocabularies import CodingShown

FORM_FILTERS = ("grouping", "technology")


class AnalysisPage(TemplateView):
    """An analysis of the groupings on a day."""

    def get_context_data(self, **kwargs):
        as_of, notices = self.read_day()
        notices += [unknown_filter_notice(name) for name in self.unknown()]
        return super().get_context_data(
            query=None,
            choices=[],
            hidden=[],
            as_of=as_of,
            as_of_text=as_of.isoformat() if as_of else "",
            notices=notices,
            now_url=self.request.path,
            **self.analyse(as_of and as_of.latest),
            **kwargs,
        )

    def unknown(self) -> list[str]:
        return [name for name in self.request.GET if name != "as_of"]

    def read_day(self) -> tuple[PartialDate | None, list[str]]:
        """The day asked for, or a notice of what is not a date."""
        asked = self.request.GET.get("as_of", "").strip()
        try:
            return PartialDate.of(asked), []
        except ValueError:
            return None, [unknown_date_notice([asked])]

    def analyse(self, day) -> dict:
        """What the page shows for the day."""
        raise NotImplementedError


class CommitmentAnalysisPage(TemplateView):
    """An analysis of the commitments that the filters of the address select."""

    def get_context_data(self, **kwargs):
        path = self.request.path
        listing = ResultList(self.request.GET, filters.CommitmentFilterSet, Commitment.objects.published(), path)
        return super().get_context_data(
            query=listing,
            as_of=listing.as_of,
            notices=listing.notices,
            now_url=listing.changed(as_of=None),
            choices=[self.choice(listing, name) for name in FORM_FILTERS],
            hidden=[(name, value) for name, value in listing.hidden if name not in (*FORM_FILTERS, "as_of")],
            as_of_text=listing.as_of.isoformat() if listing.as_of else "",
            **self.analyse(listing.filterset.select(), listing.filterset.as_of_day, listing),
            **kwargs,
        )

    @staticmethod
    def choice(listing, name: str) -> dict:
        """A filter as a field of the form, with the value that is chosen."""
        declared, picked = listing.filterset.filters[name], listing.filterset.picked.get(name)
        chosen = picked.any_of if picked else ()
        options = [(value, label, value in chosen) for value, label in declared.options().items()]
        return {"name": name, "label": declared.label, "options": options}

    def analyse(self, commitments, day, listing) -> dict:
        """What the page shows for these commitments on the day."""
        raise NotImplementedError


class GoneQuietPage(CommitmentAnalysisPage):
    template_name = "analyses/gone_quiet.html"

    def analyse(self, commitments, day, listing):
        texts = gone_quiet.coded_texts(day)
        rows = gone_quiet.silence_verdicts(commitments, day, texts)
        groups = gone_quiet.group_by_grouping(rows, texts)
        for group in groups:
            group.list_url = listing.narrowed(quiet=gone_quiet.QUIET, grouping=group.grouping.slug)
        judged = [group for group in groups if group.judged]
        return {
            "groups": judged,
            "silent": [group for group in groups if not group.judged],
            "figures": [
                {
                    "label": label.lower(),
                    "value": sum(row.verdict == verdict for row in rows),
                    "url": listing.narrowed(quiet=verdict),
                }
                for verdict, label in gone_quiet.SILENCE_VERDICT_LABELS.items()
            ],
            "coded": coded_figures(texts),
        }


def coded_figures(texts) -> dict:
    """In how many groupings enough is coded, and in which two texts of a level are of one meeting."""
    with_two = [row for row in texts.values() if row.has_level_with_two_texts]
    return {
        "groupings": len(texts),
        "with_two": len(with_two),
        "to_judge": sum(row.has_level_to_judge for row in with_two),
        "one_meeting": [row.grouping for row in with_two if not row.has_level_to_judge],
    }


class DuePage(CommitmentAnalysisPage):
    template_name = "analyses/due.html"

    def analyse(self, commitments, day, listing):
        found = due.build_due_report(commitments, day)
        rows = {due.OVERDUE: found.overdue, due.UPCOMING: found.upcoming, due.MET: found.met}
        figures = [
            {"label": label.lower(), "value": len(rows[state]), "url": listing.narrowed(due=state)}
            for state, label in due.DUE_STATE_LABELS.items()
        ]
        return {"due": found, "day": PartialDate.of(found.day), "figures": figures}


class CadencePage(AnalysisPage):
    template_name = "analyses/cadence.html"

    def analyse(self, day):
        rows = cadence.grouping_cadences(Grouping.objects.published(), day)
        levels = [level for row in rows for level in row.levels]
        counts = {verdict: sum(level.verdict == verdict for level in levels) for verdict in cadence.CADENCE_LABELS}
        lasts = [level.last for level in levels if level.last]
        return {
            "parts": [
                (heading, [level for level in levels if level.verdict in verdicts])
                for heading, verdicts in (
                    (_("Late and dormant"), (cadence.LATE, cadence.DORMANT)),
                    (_("On time"), (cadence.ON_TIME,)),
                    (_("No verdict, or the grouping has ended"), (cadence.NO_VERDICT, cadence.ENDED)),
                )
            ],
            "without": [row.grouping for row in rows if not row.levels],
            "figures": [
                {"label": label.lower(), "value": counts[verdict], "url": ""}
                for verdict, label in cadence.CADENCE_LABELS.items()
            ],
            "filters": [
                {"label": label, "url": f"{reverse('groupings')}?cadence={verdict}"}
                for verdict, label in cadence.CADENCE_VERDICT_LABELS.items()
            ],
            "newest": max(lasts, key=lambda meeting: meeting.start, default=None),
            "links": markup.resolve_links(meeting.note for level in levels for meeting in level.promised),
            "day": PartialDate.of(levels[0].day) if levels else None,
        }


class CoveragePage(AnalysisPage):
    template_name = "analyses/coverage.html"

    def analyse(self, day):
        found = coverage.build_coverage_table(Grouping.objects.published(), day)
        before = {"before": day.isoformat()} if day else {}

        years = [(_("Undated"), "none") if year is None else (str(year), str(year)) for year in found.years]

        def across(cells, **query):
            return [
                {"label": label, **cell_with_urls(cell, {**query, "year": year, **before})}
                for (label, year), cell in zip(years, cells, strict=True)
            ]

        return {
            "coverage": found,
            "values": list(CodingShown),
            "rows": [
                {
                    "grouping": row.grouping,
                    "cells": across(row.cells, grouping=row.grouping.slug),
                    "total": cell_with_urls(row.total, {"grouping": row.grouping.slug, **before}),
                }
                for row in found.rows
            ],
            "totals": across(found.totals),
            "total": cell_with_urls(found.total, before),
            "figures": [coding_figure(value, found.total, before) for value in CodingShown],
        }


def coding_figure(value: CodingShown, cell: coverage.CoverageCell, before: dict) -> dict:
    url = statements_url(coding=value.value, **before)
    return {"label": value.label.lower(), "value": cell.counts[value], "url": url}


def statements_url(**query) -> str:
    return f"{reverse('statements')}?{urlencode(query)}"


def cell_with_urls(cell: coverage.CoverageCell, query: dict) -> dict:
    """A cell of the table with the lists of statements behind its numbers."""
    return {
        "total": cell.total,
        "url": statements_url(**query),
        "counts": [
            {"value": value, "count": count, "url": statements_url(**query, coding=value.value)}
            for value, count in cell.shown
        ],
    }


class AnalysesIndexPage(AnalysisPage):
    """The four analyses, a sentence and the current figures each."""

    template_name = "analyses/index.html"

    def analyse(self, day):
        commitments, groupings = Commitment.objects.published(), Grouping.objects.published()
        commitments = commitments.filter(statement__issued_on_latest__lte=day) if day else commitments
        silent = gone_quiet.verdicts_by_commitment(commitments, day).values()
        target = due.build_due_report(commitments, day)
        rhythms = [level.verdict for row in cadence.grouping_cadences(groupings, day) for level in row.levels]
        read = coverage.build_coverage_table(groupings, day).total
        return {
            "figures": [],
            "numbers": {
                "quiet": sum(verdict == gone_quiet.QUIET for verdict in silent),
                "judged": sum(verdict != gone_quiet.NO_VERDICT for verdict in silent),
                "overdue": len(target.overdue),
                "upcoming": len(target.upcoming),
                "late": rhythms.count(cadence.LATE) + rhythms.count(cadence.DORMANT),
                "with_rhythm": sum(verdict not in (cadence.NO_VERDICT, cadence.ENDED) for verdict in rhythms),
                "read": read.read,
                "statements": read.total,
            },
        }
