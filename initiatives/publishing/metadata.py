"""Metadata in the head of a page: schema.org as JSON-LD, Highwire tags and Dublin Core tags."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from ..lists.columns import json_value
from ..lists.resources import RESOURCES, Resource
from ..lists.result_list import ResultList
from ..models.permalinks import absolute, permalink
from ..models.vocabularies import AmountBound, Status
from .citations.formats import author, iso_date
from .citations.items import record_description, record_title, text_item
from .downloads import PageLinks
from .releases.catalogue import Release
from .site import LICENCE_URL, SITE_NAME, SITE_TITLE

SCHEMA_ORG = "https://schema.org"
MAX_DESCRIPTION_LENGTH = 300


@dataclass
class PageHead:
    """``data`` is the JSON-LD, ``meta`` pairs of name and content, ``alternates`` the attributes of feed links."""

    title: str
    description: str
    address: str
    data: dict
    meta: list[tuple[str, str]] = field(default_factory=list)
    alternates: list[dict] = field(default_factory=list)


def compact(values: dict) -> dict:
    """The values that are not empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def publisher() -> dict:
    return {"@type": "Organization", "name": SITE_NAME, "url": absolute("/")}


def dataset_reference() -> dict:
    return {"@type": "Dataset", "name": SITE_TITLE, "url": absolute(reverse("commitments"))}


def site_head(description: str) -> PageHead:
    """The head of the front page: the site and its search."""
    search = {
        "@type": "SearchAction",
        "target": f"{absolute(reverse('search'))}?q={{words}}",
        "query-input": "required name=words",
    }
    data = {
        "@context": SCHEMA_ORG,
        "@type": "WebSite",
        "name": SITE_NAME,
        "alternateName": SITE_TITLE,
        "url": absolute("/"),
        "description": description,
        "license": LICENCE_URL,
        "potentialAction": search,
    }
    feed = {"type": "application/atom+xml", "title": _("Commitments"), "url": RESOURCES["commitments"].file("atom")}
    return PageHead(SITE_TITLE, description, absolute("/"), data, [], [feed])


# --- a record


def record_head(noun: Resource, record, offered: PageLinks) -> PageHead:
    """The head of a record’s page. The record must have ``links`` for its texts."""
    description = record_description(record)
    short = (
        description if len(description) <= MAX_DESCRIPTION_LENGTH else description[: MAX_DESCRIPTION_LENGTH - 1] + "…"
    )
    data = {
        "@context": SCHEMA_ORG,
        "@id": offered.address,
        "url": offered.address,
        "identifier": record.slug,
        "name": record_title(record),
        "description": description,
        "@type": noun.schema_type,
        **(SCHEMA_BUILDERS[noun.name](record) if noun.name in SCHEMA_BUILDERS else {}),
        "mainEntityOfPage": record_page(record),
    }
    text = text_item(record)
    meta = tags(offered.item, text.get("URL", text["title"]) if text else "")
    return PageHead(record_title(record), short, offered.address, compact(data), meta, alternates(offered))


def record_page(record) -> dict:
    """The page of a record, as opposed to what the record describes."""
    return {
        "@type": "WebPage",
        "url": permalink(record),
        "dateModified": record.changed_at.date().isoformat(),
        "license": LICENCE_URL,
        "publisher": publisher(),
        "isPartOf": dataset_reference(),
    }


def place(state) -> dict:
    return {"@type": "Country" if state.kind == "state" else "AdministrativeArea", "name": state.name}


def party(participation) -> dict:
    """A party in its role, as a government: schema.org’s ``contributor`` must be a person or an organisation."""
    state = participation.state
    actor = {"@type": "GovernmentOrganization", "name": state.name, "identifier": state.iso3, "url": permalink(state)}
    return {"@type": "Role", "roleName": participation.get_role_display(), "contributor": actor}


def defined_term(vocabulary: str, value: str, label: str) -> dict:
    """A code of a vocabulary, with the address of the vocabulary in the codebook."""
    address = absolute(f"{reverse('codebook')}#{vocabulary}")
    return {"@type": "DefinedTerm", "termCode": value, "name": label, "inDefinedTermSet": address}


AMOUNT_PROPERTIES = {AmountBound.AT_LEAST: "minValue", AmountBound.UP_TO: "maxValue"}


def amount(commitment) -> dict | None:
    """The amount of a commitment as a value, a minimum or a maximum; None if it has none."""
    if commitment.amount_value is None:
        return None
    return {
        "@type": "MonetaryAmount",
        "name": commitment.amount_text,
        "currency": commitment.amount_currency,
        AMOUNT_PROPERTIES.get(commitment.amount_bound, "value"): json_value(commitment.amount_value),
    }


def organization(grouping) -> dict:
    return {"@type": "Organization", "name": grouping.name, "url": permalink(grouping)}


def iso(date) -> str:
    return date.isoformat() if date else ""


def creative_work(statement) -> dict:
    return compact(
        {
            "@type": "CreativeWork",
            "name": statement.title,
            "datePublished": iso(statement.issued_on),
            "url": statement.best_url,
        }
    )


def commitment_schema(commitment) -> dict:
    technologies = [
        {"@type": "DefinedTerm", "name": row.name, "url": permalink(row)} for row in commitment.technologies.all()
    ]
    return {
        "genre": "Commitment",
        "creativeWorkStatus": defined_term(Status.slug, commitment.status, commitment.status_label),
        "temporal": iso(commitment.announced),
        "about": technologies,
        "contributor": [party(row) for row in commitment.participations.all()],
        "mentions": amount(commitment),
        "sourceOrganization": organization(commitment.grouping),
        "isBasedOn": creative_work(commitment.statement),
    }


