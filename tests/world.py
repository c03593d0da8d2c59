"""The test world: a small record in which every rule of the domain can be tried.

``build()`` makes two groupings that resemble real ones:

- **Quad**: Australia (2007–2008, again from 2017), India, Japan and the United States; South Korea a candidate, start unknown.
  Summits: Hiroshima (held, May 2023), New York (held, September 2023, on the sidelines of UNGA 78), New Delhi (postponed,
  no date). Statements: a joint statement of Hiroshima, a readout of New York, a fact sheet without a meeting, one undated.
- **Trio**: Japan, South Korea, United States; one ministers' summit (Camp David, August 2023) with one statement.

Commitments: ``palau`` (Open RAN in Palau; announced at Hiroshima, progress in June 2023, reaffirmed in New York), ``report``
(completed at once), ``labs`` (artificial intelligence, by the Trio), ``undated`` (in the undated statement), ``loose`` (from
the fact sheet without a meeting; telecommunications; amount and target date).

Everything above is published. ``build_drafts()`` adds a draft of every noun that has an editorial state, and drafts that hang
on public records; each carries a nonsense word of its own (``SECRETS``) that nobody outside may ever see. So do the sources
that nothing else cites, comments on drafts and on ``palau``, and leads, open and coded.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, User
from django.utils import timezone

from initiatives.history.recording import change
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Lead,
    Membership,
    Mode,
    Participation,
    ReviewComment,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)

PUBLIC = {"state": "published"}
PASSWORD = "a long pass phrase for tests"
SECRETS = {
    noun: f"zq{noun}wx"
    for noun in (
        "grouping",
        "summit",
        "statement",
        "commitment",
        "followup",
        "withdrawn",
        "inreview",
        "citing",
        "onsummit",
        "source",
        "comment",
        "lead",
    )
}


@dataclass
class World:
    """The records by short name, each noun in a dict."""

    states: dict[str, State] = field(default_factory=dict)
    technologies: dict[str, Technology] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    groupings: dict[str, Grouping] = field(default_factory=dict)
    summits: dict[str, Summit] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)


def published(model, **values):
    return model.objects.create(state="published", published_at=timezone.now(), **values)


def source(slug="paper", **values):
    defaults = {
        "title": f"Title of {slug}",
        "publisher": "A ministry",
        "level": "primary",
        "published_on": "2023-05-20",
    }
    return Source.objects.create(slug=slug, **{**defaults, "url": f"https://example.org/{slug}", **values})


def cite(world: World, *sources: Source):
    """Let a public text link to the sources, so that they are public, though no record names them as its source."""
    loose = world.commitments["loose"]
    loose.summary += "".join(f" [[source:{one.slug}]]" for one in sources)
    loose.save()


@change()
def commitment(slug, statement, technologies, parties, modes=("deployment",), state="published", **values):
    """A commitment with its technologies (records), modes (codes) and parties (``{State: role}``)."""
    defaults = {"title": slug.title(), "summary": f"They promise {slug}.", "evidence": "verified"}
    made = Commitment.objects.create(
        slug=slug,
        statement=statement,
        state=state,
        published_at=timezone.now() if state in ("published", "withdrawn") else None,
        **{"source": statement.source, **defaults, **values},
    )
    made.technologies.set(technologies)
    made.modes.set(Mode.objects.filter(code__in=modes))
    for state_record, role in parties.items():
        Participation.objects.create(commitment=made, state=state_record, role=role)
    return made


def follow_up(of, date, kind, state="published", **values):
    """A follow-up; published unless told otherwise."""
    published_at = timezone.now() if state in ("published", "withdrawn") else None
    return FollowUp.objects.create(
        commitment=of, date=date, kind=kind, state=state, published_at=published_at, **{"source": of.source, **values}
    )


@change()
def build() -> World:
    world = World()
    for iso3, name in (
        ("AUS", "Australia"),
        ("IND", "India"),
        ("JPN", "Japan"),
        ("KOR", "South Korea"),
        ("PLW", "Palau"),
        ("USA", "United States"),
    ):
        slug = name.lower().replace(" ", "-")
        world.states[iso3] = State.objects.create(slug=slug, iso3=iso3, name=name, region="Somewhere")
    _technologies(world)
    paper = world.sources["paper"] = source()
    _groupings(world, paper)
    _summits(world, paper)
    _statements(world, paper)
    _commitments(world)
    return world


def _technologies(world):
    telecoms = Technology.objects.create(slug="telecommunications", name="Telecommunications", aliases=["telecoms"])
    world.technologies["telecommunications"] = telecoms
    world.technologies["open-ran"] = Technology.objects.create(
        slug="open-ran", name="Open RAN", parent=telecoms, aliases=["O-RAN", "Open Radio Access Network"]
    )
    world.technologies["5g"] = Technology.objects.create(slug="5g", name="5G", parent=telecoms)
    world.technologies["artificial-intelligence"] = Technology.objects.create(
        slug="artificial-intelligence", name="Artificial intelligence", aliases=["AI"]
    )


def _groupings(world, paper):
    states = world.states
    quad = published(
        Grouping, slug="quad", name="The Quad", short_name="Quad", founded="2007-05", purpose="Four.", source=paper
    )
    trio = published(Grouping, slug="trio", name="Trio", short_name="Trio", founded="2022-11-13", source=paper)
    world.groupings.update(quad=quad, trio=trio)
    for state, joined, left in (
        ("AUS", "2007-05", "2008"),
        ("AUS", "2017-11-12", None),
        ("IND", "2007-05", None),
        ("JPN", "2007-05", None),
        ("USA", "2007-05", None),
    ):
        Membership.objects.create(grouping=quad, state=states[state], joined=joined, left=left, source=paper)
    Membership.objects.create(grouping=quad, state=states["KOR"], role="candidate", source=paper, note="Quad Plus")
    for state in ("JPN", "KOR", "USA"):
        Membership.objects.create(grouping=trio, state=states[state], joined="2022-11-13", source=paper)


def _summits(world, paper):
    quad, trio, states = world.groupings["quad"], world.groupings["trio"], world.states
    common = {"source": paper, "format": "in-person"}
    world.summits.update(
        hiroshima=published(
            Summit,
            slug="hiroshima",
            grouping=quad,
            name="Quad Leaders’ Summit, Hiroshima",
            level="leaders",
            start="2023-05-20",
            end="2023-05-20",
            city="Hiroshima",
            host=states["JPN"],
            **common,
        ),
        new_york=published(
            Summit,
            slug="new-york",
            grouping=quad,
            name="Quad Foreign Ministers, New York",
            level="ministers",
            start="2023-09-22",
            sidelines_of="UNGA 78",
            host=states["USA"],
            **common,
        ),
        new_delhi=published(
            Summit,
            slug="new-delhi",
            grouping=quad,
            name="Quad Leaders’ Summit, India",
            level="leaders",
            status="postponed",
            note="No date was found.",
            host=states["IND"],
            **common,
        ),
        camp_david=published(
            Summit, slug="camp-david", grouping=trio, name="Camp David", level="leaders", start="2023-08-18", **common
        ),
    )


def _statements(world, paper):
    quad, trio, summits = world.groupings["quad"], world.groupings["trio"], world.summits
    rows = {
        "hiroshima": (quad, summits["hiroshima"], "joint-statement", "2023-05-20", "complete"),
        "readout": (quad, summits["new_york"], "readout", "2023-09-22", "technology-part"),
        "sheet": (quad, None, "fact-sheet", "2024", "not-read"),
        "undated": (quad, None, "principles", None, "complete"),
        "unread": (quad, None, "press-release", "2022-02", "not-read"),
        "camp_david": (trio, summits["camp_david"], "joint-statement", "2023-08-18", "complete"),
    }
    for name, (grouping, summit, kind, day, coding) in rows.items():
        world.statements[name] = published(
            Statement,
            slug=name.replace("_", "-") + "-text",
            title=f"Text of {name.replace('_', ' ')}",
            grouping=grouping,
            summit=summit,
            kind=kind,
            issued_on=day,
            coding=coding,
            source=paper,
            url=f"https://example.org/texts/{name}" if name != "unread" else "",
        )


def _commitments(world):
    states, technologies, statements = world.states, world.technologies, world.statements
    open_ran, telecoms = technologies["open-ran"], technologies["telecommunications"]
    palau = commitment(
        "palau",
        statements["hiroshima"],
        [open_ran, telecoms],
        {states["USA"]: "lead", states["JPN"]: "participant", states["PLW"]: "beneficiary"},
        modes=("deployment", "capacity-building"),
        title="Open RAN in Palau",
        locator="Critical technology",
    )
    follow_up(palau, "2023-09-22", "reaffirmed", statement=statements["readout"], note="Taken forward.")
    follow_up(palau, "2023-06", "progress", note="The grant was signed.")
    follow_up(palau, None, "progress", note="An undated report.")
    report = commitment("report", statements["hiroshima"], [open_ran], {states["AUS"]: "lead", states["IND"]: "lead"})
    follow_up(report, "2023-05-20", "completed", note="It was released at once.")
    labs = commitment(
        "labs",
        statements["camp_david"],
        [technologies["artificial-intelligence"]],
        {states["JPN"]: "lead", states["KOR"]: "lead", states["USA"]: "participant"},
        modes=("research-development",),
        title="National laboratories",
    )
    undated = commitment("undated", statements["undated"], [technologies["5g"]], {states["JPN"]: "participant"})
    loose = commitment(
        "loose",
        statements["sheet"],
        [telecoms],
        {states["IND"]: "host"},
        modes=("investment",),
        evidence="secondary",
        amount_value=8_000_000,
        amount_currency="USD",
        amount_bound="at-least",
        amount_scope="whole",
        target_date="2025",
        summary="Money for a network (see [[source:paper]]).",
    )
    world.commitments.update(palau=palau, report=report, labs=labs, undated=undated, loose=loose)


@change()
def build_drafts(world: World):
    """A draft of every editorial noun, and drafts that hang on public records, each with its secret word."""
    quad, states, paper = world.groupings["quad"], world.states, world.sources["paper"]
    open_ran, parties = [world.technologies["open-ran"]], {states["JPN"]: "lead"}
    word, own = SECRETS, {name: _secret_source(name) for name in ("grouping", "part", "summit", "statement")}
    uncited = _secret_source()
    secret_grouping = Grouping.objects.create(
        slug=word["grouping"],
        name=word["grouping"],
        short_name=word["grouping"],
        founded="2020",
        source=own["grouping"],
    )
    Membership.objects.create(grouping=secret_grouping, state=states["JPN"], note=word["grouping"], source=own["part"])
    secret_summit = Summit.objects.create(
        slug=word["summit"],
        grouping=quad,
        name=word["summit"],
        level="leaders",
        start="2024-03-01",
        note=f"See [[source:{uncited.slug}]].",
        source=own["summit"],
    )
    secret_statement = Statement.objects.create(
        slug=word["statement"],
        grouping=quad,
        title=word["statement"],
        kind="fact-sheet",
        issued_on="2024-04-01",
        source=own["statement"],
    )
    on_summit = published(
        Statement,
        slug="text-of-a-secret-meeting",
        grouping=quad,
        summit=secret_summit,
        title="A public text",
        kind="readout",
        issued_on="2024-03-01",
        coding="not-read",
        source=paper,
    )
    secret = {"title": word["commitment"], "summary": word["commitment"], "locator": word["commitment"]}
    secret["source"] = _secret_source("draft")
    commitment(word["commitment"], world.statements["hiroshima"], open_ran, parties, state="draft", **secret)
    review = {"title": word["inreview"], "summary": word["inreview"], "source": _secret_source("inreview")}
    commitment(word["inreview"], world.statements["hiroshima"], open_ran, parties, state="in-review", **review)
    gone = {"title": word["withdrawn"], "summary": word["withdrawn"], "state_reason": "It was entered twice."}
    gone["source"] = _secret_source("withdrawn")
    commitment("gone", world.statements["hiroshima"], open_ran, parties, state="withdrawn", **gone)
    hidden = {"title": word["onsummit"], "summary": word["onsummit"], "source": _secret_source("hidden")}
    commitment(word["onsummit"], secret_statement, open_ran, parties, **hidden)
    palau = world.commitments["palau"]
    later = {"note": word["followup"], "statement": secret_statement, "source": _secret_source("later")}
    follow_up(palau, "2024-05-01", "completed", state="draft", **later)
    SearchLogEntry.objects.create(
        commitment=Commitment.objects.get(slug=word["commitment"]),
        field="amount",
        question=word["commitment"],
        where=word["commitment"],
        done_on="2026-01-01",
        outcome="nothing-found",
    )
    _comments_and_leads(world, [palau, secret_grouping, secret_summit, secret_statement, paper])
    return {"summit": secret_summit, "statement": secret_statement, "public_text": on_summit}


def comment(of, user, kind="note", **values):
    """A comment on a record; a note unless told otherwise."""
    about = {"noun": of._meta.model_name, "key": of.pk, "said_of": str(of)[:500], "said_by": user}
    return ReviewComment.objects.create(kind=kind, **{**about, "text": "Look at this.", **values})


def _comments_and_leads(world: World, records):
    """On each record a note, an error and a check, two of them to be looked at again; a lead to nothing, and of what
    is public a lead that was coded as it.
    """
    word, somebody = SECRETS["comment"], User.objects.create_user(SECRETS["comment"])
    for record in records:
        said = {"text": word, "quote": word, "check_again_by": "2026-01-01"}
        comment(record, somebody, **said)
        comment(record, somebody, "wrong", severity="major", **said)
        comment(record, somebody, "checked", text=word)
    word, quad, paper = SECRETS["lead"], world.groupings["quad"], world.sources["paper"]
    common = {"words": word, "note": word, "grouping": quad, "noted_by": somebody}
    Lead.objects.create(address=f"https://{word}.example/open", **common)
    coded = {"statement": world.statements["hiroshima"], "source": paper, "settled_by": somebody}
    Lead.objects.create(address=f"https://{word}.example/coded", **coded, **common)


def _secret_source(name: str = "") -> Source:
    """A source of a year and a language that no other has; without a name nothing is to cite it but by a link."""
    word = SECRETS["source"]
    slug = f"{word}-{name}" if name else word
    address = f"https://{word}.example/{slug}"
    return source(slug, title=word, publisher=word, url=address, published_on="1999", language="fi", level="secondary")


def person(name: str, role: str = "") -> User:
    """A member of staff with a role: Curators, Editors or Administrators (a superuser without one)."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, is_superuser=not role)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@change()
