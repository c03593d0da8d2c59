"""A record page as of a day names nothing that is later than the day, whatever the noun."""

import datetime as dt
import re

import pytest

from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, SearchLogEntry, Statement, Summit
from initiatives.models.dates import PartialDate
from tests.loops import each

TIME = re.compile(r'<time datetime="([0-9-]+)"')
LINK = re.compile(r'href="/(commitments|statements|summits)/([a-z0-9-]+)/[?#"]')
DATES = {
    "commitments": (Commitment, "statement__issued_on_latest"),
    "statements": (Statement, "issued_on_latest"),
    "summits": (Summit, "start_latest"),
}
DAYS = ("2007", "2022-06", "2023-05-20", "2023-06")


def dates() -> dict[tuple[str, str], dt.date | None]:
    return {
        (noun, slug): date
        for noun, (model, column) in DATES.items()
        for slug, date in model.objects.values_list("slug", column)
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("noun", [noun.name for noun in RESOURCES.values() if noun.has_page])
def test_nothing_on_the_page_of_a_record_is_later_than_the_day(world, client, noun, day):
    known = dates()
    end = dt.date.fromisoformat({"2007": "2007-12-31", "2022-06": "2022-06-30", "2023-06": "2023-06-30"}.get(day, day))
    records, later = list(getattr(world, noun).values()), set()
    for record in records:
        own = known.get((noun, record.slug))
        if own and own > end:
            continue  # the record itself was not there yet; its page names what it belongs to
        body = client.get(f"{record.get_absolute_url()}?as_of={day}").content.decode()
        main = body[body.index("<main") : body.index("</main")]
        later |= {(record.slug, link) for link in LINK.findall(main) if known.get(link) and known[link] > end}

    assert records
    assert later == set()


def test_the_follow_ups_of_a_text_and_the_uses_of_a_source_end_with_the_day(world, client):
    readout, paper = world.statements["readout"], world.sources["paper"]
    for record in (readout, paper):
        assert "22 September 2023" in client.get(record.get_absolute_url()).content.decode()
        assert "22 September 2023" not in client.get(f"{paper.get_absolute_url()}?as_of=2023-06").content.decode()


def test_readers_see_what_was_searched_for_by_the_day(world, client):
    palau = world.commitments["palau"]
    SearchLogEntry.objects.create(
        commitment=palau,
        field="amount",
        question="How much does the mast cost?",
        where="The budget of Palau",
        words="mast, tower",
        languages="en",
        done_on="2026-03-05",
        outcome="nothing-found",
    )
    page = client.get("/commitments/palau/").content.decode()

    for words in (
        "How much does the mast cost?",
        "The budget of Palau",
        "mast, tower",
        "5 March 2026",
        "nothing found",
    ):
        assert words in page, words
    assert "How much does the mast cost?" not in client.get("/commitments/palau/?as_of=2025").content.decode()


@pytest.mark.parametrize("day", ["2007", "2023-05-20", "2023-06"])
@pytest.mark.parametrize("noun", [noun.name for noun in RESOURCES.values() if noun.has_page])
def test_the_page_of_a_record_has_no_later_date_except_its_own_and_those_of_sources(world, client, noun, day):
    read = {source.published_on.isoformat() for source in world.sources.values()}
    for record in each(getattr(world, noun).values()):
        own = {getattr(record, name).isoformat() for name in record.partial_dates if getattr(record, name)}
        if hasattr(record, "announced"):
            own |= {record.announced.isoformat()} if record.announced else set()
        body = client.get(f"{record.get_absolute_url()}?as_of={day}").content.decode()
        main = body[body.index("<main") : body.index('id="cite"')]
        times = set(TIME.findall(main)) - own - read

        assert {text for text in times if PartialDate.parse(text).latest > PartialDate.parse(day).latest} == set()
