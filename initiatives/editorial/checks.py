"""Rules for one record that need other records, for publishing and for the command ``check_record``.

Rules for single values are constraints of the models, rules for one record are in its ``clean()``.
``publishing_cautions`` are weaker: an editor can acknowledge them.
"""

from dataclasses import dataclass
from functools import reduce

from django.core.exceptions import ValidationError

from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    ReviewComment,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from ..models.markup import LINK, LINKABLE_MODELS
from ..models.missing_values import MISSING_FIELD_LABELS
from ..models.publication import EditorialRecord
from ..models.vocabularies import Blank, EditorialState, SearchOutcome
from .duplicates import duplicates_of

SELECT_RELATED = {
    Grouping: ["source"],
    Membership: ["grouping", "state", "source"],
    Summit: ["grouping"],
    Statement: ["grouping", "summit", "source"],
    Commitment: ["statement__grouping", "source"],
    Participation: ["commitment", "state"],
    FollowUp: ["commitment__statement__grouping", "statement__grouping", "source"],
    SearchLogEntry: ["commitment"],
    Technology: ["parent"],
}
REQUIRED_RELATIONS = (("technologies", "technology"), ("modes", "mode"), ("participations", "party"))


def rows_to_check():
    """Pairs of a model's plural name and a queryset of its rows, with the relations that their checks read."""
    for model in (State, Source, *SELECT_RELATED):
        rows = model.objects.select_related(*SELECT_RELATED.get(model, []))
        if model is Commitment:
            rows = rows.prefetch_related(*(relation for relation, _ in REQUIRED_RELATIONS))
        yield model._meta.verbose_name_plural, rows


def problems_of(record) -> list[str]:
    """What is wrong with a record, one sentence each; public records must also meet the requirements for publishing."""
    problems = []
    relations = [field.name for field in record._meta.fields if field.is_relation]
    try:
        record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems += error.messages
    problems += broken_dates(record) + broken_internal_links(record) + unsupported_blanks(record)
    if isinstance(record, EditorialRecord) and record.is_public:
        problems += missing_requirements(record)
    return problems


def blocking_problems(record) -> list[str]:
    """What must not be wrong with a public record, one sentence each.

    ``integrity`` compares the sentences before and after a change, so they contain no value that may change with the
    record.
    """
    problems = broken_internal_links(record) + unsupported_blanks(record) + chronology_problems(record)
    if isinstance(record, EditorialRecord):
        problems += missing_requirements(record)
    return problems


def unsupported_blanks(record, searched: set[str] | None = None) -> list[str]:
    """The fields marked “searched and not found” for which the search log has no such search, one sentence each.

    ``searched``: the fields that have one; None to query them.
    """
    if not isinstance(record, Commitment) or not isinstance(record.blanks, dict):
        return []
    claimed = [field for field, reason in record.blanks.items() if reason == Blank.SEARCHED]
    if claimed and searched is None:
        found = SearchLogEntry.objects.filter(commitment=record.pk, outcome=SearchOutcome.NOTHING_FOUND)
        searched = set(found.values_list("field", flat=True))
    return [
        f"“{Blank.SEARCHED.label}” for {MISSING_FIELD_LABELS.get(field, field)} needs an entry in the search log "
        f"with the place, the words, the day and the outcome “{SearchOutcome.NOTHING_FOUND.label}”."
        for field in claimed
        if field not in searched
    ]


def chronology_problems(record) -> list[str]:
    """Whether the record lies outside the time of the record that it belongs to."""
    if isinstance(record, FollowUp) and record.is_too_early:
        return ["Its date lies before the announcement."]
    if isinstance(record, Membership) and record.outlives_grouping:
        return [f"{record.state} cannot stay longer than {record.grouping} lasted."]
    return []


def broken_dates(record) -> list[str]:
    """A stored span must be a day, a month or a year."""
    problems = []
    for name in record.partial_dates:
        try:
            getattr(record, name)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return problems


def broken_internal_links(record) -> list[str]:
    """Links in the texts of the record that lead to no record."""
    texts = [
        getattr(record, field.attname) for field in record._meta.fields if field.get_internal_type() == "TextField"
    ]
    links = {match for text in texts for match in LINK.findall(text or "")}
    return [f"It links to {noun}:{slug}, which does not exist." for noun, slug in links if not _exists(noun, slug)]


