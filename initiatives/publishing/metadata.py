"""What the head of a page says to machines: schema.org as JSON-LD, Highwire and Dublin Core tags."""

from dataclasses import dataclass, field

from django.urls import reverse

from ..lists.columns import json_value
from ..lists.resources import RESOURCES, Resource
from ..lists.result_list import ResultList
from ..models.permalinks import absolute, permalink
from ..models.vocabularies import AmountBound, Status
from .citations.formats import author, iso_date
from .citations.items import record_description, record_title, text_item
from .downloads import PageLinks
from .exports import EXPORT_FORMATS
from .releases.catalogue import Release
from .site import LICENCE_URL, SITE_NAME, SITE_TITLE

SCHEMA_ORG = "https://schema.org"
MAX_DESCRIPTION_LENGTH = 300
# The type of a file by the first word of the link to it.
MEDIA_TYPES = {kind.label: kind.content_type.partition(";")[0] for kind in EXPORT_FORMATS.values()}


@dataclass
class PageHead:
    """``data`` is the JSON-LD; ``meta`` are names and contents; ``alternates`` the files that feed readers look for."""

    title: str
    description: str
    address: str
    data: dict
    meta: list[tuple[str, str]] = field(default_factory=list)
    alternates: list[dict] = field(default_factory=list)