def grow(world: World, number: int, first: int = 1) -> list[Commitment]:
    """Adds ``number`` of each: states that join the Quad, technologies, sources, meetings, texts, commitments (each in a text of
    its own, with two parties), memberships of Japan, and follow-ups of ``palau``. All of it is public.
    """
    quad, states, paper = world.groupings["quad"], world.states, world.sources["paper"]
    made = []
    for n in range(first, first + number):
        code = f"X{chr(65 + n // 26)}{chr(65 + n % 26)}"
        state = State.objects.create(slug=f"state-{n}", iso3=code, name=f"State {n}", region="Elsewhere")
        Membership.objects.create(grouping=quad, state=state, joined="2021", source=paper)
        other = published(
            Grouping, slug=f"group-{n}", name=f"Group {n}", short_name=f"Group {n}", founded="2021", source=paper
        )
        Membership.objects.create(grouping=other, state=states["JPN"], joined="2021", source=paper)
        technology = Technology.objects.create(
            slug=f"technology-{n}", name=f"Technology {n}", parent=world.technologies["telecommunications"]
        )
        read = source(f"source-{n}")
        day = f"2022-{n % 12 + 1:02}-{n % 28 + 1:02}"
        meeting = published(
            Summit,
            slug=f"meeting-{n}",
            grouping=quad,
            name=f"Meeting {n}",
            level="officials",
            start=day,
            source=read,
            host=states["JPN"],
        )
        text = published(
            Statement,
            slug=f"text-{n}",
            title=f"Text {n}",
            grouping=quad,
            summit=meeting,
            kind="joint-statement",
            issued_on=day,
            coding="complete",
            source=read,
        )
        parties = {states["JPN"]: "lead", state: "participant"}
        made.append(commitment(f"promise-{n}", text, [technology, world.technologies["open-ran"]], parties))
        follow_up(
            world.commitments["palau"],
            f"2024-{n % 12 + 1:02}",
            "progress",
            statement=text,
            note=f"Step {n}.",
            source=read,
        )
    return made
