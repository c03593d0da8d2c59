"""Who may do what with a record in which state: role × action × state, each tried by a direct request.

``TABLE`` is the expectation. The actions come from the door (``editorial.MOVES``) and from the addresses of the admin
itself: an action without a row fails ``test_every_action_has_its_row``.
"""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from initiatives.editorial import MOVES, cautions_of
from initiatives.models import Commitment, Distinction, Source
from initiatives.versions import version_of
from initiatives.vocabularies import EditorialState
from tests.admin.desk import REASON, filled, log_in, url
from tests.admin.files import confirm, send, table
from tests.world import commitment, source

pytestmark = pytest.mark.once

STATES = [state.value for state in EditorialState]
ALL, DRAFTS, NONE = set(STATES), {"draft", "in-review"}, set()
ROLES = {
    "anonymous": None,
    "staff without a role": None,
    "curator": "Curators",
    "editor": "Editors",
    "administrator": "Administrators",
    "superuser": "",
}


def row(curator, editor):
    """Administrators and superusers may do what editors may; who has no role may do nothing."""
    above = dict.fromkeys(("editor", "administrator", "superuser"), editor)
    return {"anonymous": NONE, "staff without a role": NONE, "curator": curator, **above}


TABLE = {
    # action: the states of a commitment in which it works, for a curator and for an editor
    "submit": row({"draft"}, {"draft"}),
    "publish": row(NONE, DRAFTS),
    "send_back": row(NONE, {"in-review"}),
    "withdraw": row(NONE, {"published"}),
    "restore": row(NONE, {"withdrawn"}),
    "add": row(ALL, ALL),
    "change": row(DRAFTS, ALL),
    "delete": row(DRAFTS, DRAFTS),
    "merge": row(NONE, ALL),
    "put back": row(DRAFTS, ALL),
    "preview": row(ALL, ALL),
    "import": row(DRAFTS, ALL),
    "table": row(ALL, ALL),
    "template": row(ALL, ALL),
    "changelist": row(ALL, ALL),
    "history": row(ALL, ALL),
    "duplicates": row(ALL, ALL),
}
BY_ADDRESS = {"move": set(MOVES), "simple_history": {"put back"}, "": set()}
"""The addresses of the admin that stand for other actions; every other one is an action of its own name."""


def client_of(role):
    if role == "anonymous":
        return Client()
    if role == "staff without a role":
        client = log_in("somebody", "Curators")
        client.user.groups.clear()
        return client
    return log_in("somebody", ROLES[role])


@pytest.fixture
def root(world):
    """Sees every form; what it would send is sent by somebody else."""
    return log_in("root")


def a_commitment(world, state, slug="story"):
    made = commitment(
        slug, world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state=state
    )
    made.summary = "Said better."
    made.save()
    return made


# --- the tries: each makes the request and says whether it worked, as the database has it ------------------------------------


def try_move(client, root, record, code):
    move = MOVES[code]
    data = {f"version-{record.pk}": version_of(record), "reason": REASON if move.needs_reason else ""}
    data |= {f"answer-{record.pk}-{c.code}": c.answers[0][0] for c in cautions_of(record, move)}
    client.post(f"{url(Commitment, 'move', code)}?ids={record.pk}", data)
    now = Commitment.objects.get(pk=record.pk)
    assert now.state in (record.state, move.end)
    return now.state != record.state


def try_add(client, root, record):
    data = filled(root.get(url(Commitment, "change", record.pk)))
    data = {**data, "slug": "another", "title": "Quite another one", "participations-TOTAL_FORMS": "0"}
    client.post(url(Commitment, "add"), {**data, "participations-INITIAL_FORMS": "0"})
    return Commitment.objects.filter(slug="another", state="draft").exists()


def try_change(client, root, record):
    data = filled(root.get(url(Commitment, "change", record.pk)))
    client.post(url(Commitment, "change", record.pk), {**data, "summary": "Changed.", "change_reason": REASON})
    now = Commitment.objects.get(pk=record.pk)
    assert now.state == record.state
    return now.summary == "Changed."


def try_delete(client, root, record):
    client.post(url(Commitment, "delete", record.pk), {"post": "yes"})
    return not Commitment.objects.filter(pk=record.pk).exists()


def try_merge(client, root, record):
    kept = Commitment.objects.get(slug="palau")
    data = {"seen-lost": version_of(record), "seen-kept": version_of(kept), "reason": REASON}
    client.post(f"{url(Commitment, 'merge', record.pk)}?into=palau", data)
    now = Commitment.objects.filter(pk=record.pk).first()
    return now is None or now.state_reason.startswith("Merged into")


def try_put_back(client, root, record):
    Commitment.objects.filter(pk=record.pk).update(summary="Said worse.")
    data = {"seen": version_of(record), "reason": REASON}
    client.post(url(Commitment, "simple_history", record.pk, 1), data)
    now = Commitment.objects.get(pk=record.pk)
    assert now.state == record.state
    return now.summary == record.summary


