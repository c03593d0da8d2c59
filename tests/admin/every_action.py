"""Every action of the desk, found in the registry of its admin, and how each is tried by a direct request.

An action is a noun and a name. The names come from the addresses of the noun’s ModelAdmin, from the moves of the door
(``editorial.TRANSITIONS``), the bulk actions of its list and the rows of its form. A try makes the requests, says whether it
worked, as the database has it, and what was written meanwhile; whatever it did is taken back.
"""

import csv
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import URLResolver, reverse
from django.utils import timezone

from initiatives.admin.bulk_publish import PACKAGE_TRANSITION_CODES
from initiatives.admin.transitions import preview_url
from initiatives.editorial.duplicates import DUPLICATE_RULES
from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.editorial.transitions import TRANSITIONS, transition_cautions
from initiatives.importing.spreadsheets import export_file
from initiatives.models import (
    DismissedDuplicate,
    Grouping,
    Lead,
    LinkCheck,
    Membership,
    Mode,
    ReviewComment,
    SearchLogEntry,
    State,
    Statement,
    Summit,
    Technology,
)
from initiatives.models.vocabularies import EditorialState
from tests.admin.desk import REASON, filled, log_in, rows
from tests.admin.files import bring_in, confirm, send, table, token_of
from tests.world import PASSWORD, comment, commitment, follow_up, source

STATES = [state.value for state in EditorialState]
OLD, NEW, CHANGED = "As it was.", "As it is.", "As it was typed."
NAMES = dict(zip(STATES, ("Amber relay", "Birch cable", "Cedar mast", "Delta beacon"), strict=True))
AT_ONCE = {"changelist", "add", "import", "table", "template"}  # addresses that name no record
WITHOUT_RECORD = {"changelist", "add", "table", "template", "bulk"}  # actions that are alike for every record
FOR_READING = {"changelist", "history", "table", "template", "short"}  # a POST to them is a GET


# --- which actions there are ----------------------------------------------------------------------------------------------


def noun_of(model) -> str:
    return model._meta.model_name


def model_of(noun):
    return next(model for model in admin.site._registry if noun_of(model) == noun)


def admin_of(noun):
    return admin.site._registry[model_of(noun)]


def superuser_request():
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    return request


def addresses_of(model_admin) -> set[str]:
    """The names of its pages; a page that stands for several actions once for each of them."""
    names = {pattern.name or "short" for pattern in model_admin.get_urls()}
    names = {name.rpartition(f"{noun_of(model_admin.model)}_")[2] for name in names}
    names -= {"process_import"}  # the second step of “import”
    for page, codes in (("transition", TRANSITIONS), ("package", PACKAGE_TRANSITION_CODES)):
        if page in names:
            names = names - {page} | {f"{page}:{code}" for code in codes}
    return names


def bulk_actions_of(model_admin) -> set[str]:
    return {f"bulk:{name}" for name in model_admin.get_actions(superuser_request())}


def row_actions_of(model_admin) -> set[str]:
    """The rows of its form, of a record that is there already."""
    inlines = model_admin.get_inlines(superuser_request(), model_admin.model())
    return {f"rows:{noun_of(inline.model)}" for inline in inlines}


def reading_of(noun: str) -> set[str]:
    model = model_of(noun)
    previews = {"preview"} if hasattr(model, "was_public") else set()
    return addresses_of(admin_of(noun)) | previews


def writing_of(noun: str) -> set[str]:
    model_admin = admin_of(noun)
    return addresses_of(model_admin) - FOR_READING | bulk_actions_of(model_admin) | row_actions_of(model_admin)


def addresses_of_the_site() -> set[str]:
    return {pattern.name or "elsewhere" for pattern in admin.site.get_urls() if not isinstance(pattern, URLResolver)}


def autocompletes() -> set[tuple]:
    """Each field of each form and row that finds records as one types."""
    found = set()
    for model, model_admin in admin.site._registry.items():
        found |= {(model, name) for name in model_admin.autocomplete_fields}
        for inline in model_admin.get_inlines(superuser_request(), model()):
            found |= {(inline.model, name) for name in inline.autocomplete_fields}
    return found


