"""Who may do what at the desk: role × action × state, each tried by a direct request.

The tables are the expectation. The actions come from the registry of the admin and from the door (``every_action``): one
without a row fails ``test_every_action_has_its_row``. What a role may do works; everything else is refused, and nothing
is written.
"""

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Commitment
from tests.admin import every_action as every
from tests.admin.desk import log_in
from tests.loops import each

STATES = set(every.STATES)
ALL, DRAFTS, NONE = STATES | {""}, {"draft", "in-review"}, set()
ROLES = {
    "anonymous": None,
    "staff without a role": None,
    "curator": "Curators",
    "editor": "Editors",
    "administrator": "Administrators",
    "superuser": "",
}


def row(curator, editor, administrator=None, superuser=None, staff=NONE):
    """The states of the record in which an action works, for each role; who is above may do what who is below may."""
    administrator = editor if administrator is None else administrator
    superuser = administrator if superuser is None else superuser
    rights = (NONE, staff, curator, editor, administrator, superuser)
    return dict(zip(ROLES, rights, strict=True))


STAFF, CURATORS, EDITORS = row(ALL, ALL, staff=ALL), row(ALL, ALL), row(NONE, ALL)
ADMINISTRATORS, SUPERUSERS, NOBODY = row(NONE, NONE, ALL), row(NONE, NONE, NONE, ALL), row(NONE, NONE)
AS_OWNER = row(DRAFTS, ALL)  # what curators may do with drafts only

TABLES_READ = {"import": CURATORS, "table": CURATORS, "template": CURATORS}
LISTED = {"changelist": CURATORS, "change": CURATORS, "history": CURATORS, "short": STAFF}
VERSIONS = {"simple_history": CURATORS}
TRANSITIONS_READ = {
    "transition:submit": CURATORS,
    "transition:publish": EDITORS,
    "transition:send_back": EDITORS,
    "transition:withdraw": EDITORS,
    "transition:restore": EDITORS,
}
PACKAGES_READ = {"package:submit": CURATORS, "package:publish": EDITORS}
DRAFTED = {
    **LISTED,
    **VERSIONS,
    **TABLES_READ,
    **TRANSITIONS_READ,
    "add": CURATORS,
    "delete": row(DRAFTS, DRAFTS),
    "preview": CURATORS,
    "comments": CURATORS,
}
REFERENCE = {
    **LISTED,
    **VERSIONS,
    **TABLES_READ,
    "import": EDITORS,
    "template": EDITORS,
    "add": EDITORS,
    "delete": NOBODY,
}
MERGE = {"merge": EDITORS, "duplicates": CURATORS}
PART = {**LISTED, **VERSIONS, **TABLES_READ, "add": NOBODY, "delete": row(DRAFTS, DRAFTS)}
KEPT = {**LISTED, "add": NOBODY, "delete": NOBODY}
ACCOUNT = {**dict.fromkeys(LISTED, ADMINISTRATORS), "short": STAFF, "add": ADMINISTRATORS}
OF_DJANGO = {**dict.fromkeys((*LISTED, "add", "delete"), SUPERUSERS), "short": STAFF}

READING = {
    # GET: the pages of each noun
    "grouping": {**DRAFTED, **MERGE},
    "summit": {**DRAFTED, **MERGE, **PACKAGES_READ},
    "statement": {**DRAFTED, **MERGE, **PACKAGES_READ},
    "commitment": {**DRAFTED, **MERGE},
    "followup": DRAFTED,
    "membership": PART,
    "participation": PART,
    "searchlogentry": {**PART, "add": CURATORS},
    "state": REFERENCE,
    "technology": REFERENCE,
    "source": {**REFERENCE, **MERGE, **dict.fromkeys(("add", "import", "template", "preview", "comments"), CURATORS)},
    "importrecord": {**KEPT, "undo": EDITORS},
    "linkcheck": KEPT,
    "reviewcomment": KEPT,
    "lead": {**KEPT, "add": CURATORS},
    "user": {**ACCOUNT, "delete": NOBODY, "password_change": ADMINISTRATORS},
    "redirect": OF_DJANGO,
    "site": OF_DJANGO,
    "accessattempt": {**OF_DJANGO, "add": NOBODY},
    "accesslog": {**OF_DJANGO, "add": NOBODY},
    "accessfailurelog": {**OF_DJANGO, "add": NOBODY},
}