def try_preview(client, root, record):
    response = client.get(f"{record.get_absolute_url()}?preview")
    if "<strong>Preview.</strong>" not in response.content.decode():
        return False
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    return True


def try_import(client, root, record):
    """Somebody else’s preview is of no use, so the file is sent and confirmed by the same person."""
    shown = send(client, table({"slug": record.slug, "title": "From a file"}))
    if shown.status_code == 200 and "token" in (shown.context or {}):
        confirm(client, shown, reason=REASON)
    now = Commitment.objects.get(pk=record.pk)
    assert now.state == record.state
    return now.title == "From a file"


def try_duplicates(client, root, record):
    """Another record is called similarly; somebody says that it is not the same."""
    title = "Story of a great new open network"
    Commitment.objects.filter(pk=record.pk).update(title=title)
    Commitment.objects.filter(slug="another").delete()
    other = commitment("another", record.statement, [], {}, state="draft", title=f"{title} again")
    client.post(url(Commitment, "duplicates", record.pk), {"other": other.pk, "reason": REASON})
    return Distinction.objects.about(record).exists()


def try_download(client, root, record, name):
    response = client.get(url(Commitment, name, "csv"))
    return response.status_code == 200 and response.content.decode().startswith("\ufeffslug,title,summary")


def try_page(client, root, record, page):
    args = [record.pk] if page == "history" else []
    return client.get(url(Commitment, page, *args)).status_code == 200


TRIES = {
    **{code: lambda *given, code=code: try_move(*given, code) for code in MOVES},
    **{page: lambda *given, page=page: try_page(*given, page) for page in ("changelist", "history")},
    "add": try_add,
    "change": try_change,
    "delete": try_delete,
    "merge": try_merge,
    "put back": try_put_back,
    "preview": try_preview,
    "import": try_import,
    "duplicates": try_duplicates,
    **{name: lambda *given, name=name: try_download(*given, name) for name in ("table", "template")},
}


def actions_of_the_admin() -> set[str]:
    """Every action that has an address of its own in the admin of commitments, and every move of the door."""
    prefix, found = "initiatives_commitment_", set()
    for pattern in admin.site._registry[Commitment].get_urls():
        name = (pattern.name or "").removeprefix(prefix)
        found |= BY_ADDRESS.get(name, {name})
    return found | set(MOVES)


@pytest.mark.once
def test_every_action_has_its_row():
    assert actions_of_the_admin() | {"preview"} == set(TABLE) == set(TRIES)
    assert all(set(rights) == set(ROLES) for rights in TABLE.values())


@pytest.mark.once
def test_every_bulk_action_is_a_move():
    names = {name.removesuffix("_selected") for name in admin.site._registry[Commitment].actions}

    assert names == set(MOVES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", TABLE)
def test_what_a_role_may_do_works_and_everything_else_is_refused(world, root, role, action):
    client, worked = client_of(role), set()
    for state in STATES:
        record = a_commitment(world, state)
        if TRIES[action](client, root, record):
            worked.add(state)
        Commitment.objects.filter(slug__in=["story", "another"]).delete()

    assert worked == TABLE[action][role]


# --- sources know no states -------------------------------------------------------------------------------------------------

OF_SOURCES = {
    # what works for whom
    "add": {"curator", "editor", "administrator", "superuser"},
    "change": {"editor", "administrator", "superuser"},
    "merge": {"editor", "administrator", "superuser"},
    "delete": set(),
    "put back": {"editor", "administrator", "superuser"},
}


def try_source(client, root, action):
    record, kept = source("other"), Source.objects.get(slug="paper")
    data = filled(root.get(url(Source, "change", record.pk)))
    if action == "add":
        client.post(url(Source, "add"), {**data, "slug": "new", "title": "Quite another"})
        return Source.objects.filter(slug="new").exists()
    if action == "change":
        client.post(url(Source, "change", record.pk), {**data, "title": "Changed"})
        return Source.objects.get(pk=record.pk).title == "Changed"
    if action == "put back":
        Source.objects.filter(pk=record.pk).update(title="Changed")
        client.post(url(Source, "simple_history", record.pk, 1), {"seen": version_of(record)})
        return Source.objects.get(pk=record.pk).title != "Changed"
    if action == "merge":
        data = {"seen-lost": version_of(record), "seen-kept": version_of(kept), "reason": REASON}
        client.post(f"{url(Source, 'merge', record.pk)}?into=paper", data)
    else:
        client.post(url(Source, "delete", record.pk), {"post": "yes"})
    return not Source.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", OF_SOURCES)
def test_what_a_role_may_do_with_a_source(world, root, role, action):
    assert try_source(client_of(role), root, action) is (role in OF_SOURCES[action])


def test_a_refused_request_leads_to_the_log_in_or_is_forbidden(world):
    """Nobody without rights learns from the answer whether a record is there."""
    record = a_commitment(world, "draft")
    for page, args in (("change", [record.pk]), ("merge", [record.pk]), ("history", [record.pk])):
        response = Client().post(url(Commitment, page, *args))
        assert response["Location"].startswith(reverse("admin:login")), page
