"""How the tests work with files at the desk: make one, send it, read what the preview says, confirm it."""

import io

import openpyxl
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.importing.spreadsheets import RESOURCES, write_file
from initiatives.models import Commitment
from tests.admin.desk import url

PROMISE = {
    "title": "A promise",
    "summary": "They promise it.",
    "statement": "hiroshima-text",
    "technologies": "5g; open-ran",
    "modes": "deployment",
    "evidence": "verified",
    "source": "paper",
}


def table(*rows: dict, kind="csv", head=None) -> bytes:
    """A file with these rows; columns in the order in which they first occur."""
    head = head or list(dict.fromkeys(name for row in rows for name in row))
    return write_file(kind, head, [[row.get(name, "") for name in head] for row in rows])


def workbook(*rows) -> bytes:
    """A workbook with these cells as they are typed: numbers, days, formulas."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, content: bytes, model=Commitment, name="rows.csv"):
    """Choose the file: gives the preview."""
    return client.post(url(model, "import"), {"format": "", "import_file": SimpleUploadedFile(name, content)})


def confirm(client, preview, model=Commitment, **values):
    """Press the button under the preview."""
    return client.post(url(model, "process_import"), {"token": token_of(preview), **values})


def token_of(preview) -> str:
    """The signed file in the form under the preview; empty where it cannot be confirmed."""
    form = (preview.context or {}).get("confirm_form")
    return form.initial["token"] if form else ""


def bring_in(client, content: bytes, model=Commitment, name="rows.csv", **values):
    """Choose the file and confirm what it would do."""
    preview = send(client, content, model, name)
    assert faults(preview) == []
    return confirm(client, preview, model, **values)


def faults(preview) -> list[tuple[int, str, str]]:
    return [tuple(fault) for fault in preview.context["result"].faults]


def places(preview) -> list[tuple[int, str]]:
    return [(row, column) for row, column, _ in faults(preview)]


def outcomes(preview) -> dict:
    return dict(preview.context["result"].counts)


def everything() -> dict:
    """Every row of every table, sessions aside."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label != "sessions.Session"]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models}


# --- a file with faults of twelve kinds

KINDS = (
    ("unknown column", None),
    ("unknown vocabulary value", {"evidence": "certain"}),
    ("unknown key of another record", {"statement": "no-such-text"}),
    ("unknown key in a list", {"technologies": "5g; 6g"}),
    ("key twice in the file", "duplicate"),
    ("bad date", {"target_date": "2023-13"}),
    (
        "bad number",
        {"amount_value": "8 million", "amount_currency": "USD", "amount_bound": "exact", "amount_scope": "whole"},
    ),
    ("half an amount", {"amount_value": "8000000"}),
    ("too long", {"title": "x" * 501}),
    ("empty required value", {"summary": " "}),
    ("bad key", {}),
    ("unsupported blank", {"blanks": "amount:searched"}),
)
COLUMN = {
    "unknown vocabulary value": "evidence",
    "unknown key of another record": "statement",
    "unknown key in a list": "technologies",
    "key twice in the file": "slug",
    "bad date": "target_date",
    "bad number": "amount_value",
    "half an amount": "amount_value",
    "too long": "title",
    "empty required value": "summary",
    "bad key": "slug",
    "unsupported blank": "blanks",
}


def faulty(size: int, number: int) -> tuple[list[dict], list[dict], list[tuple[int, str]]]:
    """``size`` rows with ``number`` faults of all kinds: the rows, the same mended, and where the faults are."""
    mended = [
        {**dict.fromkeys(RESOURCES[Commitment]().columns, ""), **PROMISE, "slug": f"row-{n}"}
        for n in range(2, size + 2)
    ]
    rows, planted = [dict(row) for row in mended], [(1, "colour")]
    step = size // number
    for place in range(1, number):
        kind, values = KINDS[1 + (place - 1) % (len(KINDS) - 1)]
        index = place * step - 1
        if values == "duplicate":
            values = {"slug": rows[index - 1]["slug"]}
        if kind == "bad key":
            values = {"slug": f"Not a key {index}"}
        rows[index].update(values)
        planted.append((index + 2, COLUMN[kind]))
    for row in rows:
        row["colour"] = "blue"
    return rows, mended, sorted(planted)
