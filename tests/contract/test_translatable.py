"""Every text of the public pages is a gettext message: it comes back changed when gettext answers in a pseudo-language."""

import calendar
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.base import Lexer, TokenType
from django.utils import translation

from initiatives.lists.resources import RESOURCES
from initiatives.models.missing_values import MISSING_FIELD_LABELS
from initiatives.publishing.site import SITE_TITLE

from . import addresses

NOT_OURS = ()
NAMES = re.compile(r"\bMinilat\b|\bSHA-256\b|\S+--\S+")  # the site, a standard, classes of the style sheet
LETTERS = re.compile(r"[^\W\d_]{2,}")
ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "data-label", "data-narrow", "data-copy")


def public_templates():
    root = settings.BASE_DIR / "templates"
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in (".html", ".svg") and "admin" not in path.parts and path.name not in NOT_OURS
    )


class Texts(HTMLParser):
    """Collects the visible texts of markup, and of the attributes that readers meet."""

    hidden = ("style", "script", "code", "textarea")

    def __init__(self):
        super().__init__()
        self.texts, self.inside = [], []

    def handle_starttag(self, tag, attrs):
        if tag in self.hidden:
            self.inside.append(tag)
        self.texts += [value for name, value in attrs if value and name in ATTRIBUTES]
        if tag == "meta" and dict(attrs).get("name") == "description":
            self.texts.append(dict(attrs)["content"])

    def handle_endtag(self, tag):
        if tag in self.hidden and self.inside:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.texts.append(data)


def texts_of(markup):
    reader = Texts()
    reader.feed(markup)
    reader.close()
    return [" ".join(text.split()) for text in reader.texts]


def bare_texts(path):
    """The texts of a template outside comments, `translate` and `blocktranslate`; the name of the site is one word in all languages."""
    markup, inside = "", False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            inside = name in ("blocktranslate", "comment") or (
                inside and name not in ("endblocktranslate", "endcomment")
            )
            markup += "" if name != "block" else "\0"
        elif token.token_type == TokenType.TEXT and not inside:
            markup += token.contents
    return [text for text in texts_of(markup) if LETTERS.search(NAMES.sub("", text))]


@pytest.mark.parametrize("path", public_templates(), ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_have_no_text_outside_messages(path):
    assert bare_texts(path) == []


@pytest.fixture
def pseudo_language(monkeypatch):
    """Every message comes back as ⟦message⟧; placeholders and markup stay."""

    def gettext(message):
        return f"⟦{message}⟧" if message else message

    for name, answer in {
        "gettext": gettext,
        "pgettext": lambda context, message: gettext(message),
        "ngettext": lambda one, many, number: gettext(one if number == 1 else many),
        "npgettext": lambda context, one, many, number: gettext(one if number == 1 else many),
    }.items():
        monkeypatch.setattr(translation._trans, name, answer, raising=False)


def outside_messages(markup):
    """The texts of a page that no message contains; a message may contain markup."""
    reader, depth = Texts(), 0
    reader.feed(markup)
    reader.close()
    for text in reader.texts:
        outside = ""
        for character in text:
            depth += (character == "⟦") - (character == "⟧")
            outside += character if not depth and character != "⟧" else " "
        yield " ".join(outside.split())


def data_of_records():
    """All words in the fields of the records."""
    values = [
        str(value)
        for model in apps.get_app_config("initiatives").get_models()
        if not model.__name__.startswith("Historical")
        for row in model.objects.values_list(
            *(
                field.name
                for field in model._meta.fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            )
        )
        for value in row
    ]
    return set(LETTERS.findall(" ".join(values)))


# Texts that pages share with files stay English: labels of columns, heads of chart tables, descriptions of records, names of nouns,
# citations and months. Some pages describe files.
SHARED_WITH_FILES = """
    APA Chicago BibTeX RIS CSV JSON XLSX CSL Retrieved Accessed from In Data set http https api schema guide
    As host beneficiary Part in the groupings Member now or earlier Took part not a member Texts Year What Not known
    Commitments announced followed up
    Announced on by day not known issued of Parties Status as of Evidence Amount Text as issued source Publication today
"""
DESCRIBE_FILES = ("/data/", "/codebook/", "/api/", "/changes/")


def words_of_files() -> set[str]:
    columns = [column for resource in RESOURCES.values() for column in resource.table]
    texts = [
        SHARED_WITH_FILES,
        SITE_TITLE,
        *map(str, MISSING_FIELD_LABELS.values()),
        *calendar.month_name,
        *calendar.month_abbr,
    ]
    texts += [column.label for column in columns]
    for resource in RESOURCES.values():
        names = resource.model._meta
        texts += [str(names.verbose_name), str(names.verbose_name_plural), str(names.verbose_name_plural).capitalize()]
    return set(LETTERS.findall(" ".join(texts)))


def page_addresses(world):
    for address in addresses.plain(world):
        path = urlsplit(address).path
        if path.endswith("/") and not path.startswith(DESCRIBE_FILES) and "history" not in path:
            yield address


@pytest.mark.django_db
def test_pages_show_no_english_outside_messages(client, world, pseudo_language):
    known = {word.lower() for word in data_of_records() | words_of_files()}
    pages, found = list(page_addresses(world)), {}
    for address in pages:
        response = client.get(address)
        if response.headers["Content-Type"].startswith("text/html"):
            for text in outside_messages(response.content.decode()):
                if [word for word in LETTERS.findall(NAMES.sub("", text)) if word.lower() not in known]:
                    found.setdefault(text, address)
    assert len(pages) > 40
    assert not found, "\n".join(sorted(found))