def compact(values: dict) -> dict:
    """Without what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def publisher() -> dict:
    return {"@type": "Organization", "name": SITE_NAME, "url": absolute("/")}


def dataset_reference() -> dict:
    return {"@type": "Dataset", "name": SITE_TITLE, "url": absolute(reverse("commitments"))}


def site_head(description: str) -> PageHead:
    """The head of the front page: the site and how it is searched."""
    find = {
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
        "potentialAction": find,
    }
    feed = {"type": "application/atom+xml", "title": "Commitments", "url": RESOURCES["commitments"].file("atom")}
    return PageHead(SITE_TITLE, description, absolute("/"), data, [], [feed])


# --- a record


def record_head(noun: Resource, record, offered: PageLinks) -> PageHead:
    """The head of a record’s page; the record has ``links`` for its texts."""
    about = record_description(record)
    short = about if len(about) <= MAX_DESCRIPTION_LENGTH else about[: MAX_DESCRIPTION_LENGTH - 1] + "…"
    data = {
        "@context": SCHEMA_ORG,
        "@id": offered.address,
        "url": offered.address,
        "identifier": record.slug,
        "name": record_title(record),
        "description": about,
        **SCHEMA_BUILDERS[noun.name](record),
    }
    text = text_item(record)
    meta = tags(offered.item, text.get("URL", text["title"]) if text else "")
    return PageHead(record_title(record), short, offered.address, compact(data), meta, alternates(offered))


def page_of_ours(record) -> dict:
    """What every page says of itself as a page, beside the thing that it is about."""
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
    """A state in its role. A contributor is somebody who acts, so it stands here as a government and not as a place."""
    state = participation.state
    actor = {"@type": "GovernmentOrganization", "name": state.name, "identifier": state.iso3, "url": permalink(state)}
    return {"@type": "Role", "roleName": participation.get_role_display(), "contributor": actor}


def defined_term(vocabulary: str, value: str, label: str) -> dict:
    """A code of a vocabulary, with the part of the codebook that explains it."""
    address = absolute(f"{reverse('codebook')}#{vocabulary}")
    return {"@type": "DefinedTerm", "termCode": value, "name": label, "inDefinedTermSet": address}


AMOUNT_PROPERTIES = {AmountBound.AT_LEAST: "minValue", AmountBound.UP_TO: "maxValue"}


def amount(commitment) -> dict | None:
    """The sum that the text names, as what it is meant to be: a value, the least or the most."""
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
        "@type": "CreativeWork",
        "genre": "Commitment",
        "creativeWorkStatus": defined_term(Status.slug, commitment.status, commitment.status_label),
        "temporal": iso(commitment.announced),
        "about": technologies,
        "contributor": [party(row) for row in commitment.participations.all()],
        "mentions": amount(commitment),
        "sourceOrganization": organization(commitment.grouping),
        "isBasedOn": creative_work(commitment.statement),
        "mainEntityOfPage": page_of_ours(commitment),
    }


def grouping_schema(grouping) -> dict:
    return {
        "@type": "Organization",
        "alternateName": [grouping.short_name, *grouping.aliases],
        "foundingDate": iso(grouping.founded),
        "dissolutionDate": iso(grouping.ended),
        "mainEntityOfPage": page_of_ours(grouping),
    }


def state_schema(state) -> dict:
    return {
        **place(state),
        "identifier": state.iso3,
        "alternateName": [name for name in (state.official_name, *state.aliases) if name],
        "mainEntityOfPage": page_of_ours(state),
    }


def technology_schema(technology) -> dict:
    return {
        "@type": "DefinedTerm",
        "alternateName": technology.aliases,
        "inDefinedTermSet": absolute(reverse("technologies")),
        "mainEntityOfPage": page_of_ours(technology),
    }


EVENT_STATUS = {"postponed": "EventPostponed", "cancelled": "EventCancelled"}


def summit_schema(summit) -> dict:
    where = {"@type": "Place", "name": summit.venue or summit.city, "address": summit.place} if summit.place else None
    return {
        "@type": "Event",
        "startDate": iso(summit.start),
        "endDate": iso(summit.end),
        "eventStatus": f"{SCHEMA_ORG}/{EVENT_STATUS.get(summit.status, 'EventScheduled')}",
        "location": compact(where) if where else None,
        "organizer": organization(summit.grouping),
        "mainEntityOfPage": page_of_ours(summit),
    }


def statement_schema(statement) -> dict:
    return {
        **creative_work(statement),
        "url": permalink(statement),
        "sameAs": statement.url,
        "genre": statement.get_kind_display(),
        "inLanguage": statement.language,
        "sourceOrganization": organization(statement.grouping),
        "mainEntityOfPage": page_of_ours(statement),
    }


def source_schema(source) -> dict:
    return {
        "@type": "CreativeWork",
        "sameAs": source.url,
        "archivedAt": source.archive_url,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": iso(source.published_on),
        "inLanguage": source.language,
        "mainEntityOfPage": page_of_ours(source),
    }


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
    """Highwire tags, which Zotero and Google Scholar read, and Dublin Core: what the citation of the page says, no more.

    ``source`` is the text that it rests on.
    """
    issued = iso_date(item, "issued")
    found = [
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
    return [(name, content) for name, content in found if content]


# --- a list


def list_head(noun: Resource, listing: ResultList, offered: PageLinks) -> PageHead:
    """The head of a list page: a data set with its files."""
    about = f"{listing.sentence}: {listing.count_words} of {SITE_TITLE}."
    data = data_set(
        f"{listing.sentence} – {SITE_NAME}",
        offered.address,
        f"{listing.sentence}: {listing.count_words}, each traced to the public text it stands in. From {SITE_TITLE}.",
        variableMeasured=[column.label for column in noun.table],
        distribution=[data_file(absolute(link.url), MEDIA_TYPES[link.label]) for link in offered.downloads],
    )
    return PageHead(listing.sentence, about, offered.address, data, tags(offered.item), alternates(offered))


def data_set(name: str, address: str, about: str, **more) -> dict:
    """A data set of ours, as schema.org has it."""
    return compact(
        {
            "@context": SCHEMA_ORG,
            "@type": "Dataset",
            "@id": address,
            "url": address,
            "name": name,
            "description": about,
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
    """Feeds and calendars for readers that look for them in the head."""
    return [
        {"type": MEDIA_TYPES[link.label.split()[0]], "title": link.label, "url": link.url}
        for link in offered.subscriptions
    ]


# --- the page of the releases


def releases_head(release: Release | None) -> PageHead:
    """The head of the page of the releases: a data set with the files of the newest."""
    address = absolute(reverse("data"))
    about = "Frozen, citable releases of the whole record, with what changed in each, and the current state as files."
    files = {release.archive: "application/zip", "minilat.db": "application/vnd.sqlite3"} if release else {}
    data = data_set(
        SITE_TITLE,
        address,
        about,
        version=release and release.version,
        datePublished=release and release.day,
        distribution=[
            data_file(
                absolute(reverse("release-file", args=[release.version, name])), content_type, sha256=release.sums[name]
            )
            for name, content_type in files.items()
        ],
    )
    return PageHead(SITE_TITLE, about, address, data)