TRANSITIONS = {
    "transition:submit": row({"draft"}, {"draft"}),
    "transition:publish": row(NONE, DRAFTS),
    "transition:send_back": row(NONE, {"in-review"}),
    "transition:withdraw": row(NONE, {"published"}),
    "transition:restore": row(NONE, {"withdrawn"}),
    "bulk:submit_selected": CURATORS,
    "bulk:publish_selected": EDITORS,
    "bulk:send_back_selected": EDITORS,
    "bulk:withdraw_selected": EDITORS,
    "bulk:restore_selected": EDITORS,
}
PACKAGES = {"package:submit": row({"draft"}, {"draft"}), "package:publish": row(NONE, DRAFTS)}
WRITTEN = {"change": AS_OWNER, "simple_history": AS_OWNER, "import": AS_OWNER}
RECORD = {**WRITTEN, **TRANSITIONS, "add": CURATORS, "delete": row(DRAFTS, DRAFTS), "comments": CURATORS}
EDITED = {**dict.fromkeys(WRITTEN, EDITORS), "add": EDITORS, "delete": NOBODY}
ONLY_IN_FILES = {**dict.fromkeys(("change", "simple_history", "add"), NOBODY), "import": AS_OWNER}
TWINS = {"merge": EDITORS, "duplicates": CURATORS}
READ_ONLY = dict.fromkeys(("change", "add", "delete"), NOBODY)
OWN = {**dict.fromkeys(("change", "add", "delete"), SUPERUSERS), "bulk:delete_selected": SUPERUSERS}

WRITING = {
    # POST: what is done to a record of each noun
    "grouping": {**RECORD, **TWINS, "rows:membership": AS_OWNER},
    "summit": {**RECORD, **PACKAGES, **TWINS, "rows:statement": AS_OWNER},
    "statement": {**RECORD, **PACKAGES, **TWINS, "rows:commitment": AS_OWNER},
    "commitment": {
        **RECORD,
        **TWINS,
        **dict.fromkeys(("rows:participation", "rows:followup", "rows:searchlogentry"), AS_OWNER),
    },
    "followup": RECORD,
    "membership": {**ONLY_IN_FILES, "delete": row(DRAFTS, DRAFTS)},
    "participation": {**ONLY_IN_FILES, "delete": row(DRAFTS, DRAFTS)},
    "searchlogentry": {**WRITTEN, "add": CURATORS, "delete": row(DRAFTS, DRAFTS)},
    "state": EDITED,
    "technology": EDITED,
    "source": {**EDITED, **TWINS, "add": CURATORS, "comments": CURATORS},
    "importrecord": {**READ_ONLY, "undo": EDITORS},
    "reviewcomment": READ_ONLY,
    "lead": {"change": CURATORS, "add": CURATORS, "delete": NOBODY},
    "linkcheck": {**READ_ONLY, "bulk:accept_selected": EDITORS},
    "user": {**dict.fromkeys(("change", "add", "password_change"), ADMINISTRATORS), "delete": NOBODY},
    "redirect": OWN,
    "site": OWN,
}
for noun in ("accessattempt", "accesslog", "accessfailurelog"):
    WRITING[noun] = {**READ_ONLY, "delete": SUPERUSERS, "bulk:delete_selected": SUPERUSERS}

SITE = {
    # GET: the addresses of the site itself
    "index": STAFF,
    "password_change": STAFF,
    "password_change_done": STAFF,
    "jsi18n": STAFF,
    "view_on_site": STAFF,
    "app_list": CURATORS,
    "autocomplete": CURATORS,
    "login": dict.fromkeys(ROLES, ALL),
    "logout": NOBODY,
    "elsewhere": NOBODY,
}


ABOVE = ("administrator", "superuser")
DEPENDING = {"change", "delete", "preview"}  # pages that are tried in every state; the others are alike in all
ON_A_LIST = {"import", "bulk:accept_selected"} | {action for action in TRANSITIONS if action.startswith("bulk:")}
"""What is tried on a page that curators may read: that page says that there is no such action for them."""


def client_of(role):
    if role == "anonymous":
        return Client()
    client = log_in("somebody", ROLES[role] or ("Curators" if role == "staff without a role" else ""))
    if role == "staff without a role":
        client.user.groups.clear()
    return client


