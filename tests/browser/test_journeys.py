"""Camp David entered from nothing by a new curator, reviewed by an editor, and public: at our desk and in the plain admin.

Three texts and five commitments with technologies, parties, locators and sources, from the research. Both journeys are
counted; ours may need at most 60 % of the page loads and of the clicks.
"""

import json

import pytest
from django.conf import settings

from initiatives.models import Commitment, Grouping, Membership, Mode, Source, State, Statement, Summit, Technology
from tests.world import person, published

from .journey import Journey

FACTS = json.loads((settings.BASE_DIR / "fixtures/facts/us-rok-japan.json").read_text(encoding="utf-8"))
MEETING = "us-rok-japan-camp-david-2023"
TEXTS = ("urj-camp-david-fact-sheet", "urj-camp-david-principles", "urj-spirit-of-camp-david")
PROMISES = (
    "us-rok-japan-supply-chain-early-warning",
    "us-rok-japan-disruptive-technology-protection-network",
    "us-rok-japan-camp-david-technology-principles",
    "us-rok-japan-ballistic-missile-defence",
    "us-rok-japan-export-control-coordination",
)
MOST = 0.6


def fact(noun, slug):
    return next(row for row in FACTS[noun] if row["slug"] == slug)


def texts():
    return [fact("statements", slug) for slug in TEXTS]


def promises(text=None):
    found = [fact("commitments", slug) for slug in PROMISES]
    return [row for row in found if text is None or row["statement"] == text["slug"]]


def technologies(promise):
    return [TECHNOLOGIES[slug] for slug in promise["technologies"]]


TECHNOLOGIES = {slug: slug.replace("-", " ").capitalize() for row in promises() for slug in row["technologies"]}


def modes(promise):
    return [Mode.objects.get(code=code).name for code in promise["modes"]]


@pytest.fixture
def people(transactional_db):
    """What a desk has before its first meeting is entered: the grouping with its members, technologies, two accounts."""
    for slug, name in TECHNOLOGIES.items():
        Technology.objects.create(slug=slug, name=name)
    read = Source.objects.create(slug="founding", title="Founding", publisher="A ministry", level="primary")
    group = FACTS["groupings"][0]
    grouping = published(
        Grouping, slug=group["slug"], name=group["name"], short_name=group["short_name"], founded="2022", source=read
    )
    for iso3, name in (("USA", "United States"), ("JPN", "Japan"), ("KOR", "South Korea"), ("AUS", "Australia")):
        state = State.objects.create(slug=name.lower().replace(" ", "-"), iso3=iso3, name=name)
        if iso3 != "AUS":
            Membership.objects.create(grouping=grouping, state=state, joined="2022-11-13", source=read)
    person("curator", "Curators")
    person("editor", "Editors")
    person("root")
    return grouping


@pytest.fixture
def journey(browser, live_server):
    """``journey()``: a window of its own for each person."""
    made = []

    def start():
        made.append(Journey(browser, live_server.url))
        return made[-1]

    yield start
    for one in made:
        one.close()


def our_journey(journey) -> tuple[int, int]:
    curator, meeting = journey(), fact("summits", MEETING)
    curator.log_in("/admin/", "curator")
    curator.follow(".quick-entry a")
    curator.find("#id_grouping", FACTS["groupings"][0]["short_name"])
    curator.type("#id_name", meeting["name"])
    curator.choose("#id_level", "Leaders")
    curator.choose("#id_format", "In person")
    curator.type("#id_start", meeting["start_date"])
    curator.type("#id_city", meeting["city"])
    curator.find("#id_host", "United States", typed="USA")
    for n, text in enumerate(texts()):
        row = f"#id_statements-{n}"
        curator.type(f"{row}-title", text["title"])
        curator.type(f"{row}-issuer", text["issuer"])
        curator.choose(f"{row}-kind", KINDS[text["kind"]])
        curator.type(f"{row}-issued_on", text["issued_on"])
        curator.choose(f"{row}-coding", "Complete")
        curator.type(f"{row}-url", text["url"])
    curator.follow("[name=_next]")
    for text in texts():
        for n, promise in enumerate(promises(text)):
            if n:
                curator.press("#commitments-group .add-row a")
            row = f"#id_commitments-{n}"
            curator.type(f"{row}-title", promise["title"])
            curator.type(f"{row}-locator", promise["locator"])
            curator.type(f"{row}-summary", promise["summary"])
            curator.find(f"{row}-technologies", *technologies(promise))
            curator.type(f"{row}-target_date", promise["target_date"] or "")
            for mode in modes(promise):
                curator.press(f"{row}-modes label:has-text('{mode}')")
        curator.follow("[name=_next]")
    curator.follow("#content form [type=submit]")

    editor = journey()
    editor.log_in("/admin/", "editor")
    editor.follow("#queue-review a")
    editor.follow("#result_list tbody th a")
    editor.follow("a:has-text('Publish with its texts and commitments')")
    for caution in editor.page.locator(".review-cautions p").all():
        editor.press(caution.locator("input").first)
    editor.follow("#content form [type=submit]")
    return tuple(map(sum, zip(curator.cost, editor.cost, strict=True)))


KINDS = {"principles": "Principles", "joint-statement": "Joint statement", "fact-sheet": "Fact sheet"}