def grouping_schema(grouping) -> dict:
    return {
        "alternateName": [grouping.short_name, *grouping.aliases],
        "foundingDate": iso(grouping.founded),
        "dissolutionDate": iso(grouping.ended),
    }


def state_schema(state) -> dict:
    return {
        **place(state),
        "identifier": state.iso3,
        "alternateName": [name for name in (state.official_name, *state.aliases) if name],
    }


def technology_schema(technology) -> dict:
    return {
        "alternateName": technology.aliases,
        "inDefinedTermSet": absolute(reverse("technologies")),
    }


EVENT_STATUS = {"postponed": "EventPostponed", "cancelled": "EventCancelled"}


def summit_schema(summit) -> dict:
    where = {"@type": "Place", "name": summit.venue or summit.city, "address": summit.place} if summit.place else None
    return {
        "startDate": iso(summit.start),
        "endDate": iso(summit.end),
        "eventStatus": f"{SCHEMA_ORG}/{EVENT_STATUS.get(summit.status, 'EventScheduled')}",
        "location": compact(where) if where else None,
        "organizer": organization(summit.grouping),
    }


def statement_schema(statement) -> dict:
    return {
        **creative_work(statement),
        "url": permalink(statement),
        "sameAs": statement.url,
        "genre": statement.get_kind_display(),
        "inLanguage": statement.language,
        "sourceOrganization": organization(statement.grouping),
    }


def source_schema(source) -> dict:
    return {
        "sameAs": source.url,
        "archivedAt": source.archive_url,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": iso(source.published_on),
        "inLanguage": source.language,
    }


# What a noun’s records have besides the type, name, description and page of every record.
SCHEMA_BUILDERS = {
    "commitments": commitment_schema,
    "groupings": grouping_schema,
    "states": state_schema,
    "technologies": technology_schema,
    "summits": summit_schema,
    "statements": statement_schema,
    "sources": source_schema,
}


def tags(item: dict, source: str = "") -> list[tuple[str, str]]:
    """Highwire tags, which Zotero and Google Scholar read, and Dublin Core tags, from the CSL-JSON item of the page.

    ``source`` is the address or title of the text that the page rests on.
    """
    issued = iso_date(item, "issued")
    pairs = [
        ("citation_title", item["title"]),
        ("citation_author", author(item)),
        ("citation_publication_date", issued.replace("-", "/")),
        ("citation_public_url", item["URL"]),
        ("citation_language", item["language"]),
        ("DC.title", item["title"]),
        ("DC.creator", author(item)),
        ("DC.publisher", SITE_NAME),
        ("DC.date", issued),
        ("DC.identifier", item["URL"]),
        ("DC.type", "Dataset" if item["type"] == "dataset" else "Text"),
        ("DC.language", item["language"]),
        ("DC.rights", LICENCE_URL),
        ("DC.source", source),
        ("DCTERMS.isPartOf", item.get("container-title", "")),
    ]
    return [(name, content) for name, content in pairs if content]


# --- a list


def list_head(noun: Resource, listing: ResultList, offered: PageLinks) -> PageHead:
    """The head of a list page: a data set with its files."""
    words = {"list": listing.sentence, "count": listing.count_words, "site": SITE_TITLE}
    data = data_set(
        f"{listing.sentence} – {SITE_NAME}",
        offered.address,
        _("%(list)s: %(count)s, each with the public text that supports it. From %(site)s.") % words,
        variableMeasured=[column.label for column in noun.table],
        distribution=[data_file(absolute(link.url), link.media_type) for link in offered.downloads],
    )
    description = _("%(list)s: %(count)s of %(site)s.") % words
    return PageHead(listing.sentence, description, offered.address, data, tags(offered.item), alternates(offered))


def data_set(name: str, address: str, description: str, **more) -> dict:
    """A schema.org ``Dataset`` that this site publishes."""
    return compact(
        {
            "@context": SCHEMA_ORG,
            "@type": "Dataset",
            "@id": address,
            "url": address,
            "name": name,
            "description": description,
            "license": LICENCE_URL,
            "isAccessibleForFree": True,
            "creator": publisher(),
            "publisher": publisher(),
            **more,
        }
    )


def data_file(address: str, content_type: str, **more) -> dict:
    return {"@type": "DataDownload", "encodingFormat": content_type, "contentUrl": address, **more}


def alternates(offered: PageLinks) -> list[dict]:
    """The attributes of ``<link rel="alternate">`` for the feeds and calendars of a page."""
    return [{"type": link.media_type, "title": link.label, "url": link.url} for link in offered.subscriptions]


# --- the data page


def releases_head(release: Release | None) -> PageHead:
    """The head of the data page: a data set with the files of the latest release, if there is one."""
    address = absolute(reverse("data"))
    description = _(
        "Citable, unchanging releases of the whole data set with their changes, and the current data as files."
    )
    files = {release.archive: "application/zip", "minilat.db": "application/vnd.sqlite3"} if release else {}
    data = data_set(
        SITE_TITLE,
        address,
        description,
        version=release and release.version,
        datePublished=release and release.day,
        distribution=[
            data_file(
                absolute(reverse("release-file", args=[release.version, name])),
                content_type,
                sha256=release.checksums[name],
            )
            for name, content_type in files.items()
        ],
    )
    return PageHead(SITE_TITLE, description, address, data)