@pytest.fixture(scope="module")
def on(built_world, django_db_blocker):
    """What the actions are tried on: made once; every try is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield every.subjects(built_world)
        transaction.set_rollback(True)


def test_every_action_has_its_row():
    nouns = set(map(every.noun_of, admin.site._registry))

    assert set(READING) == set(WRITING) == nouns
    assert {noun: set(READING[noun]) for noun in nouns} == {noun: every.reading_of(noun) for noun in nouns}
    assert {noun: set(WRITING[noun]) for noun in nouns} == {noun: every.writing_of(noun) for noun in nouns}
    assert set(SITE) == every.addresses_of_the_site()


def is_refused(role, answer) -> bool:
    """Nobody without rights learns from the answer whether a record is there."""
    if role == "anonymous":
        return answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login"))
    return answer.status_code in (403, 404)


def tries(table, on, role):
    """Noun, action, state of the record, and what is expected by role.

    Who is above an editor and may do the same to every noun tries it with commitments and sources only.
    """
    for noun, actions in table.items():
        for action, rights in actions.items():
            if role in ABOVE and rights[role] == rights["editor"] and noun not in ("commitment", "source"):
                continue
            states = [""] if action.partition(":")[0] in every.WITHOUT_RECORD else on.records[noun]
            yield from ((noun, action, state, rights) for state in states)


def is_expected(rights, role, state) -> bool:
    return state in rights[role] if state else bool(rights[role])


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_a_page_gets_it_and_nobody_else(on, db, sample, role):
    client, wrong = client_of(role), []
    for noun, action, state, rights in sample(tries(READING, on, role), 80):
        if state in STATES - {"draft"} and action not in DEPENDING:
            continue
        record = on.records[noun][state or next(iter(on.records[noun]))]
        with every.writes() as written:
            answer, is_there = every.read(client, noun, action, record)
            if role == "superuser" and action in every.FOR_READING:
                client.post(every.address_of(noun, action, record))
        if action == "undo":
            written = []  # it is tried and rolled back, so that the page says exactly what it does
        refused = action == "preview" or is_refused(role, answer)
        if is_there != is_expected(rights, role, state) or not (is_there or refused) or written:
            wrong.append((noun, action, state, answer.status_code, written))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_works_and_everything_else_is_refused(on, db, sample, role):
    """Who may do it to some records, is told why it does not work with this one; who may not at all, is turned away."""
    client, wrong = client_of(role), []
    for noun, action, state, rights in sample(tries(WRITING, on, role), 70):
        with every.writes() as written:
            answer, worked = every.write(client, on, noun, action, state)
        told = rights[role] or (role == "curator" and action in ON_A_LIST)
        refused = not worked and not written and (told or is_refused(role, answer))
        if worked != is_expected(rights, role, state) or not (worked or refused):
            wrong.append((noun, action, state, answer.status_code, written))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_who_may_use_the_addresses_of_the_site_itself(on, db, role):
    client, found = client_of(role), {}
    draft = on.records["commitment"]["draft"]
    addresses = {
        "app_list": reverse("admin:app_list", args=["initiatives"]),
        "view_on_site": reverse("admin:view_on_site", args=[every.content_type(draft), draft.pk]),
        "elsewhere": reverse("admin:index") + "elsewhere/",
        "autocomplete": every.autocomplete_url(Commitment, "source"),
    }
    for name in SITE:
        with every.writes() as written:
            answer = client.get(addresses.get(name) or reverse(f"admin:{name}"))
        sent_on = {"view_on_site": f"/commitments/{draft.slug}/", "login": reverse("admin:index")}
        found[name] = answer.status_code == 200 or answer.get("Location", "?").endswith(sent_on.get(name, "-"))
        assert not written and (found[name] or name == "logout" or is_refused(role, answer)), (name, answer.status_code)

    assert found == {name: bool(rights[role]) for name, rights in SITE.items()}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_find_records_in_a_field(on, db, role):
    client = client_of(role)
    for model, name in each(sorted(every.autocompletes(), key=str)):
        answer = client.get(every.autocomplete_url(model, name))
        assert (answer.status_code == 200) == bool(SITE["autocomplete"][role]), (model, name)
    for model, name in ((every.model_of("user"), "groups"), (every.model_of("searchlogentry"), "done_by")):
        if role not in ("administrator", "superuser"):
            assert is_refused(role, client.get(every.autocomplete_url(model, name))), (model, name)