def plain_journey(journey) -> tuple[int, int]:
    curator, meeting = journey(), fact("summits", MEETING)
    curator.log_in("/plain/", "root")
    for n, text in enumerate(texts()):
        if n == 0:
            curator.follow(".model-source .addlink")
        source = fact("sources", text["source"])
        curator.type("#id_slug", source["slug"])
        curator.type("#id_title", source["title"])
        curator.type("#id_publisher", source["publisher"])
        curator.type("#id_url", source["url"])
        curator.type("#id_published_on", source["published"])
        curator.choose("#id_level", "Primary")
        curator.follow("[name=_save]" if n == 2 else "[name=_addanother]")

    curator.follow(".model-summit .addlink")
    curator.type("#id_slug", meeting["slug"])
    curator.choose("#id_grouping", FACTS["groupings"][0]["short_name"])
    curator.type("#id_name", meeting["name"])
    curator.choose("#id_level", "Leaders")
    curator.choose("#id_format", "In person")
    curator.type("#id_start", meeting["start_date"])
    curator.type("#id_city", meeting["city"])
    curator.choose("#id_host", "United States")
    curator.choose("#id_source", source_label(texts()[0]))
    curator.follow("[name=_save]")

    curator.follow(".model-statement .addlink")
    for n, text in enumerate(texts()):
        curator.type("#id_slug", text["slug"])
        curator.choose("#id_grouping", FACTS["groupings"][0]["short_name"])
        curator.choose("#id_summit", meeting["name"])
        curator.type("#id_title", text["title"])
        curator.choose("#id_kind", KINDS[text["kind"]])
        curator.type("#id_issued_on", text["issued_on"])
        curator.type("#id_issuer", text["issuer"])
        curator.type("#id_url", text["url"])
        curator.choose("#id_source", source_label(text))
        curator.choose("#id_coding", "Complete")
        curator.follow("[name=_save]" if n == 2 else "[name=_addanother]")

    curator.follow(".model-commitment .addlink")
    for n, promise in enumerate(promises()):
        text = fact("statements", promise["statement"])
        curator.type("#id_slug", promise["slug"])
        curator.type("#id_title", promise["title"])
        curator.type("#id_summary", promise["summary"])
        curator.choose("#id_statement", text["title"])
        curator.type("#id_locator", promise["locator"])
        curator.choose("#id_technologies", *technologies(promise))
        curator.choose("#id_modes", *modes(promise))
        curator.choose("#id_evidence", "Verified")
        curator.type("#id_target_date", promise["target_date"] or "")
        curator.choose("#id_source", source_label(text))
        for row, name in enumerate(("Japan", "South Korea", "United States")):
            curator.choose(f"#id_participations-{row}-state", name)
        curator.follow("[name=_save]" if n == 4 else "[name=_addanother]")

    editor = journey()
    editor.log_in("/plain/", "root")
    for noun in ("summit", "statement", "commitment"):
        editor.follow(f".model-{noun} th a")
        editor.press("#action-toggle")
        editor.choose("[name=action]", "Publish")
        editor.follow("[name=index]")
    return tuple(map(sum, zip(curator.cost, editor.cost, strict=True)))


def source_label(text) -> str:
    source = fact("sources", text["source"])
    return f"{source['title']} ({source['publisher']})"


def public_record(client) -> dict:
    """What the public sees of Camp David: for each promise all that the research says of it."""
    found = {}
    for record in Commitment.objects.published().select_related("statement__summit", "source"):
        assert client.get(record.get_absolute_url()).status_code == 200
        found[record.title] = {
            "text": record.statement.title,
            "meeting": record.statement.summit.name,
            "locator": record.locator,
            "technologies": {row.name for row in record.technologies.all()},
            "modes": {row.name for row in record.modes.all()},
            "parties": {(row.state.iso3, row.role) for row in record.participations.all()},
            "target": record.target_date.isoformat() if record.target_date else None,
            "source": (record.source.title, record.source.url, record.source.publisher),
        }
    return found


def expected_record() -> dict:
    found = {}
    for promise in promises():
        text = fact("statements", promise["statement"])
        found[promise["title"]] = {
            "text": text["title"],
            "meeting": fact("summits", MEETING)["name"],
            "locator": promise["locator"],
            "technologies": set(technologies(promise)),
            "modes": set(modes(promise)),
            "parties": {(party["state"], party["role"]) for party in promise["participants"]},
            "target": promise["target_date"],
            "source": (text["title"], text["url"], "The White House"),
        }
    return found


def forget():
    for model in (Commitment, Statement, Summit):
        model.objects.all().delete()
    Source.objects.exclude(slug="founding").delete()


@pytest.mark.urls("tests.browser.plain_admin")
def test_camp_david_takes_at_most_sixty_percent_of_the_plain_admin(people, journey, client, capsys):
    plain_loads, plain_clicks = plain_journey(journey)
    assert public_record(client) == expected_record()
    assert Statement.objects.published().count() == 3
    forget()

    loads, clicks = our_journey(journey)
    assert public_record(client) == expected_record()
    assert (Statement.objects.published().count(), Summit.objects.published().count()) == (3, 1)
    with capsys.disabled():
        print(f"\npage loads {loads} of {plain_loads}, clicks {clicks} of {plain_clicks}")
    assert loads <= MOST * plain_loads
    assert clicks <= MOST * plain_clicks