def _exists(noun: str, slug: str) -> bool:
    return LINKABLE_MODELS[noun].objects.filter(slug=slug).exists()


def missing_requirements(record) -> list[str]:
    """What a record lacks to be public: a source; for a commitment also a technology, a mode and a party."""
    statement = None if record.source_id else getattr(record, "statement", None)
    problems = [] if record.source_id or statement else ["It has no source."]
    if isinstance(record, FollowUp) and statement and not statement.is_public:
        problems.append("It has no source that readers can see, because its text is not public.")
    if isinstance(record, Commitment):
        problems += [
            f"It has no {word}." for relation, word in REQUIRED_RELATIONS if not getattr(record, relation).all()
        ]
    if isinstance(record, Statement) and record.summit and record.summit.grouping_id != record.grouping_id:
        problems.append("Its meeting belongs to another grouping.")
    return problems


def unpublished_parent_problems(record) -> list[str]:
    """The records above this one that are not published."""
    parents = [reduce(getattr, path.split("__"), record) for path in getattr(record, "published_with", ())]
    return [
        f"“{parent}” is {parent.get_state_display().lower()}; publish it first."
        for parent in parents
        if parent.state != EditorialState.PUBLISHED
    ]


def same_name_problems(record) -> list[str]:
    """The published records with the same name."""
    return [
        f"“{pair.other}” ({pair.other.slug}) is published and has the same name."
        for pair in duplicates_of(record)
        if pair.same and pair.other.state == EditorialState.PUBLISHED
    ]


@dataclass(frozen=True)
class Caution:
    """A weak point that an editor can accept by picking one of ``choices`` (pairs of code and label)."""

    code: str
    text: str
    choices: tuple[tuple[str, str], ...] = (("seen", "I have seen this"),)

    @property
    def is_checkbox(self) -> bool:
        return len(self.choices) == 1

    def choice_label(self, code: str) -> str:
        """The label of a choice; empty if there is no such choice."""
        return dict(self.choices).get(code, "")


MISSING_TARGET_DATE_CHOICES = tuple((reason.value, reason.label) for reason in (Blank.SILENT, Blank.NOT_ASSESSED))


def publishing_cautions(record) -> list[Caution]:
    """What an editor has to acknowledge before the record is published.

    The history of the record stores these sentences.
    """
    found = [Caution(code, text) for code, text in _missing_details(record)]
    if isinstance(record, Commitment) and not record.target_date and "target_date" not in record.blanks:
        found.append(Caution("target_date", "No target date is stated. Why?", MISSING_TARGET_DATE_CHOICES))
    for pair in duplicates_of(record):
        other = pair.other
        if not (pair.same and other.state == EditorialState.PUBLISHED):
            text = f"It resembles “{other}” ({other.slug}, {other.get_state_display().lower()})."
            found.append(Caution(f"resembles-{other.pk}", text))
    return found + [
        _open_comment_caution(comment) for comment in ReviewComment.objects.about(record).open().major().order_by("pk")
    ]


def _open_comment_caution(comment) -> Caution:
    """Without the text of the comment, because the history of the record stores the sentence."""
    return Caution(f"comment-{comment.pk}", f"A major comment of {comment.said_at:%-d %B %Y} is open.")


def _missing_details(record):
    """Pairs of code and sentence for details that may be missing."""
    source, statement = record.source, getattr(record, "statement", None)
    if isinstance(record, Commitment) and not record.locator and "locator" not in record.blanks:
        yield "locator", "The place in the text is not given."
    if isinstance(record, Commitment) and record.is_due_before_announced:
        yield "target-order", f"Its target date ({record.target_date}) lies before the text ({record.announced})."
    if isinstance(record, FollowUp):
        if statement and not record.locator:
            yield "locator", "The place in the text is not given."
        if not record.date:
            yield "date", "It has no date, so it never decides the status."
    if isinstance(record, Statement) and not (record.url or record.archive_url):
        yield "address", "The text has no address."
    if statement and not source:
        yield "source", "It names no source of its own, only the text."
    if source and not source.best_url:
        yield "source-address", f"Its source “{source.title}” has no address."
    if statement and not statement.best_url:
        yield "text-address", f"Its text “{statement}” has no address."