# --- on what they are tried -----------------------------------------------------------------------------------------------


@dataclass
class Subjects:
    """A record of each noun in each state (a part: of an owner in it), saying something else than its only version."""

    world: object
    root: object  # a superuser’s client, which shows every form
    records: dict[str, dict[str, object]] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)  # what others are merged into
    forms: dict = field(default_factory=dict)

    def form_of(self, noun: str, state: str) -> dict:
        """What the form of the record would send, as it is shown to somebody who may do everything."""
        if (noun, state) not in self.forms:
            record = self.records[noun][state]
            data = filled(self.root.get(page_of(noun, "change", record)))
            self.forms[noun, state] = {**data, "change_reason": REASON}
        return self.forms[noun, state]


TYPED = {
    # the text of a noun that is changed
    "grouping": "purpose",
    "summit": "note",
    "statement": "issuer",
    "commitment": "summary",
    "followup": "note",
    "membership": "note",
    "searchlogentry": "question",
    "state": "region",
    "technology": "definition",
    "source": "publisher",
    "lead": "note",
    "user": "first_name",
    "redirect": "new_path",
    "site": "name",
}
LOG_INS = {"accessattempt": {"failures_since_start": 1}, "accesslog": {}, "accessfailurelog": {}}
MADE = {
    # what a new record must have that is not there yet
    "state": {"iso3": "XYZ", "iso2": "", "numeric": "", "name": "Elsewhere"},
    "technology": {"name": "Anything else"},
    "lead": {"address": "https://e.org/another"},
    "user": {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    "redirect": {"old_path": "/elsewhere/"},
    "site": {"domain": "elsewhere.example"},
}


def subjects(world) -> Subjects:
    root = log_in("root")
    made = Subjects(world, root)
    paper, japan, quad = world.sources["paper"], world.states["JPN"], world.groupings["quad"]
    for state, name in {**NAMES, "kept": "Elm tower"}.items():
        slug, now = name.lower().replace(" ", "-"), "published" if state == "kept" else state
        values = {"state": now, "published_at": timezone.now() if now in ("published", "withdrawn") else None}
        grouping = Grouping.objects.create(
            slug=slug, name=name, short_name=name, founded="2020", purpose=OLD, source=paper, **values
        )
        summit = Summit.objects.create(
            slug=slug, grouping=quad, name=name, level="leaders", start="2024-02-01", note=OLD, source=paper, **values
        )
        common = {"kind": "report", "issued_on": "2024-02-01", "issuer": OLD, "source": paper}
        statement = Statement.objects.create(
            slug=slug, grouping=quad, title=name, url="https://e.org", **common, **values
        )
        promise = commitment(
            slug,
            world.statements["hiroshima"],
            [world.technologies["5g"]],
            {japan: "lead"} if state != "kept" else {},
            state=now,
            title=name,
            summary=OLD,
        )
        records = {"grouping": grouping, "summit": summit, "statement": statement, "commitment": promise}
        if state == "kept":
            made.kept = {**records, "source": paper}
            continue
        records["followup"] = follow_up(world.commitments["palau"], "2024", "progress", state=state, note=OLD)
        records["membership"] = Membership.objects.create(
            grouping=grouping, state=japan, joined="2020", note=OLD, source=paper
        )
        records["participation"] = promise.participations.get()
        records["searchlogentry"] = SearchLogEntry.objects.create(
            commitment=promise, field="amount", question=OLD, where="There", done_on="2026-01-01", outcome="found"
        )
        for noun, record in records.items():
            made.records.setdefault(noun, {})[state] = record
    _without_states(made)
    for noun, by_state in made.records.items():
        for record in by_state.values():
            if hasattr(record, "history") and noun in TYPED:  # so that its only version can be put back
                type(record).objects.filter(pk=record.pk).update(**{TYPED[noun]: NEW})
                setattr(record, TYPED[noun], NEW)
    return made


def _without_states(made: Subjects):
    """One record of each other noun, under the name of no state."""
    values = {
        "state": State.objects.create(slug="nowhere", iso3="NWH", name="Nowhere", region=OLD),
        "technology": Technology.objects.create(slug="anything", name="Anything", definition=OLD),
        "source": source("other", publisher=OLD),
        "linkcheck": LinkCheck.objects.create(
            address="https://e.org/x", checked_on="2026-01-01", outcome="ok", digest="b", seen_digest="a"
        ),
        "reviewcomment": comment(made.world.sources["paper"], made.root.user),
        "lead": Lead.objects.create(address="https://e.org/seen", words="Seen", note=OLD, noted_by=made.root.user),
        "user": User.objects.create_user("somebody-else", password=PASSWORD),
        "redirect": Redirect.objects.create(site_id=1, old_path="/old/", new_path="/new/"),
        "site": Site.objects.get_current(),
        **{noun: model_of(noun).objects.create(ip_address="127.0.0.1", **extra) for noun, extra in LOG_INS.items()},
    }
    promise = {"slug": "imported", "title": "Imported", "summary": "From a file.", "evidence": "verified"}
    promise |= {"statement": "hiroshima-text", "technologies": "5g", "modes": "deployment", "source": "paper"}
    bring_in(made.root, table(promise))
    values["importrecord"] = model_of("importrecord").objects.get()
    made.records |= {noun: {"": record} for noun, record in values.items()}


def content_type(record) -> int:
    return ContentType.objects.get_for_model(record).pk


def autocomplete_url(model, name: str) -> str:
    field = {"app_label": model._meta.app_label, "model_name": noun_of(model), "field_name": name}
    return f"{reverse('admin:autocomplete')}?{urlencode(field)}"


# --- what is written meanwhile ---------------------------------------------------------------------------------------------

WRITE = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def writes():
    """The tables that are written, sessions aside, in a transaction that is taken back afterwards."""
    tables = []

    def listen(execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found and found[1] != "django_session":
            tables.append(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(listen):
            yield tables
        transaction.set_rollback(True)


@contextmanager
def quietly():
    """What is prepared for a try does not count as written by it."""
    listening, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        yield
    finally:
        connection.execute_wrappers = listening


# --- the tries -------------------------------------------------------------------------------------------------------------


def page_of(noun, page, record=None, *more):
    app = model_of(noun)._meta.app_label
    return reverse(f"admin:{app}_{noun}_{page}", args=[*([record.pk] if record else []), *more])


def address_of(noun, action, record) -> str:
    page, _, code = action.partition(":")
    if page == "preview":
        return preview_url(record)
    if page == "short":
        return page_of(noun, "change", record).removesuffix("change/")
    if page == "transition":
        return f"{reverse(f'admin:initiatives_{noun}_transition', args=[code])}?ids={record.pk}"
    if page in ("table", "template"):
        return reverse(f"admin:initiatives_{noun}_{page}", args=["csv"])
    if page == "package":
        return page_of(noun, "package", record, code)
    if page == "password_change":
        return reverse("admin:auth_user_password_change", args=[record.pk])
    if page == "simple_history":
        return page_of(noun, page, record, 1)
    return page_of(noun, page, None if page in AT_ONCE else record)


def read(client, noun, action, record):
    """Ask for a page: the answer, and whether it is the page."""
    answer = client.get(address_of(noun, action, record))
    if action == "short":
        return answer, answer.status_code == 302 and answer["Location"].endswith("/change/")
    if action == "preview":
        return answer, answer.status_code == 200 and "<strong>Preview.</strong>" in answer.content.decode()
    return answer, answer.status_code == 200


def write(client, on: Subjects, noun, action, state):
    """Try a change: the last answer, and whether the record, read again, has changed as it was meant to."""
    kind, _, code = action.partition(":")
    return WRITERS[kind](client, on, noun, state, code)


def _again(record):
    return type(record)._base_manager.filter(pk=record.pk).first()


def _change(client, on, noun, state, code):
    record, name = on.records[noun][state], TYPED.get(noun, "")
    answer = client.post(page_of(noun, "change", record), {**on.form_of(noun, state), name: CHANGED})
    now = _again(record)
    assert getattr(now, "state", "") == getattr(record, "state", "")
    return answer, bool(name) and getattr(now, name) == CHANGED


def _add(client, on, noun, state, code):
    state = next(iter(on.records[noun]))
    data = {**on.form_of(noun, state), "slug": "another", **MADE.get(noun, {})}
    data |= {name: "0" for name in data if name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}
    before = model_of(noun).objects.count()
    answer = client.post(page_of(noun, "add"), data)
    return answer, model_of(noun).objects.count() == before + 1


def _delete(client, on, noun, state, code):
    record = on.records[noun][state]
    return client.post(page_of(noun, "delete", record), {"post": "yes"}), _again(record) is None


def _put_back(client, on, noun, state, code):
    record, name = on.records[noun][state], TYPED.get(noun, "")
    data = {"seen": record_fingerprint(record), "reason": REASON}
    answer = client.post(page_of(noun, "simple_history", record, 1), data)
    now = _again(record)
    assert getattr(now, "state", "") == getattr(record, "state", "")
    return answer, bool(name) and getattr(now, name) == OLD


def _merge(client, on, noun, state, code):
    record, kept = on.records[noun][state], on.kept[noun]
    data = {"seen-lost": record_fingerprint(record), "seen-kept": record_fingerprint(kept), "reason": REASON}
    answer = client.post(f"{page_of(noun, 'merge', record)}?into={kept.slug}", data)
    now = _again(record)
    return answer, now is None or getattr(now, "state_reason", "").startswith("Merged into")


def _answers(record, move, prefix="") -> dict:
    """That the record was seen and each caution of its move was answered."""
    given = {f"{prefix}version-{record.pk}": record_fingerprint(record)}
    return given | {
        f"{prefix}answer-{record.pk}-{caution.code}": caution.choices[0][0]
        for caution in transition_cautions(record, move)
    }


def _moved(record, move) -> bool:
    now = _again(record)
    assert now.state in (record.state, move.end)
    return now.state != record.state


def _duplicates(client, on, noun, state, code):
    """The record is called almost like another one; somebody says that the two are not the same."""
    record, other = on.records[noun][state], on.kept[noun]
    rows, rule = type(record).objects, DUPLICATE_RULES[type(record)]
    own = [name for name in rule.bucket if "__" not in name]
    alike = rows.filter(pk=other.pk).values(*own).get() if own else {}
    with quietly():
        for each, name in (
            (record, "Story of a great new network"),
            (other, "Story of the great and new network here"),
        ):
            rows.filter(pk=each.pk).update(**alike, **{rule.names[0]: name})
    data = {"other": other.pk, "reason": REASON}
    return client.post(page_of(noun, "duplicates", record), data), DismissedDuplicate.objects.about(record).exists()


def _comments(client, on, noun, state, code):
    """Something is said of the record, and resolved."""
    record = on.records[noun][state]
    page, said = page_of(noun, "comments", record), ReviewComment.objects.about(record)
    answer = client.post(page, {"kind": "note", "text": REASON})
    if made := said.filter(text=REASON).first():
        answer = client.post(page, {"resolve": made.pk, "resolution": REASON})
    return answer, said.filter(resolution=REASON).exists()


def _move(client, on, noun, state, code):
    record, move = on.records[noun][state], TRANSITIONS[code]
    data = {**_answers(record, move), "reason": REASON if move.needs_reason else ""}
    return client.post(address_of(noun, f"transition:{code}", record), data), _moved(record, move)


def _package(client, on, noun, state, code):
    record, move, prefix = on.records[noun][state], TRANSITIONS[code], f"{noun}:"
    data = {**_answers(record, move, prefix), "record": f"{prefix}{record.pk}"}
    return client.post(page_of(noun, "package", record, code), data), _moved(record, move)


def _import(client, on, noun, state, code):
    """The record as a file with one value changed, sent and confirmed: somebody else’s preview would be of no use."""
    record, model = on.records[noun][state], model_of(noun)
    cells = row_of(record)
    if noun == "participation":
        cells["role"] = "host"  # a row is its key; another role is a row of its own
    else:
        cells[TYPED[noun]] = CHANGED
    before = model.objects.count()
    answer = send(client, table(cells), model)
    if answer.status_code == 200 and token_of(answer):
        answer = confirm(client, answer, model, reason=REASON)
    return answer, model.objects.count() > before or getattr(_again(record), TYPED.get(noun, ""), "") == CHANGED


def row_of(record) -> dict:
    """The record as its row stands in an export."""
    model = type(record)
    content = export_file("csv", model, model.objects.filter(pk=record.pk)).decode("utf-8-sig")
    return next(csv.DictReader(io.StringIO(content)))


def _undo(client, on, noun, state, code):
    record = on.records[noun][state]
    return client.post(page_of(noun, "undo", record), {"reason": REASON}), _again(record).undone_at is not None


def _password(client, on, noun, state, code):
    record, new = on.records[noun][state], {"password1": CHANGED + "x9", "password2": CHANGED + "x9"}
    cookies = client.cookies.copy()
    answer = client.post(address_of(noun, "password_change", record), {**new, "usable_password": "true"})
    client.cookies = cookies  # Django begins another session, which is taken back with the rest
    return answer, _again(record).check_password(CHANGED + "x9")


def _bulk(client, on, noun, state, name):
    """A bulk action of the door leads to its page with the records; the one of checked addresses accepts them."""
    chosen = [record.pk for record in on.records[noun].values()]
    data = {"action": name, "_selected_action": chosen, "index": "0"}
    answer = client.post(page_of(noun, "changelist"), data)
    if name == "delete_selected":
        answer = client.post(page_of(noun, "changelist"), {**data, "post": "yes"})
        return answer, not model_of(noun).objects.filter(pk__in=chosen).exists()
    if noun == "linkcheck":
        return answer, not LinkCheck.objects.changed().exists()
    code = name.removesuffix("_selected")
    asked = {int(key) for key in answer.get("Location", "").partition("?ids=")[2].split(",") if key}
    return answer, code in TRANSITIONS and f"/transition/{code}/" in answer.get("Location", "") and asked == set(chosen)


def _rows(client, on, noun, state, part):
    """A row more on the form of its record."""
    record, model = on.records[noun][state], model_of(part)
    prefix = {
        "participation": "participations",
        "membership": "memberships",
        "followup": "follow_ups",
        "searchlogentry": "search_log_entries",
        "statement": "statements",
        "commitment": "commitments",
    }[part]
    before = model.objects.count()
    data = rows(on.form_of(noun, state), prefix, _new_row(on.world, part))
    return client.post(page_of(noun, "change", record), data), model.objects.count() == before + 1


def _new_row(world, part) -> dict:
    palau, paper = str(world.states["PLW"].pk), str(world.sources["paper"].pk)
    modes, technologies = [Mode.objects.get(code="dialogue").pk], [world.technologies["5g"].pk]
    promise = {"title": "A row", "summary": "A row.", "evidence": "verified", "source": paper}
    return {
        "participation": {"state": palau, "role": "host"},
        "membership": {"state": palau, "role": "partner", "source": paper},
        "followup": {"date": "2025", "kind": "progress", "note": "A row.", "source": paper},
        "searchlogentry": {
            "field": "amount",
            "question": "?",
            "where": "There",
            "done_on": "2026-01-01",
            "outcome": "found",
        },
        "statement": {"title": "A row", "kind": "report", "language": "en", "coding": "complete", "source": paper},
        "commitment": {**promise, "modes": modes, "technologies": technologies},
    }[part]


WRITERS = {
    "change": _change,
    "add": _add,
    "delete": _delete,
    "simple_history": _put_back,
    "merge": _merge,
    "duplicates": _duplicates,
    "comments": _comments,
    "transition": _move,
    "package": _package,
    "import": _import,
    "undo": _undo,
    "password_change": _password,
    "bulk": _bulk,
    "rows": _rows,
}
