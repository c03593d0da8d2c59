"""Every rule of the record for any one record, for ``check_record`` and the publishing check.

What the database can hold stands in the models' constraints, what one record can say in its ``clean()``; here are
the rules that need what hangs on it.
"""

from django.core.exceptions import ValidationError

from .models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchRecord,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from .models.base import EditorialRecord
from .prose import LINK, MODELS
from .vocabularies import Blank, SearchOutcome

RELATED = {
    Grouping: ["source"],
    Membership: ["grouping", "state", "source"],
    Summit: ["grouping"],
    Statement: ["grouping", "summit", "source"],
    Commitment: ["statement__grouping", "source"],
    Participation: ["commitment", "state"],
    FollowUp: ["commitment__statement__grouping", "statement", "source"],
    SearchRecord: ["commitment"],
    Technology: ["parent"],
}
NEEDED = (("technologies", "technology"), ("modes", "mode"), ("participations", "party"))


def rows_to_check():
    """Each noun's name and all of its rows, with what their checks read."""
    for model in (State, Source, *RELATED):
        rows = model.objects.select_related(*RELATED.get(model, []))
        if model is Commitment:
            rows = rows.prefetch_related(*(relation for relation, _ in NEEDED))
        yield model._meta.verbose_name_plural, rows


def problems_of(record) -> list[str]:
    """What is wrong with a record, a sentence each; for public ones also what publishing asks for."""
    problems = []
    relations = [field.name for field in record._meta.fields if field.is_relation]
    try:
        record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems += error.messages
    problems += broken_dates(record) + broken_links(record) + unsupported_blanks(record)
    if isinstance(record, EditorialRecord) and record.is_public:
        problems += missing(record)
    return problems


def unsupported_blanks(record) -> list[str]:
    """“Searched and found nothing” needs an entry in the ledger of looking."""
    if not isinstance(record, Commitment) or not isinstance(record.blanks, dict):
        return []
    claimed = [field for field, reason in record.blanks.items() if reason == Blank.SEARCHED]
    found = (
        record.search_records.filter(outcome=SearchOutcome.NOTHING_FOUND) if claimed else SearchRecord.objects.none()
    )
    known = set(found.values_list("field", flat=True))
    return [f"“{field}” was searched, but no search is recorded." for field in claimed if field not in known]


def broken_dates(record) -> list[str]:
    """A stored span must be a day, a month or a year."""
    problems = []
    for name in record.partial_dates:
        try:
            getattr(record, name)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return problems


def broken_links(record) -> list[str]:
    """Links in our own texts must lead to records."""
    texts = [
        getattr(record, field.attname) for field in record._meta.fields if field.get_internal_type() == "TextField"
    ]
    links = {match for text in texts for match in LINK.findall(text or "")}
    return [f"links to {noun}:{slug}, which is not there" for noun, slug in links if not _exists(noun, slug)]


def _exists(noun: str, slug: str) -> bool:
    return MODELS[noun].objects.filter(slug=slug).exists()


def missing(record) -> list[str]:
    """What a record needs to be public: a source; for a commitment a technology, a mode and a party."""
    problems = [] if record.source_id or getattr(record, "statement_id", None) else ["It names no source."]
    if isinstance(record, Commitment):
        problems += [f"It has no {word}." for relation, word in NEEDED if not getattr(record, relation).all()]
    if isinstance(record, Statement) and record.summit and record.summit.grouping_id != record.grouping_id:
        problems.append("Its meeting is another grouping’s.")
    return problems
