"""Link checks: whether recorded addresses respond, and whether the document there has changed.

Requests to one host follow each other with a pause. Host names are resolved first and the connection goes to the
resolved public address, so that no request reaches a private network. ``check_addresses`` yields a ``LinkResponse``
for each address; ``save_check`` stores it as a ``LinkCheck``.
"""

import hashlib
import ipaddress
import logging
import queue
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx
from django.conf import settings

from ..models import LinkCheck, Source, Statement
from ..models.dates import today
from ..models.link_check import LinkOutcome

MAX_REDIRECTS = 5
MAX_BODY = 20 * 2**20
MAX_SECONDS_PER_ADDRESS = 90  # for one address with its redirects
TIMEOUT = httpx.Timeout(15, connect=10)
WORKERS = 8
COMPARED_CONTENT_TYPES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
logging.getLogger("httpx").setLevel(logging.WARNING)  # the command shows a progress bar instead
REFUSAL_STATUS_CODES = {401, 403, 407, 408, 425, 429, 451}  # the host responds, but not to this program or not now


@dataclass(frozen=True)
class LinkResponse:
    """The result of requesting one address."""

    outcome: LinkOutcome
    code: int | None = None
    note: str = ""
    leads_to: str = ""
    digest: str = ""


class PrivateNetworkError(Exception):
    """The host name resolves to an address in a private network."""


def recorded_addresses() -> list[str]:
    """Every address of sources and statements, the longest unchecked ones first."""
    found = set()
    for model in (Source, Statement):
        for field in model.address_fields:
            found |= set(model.objects.exclude(**{field: ""}).values_list(field, flat=True))
    checked = dict(LinkCheck.objects.values_list("address", "checked_on"))
    return sorted(found, key=lambda address: (str(checked.get(address, "")), address))


def check_addresses(
    wanted: Iterable[str], pause: float, seconds: float, allow_private: bool = False
) -> Iterator[tuple[str, LinkResponse]]:
    """Request each address and yield (address, response) in order of arrival; stop after ``seconds``.

    ``pause``: seconds between two requests to one host.
    """
    hosts: dict[str, list[str]] = {}
    for address in wanted:
        hosts.setdefault(_host(address), []).append(address)
    waiting: queue.Queue = queue.Queue()
    for host in hosts:
        waiting.put(host)
    responses: queue.Queue = queue.Queue()
    stopped = threading.Event()

    def work(client):
        while not stopped.is_set():
            try:
                host = waiting.get_nowait()
            except queue.Empty:
                return
            for place, address in enumerate(hosts[host]):
                if stopped.wait(pause if place else 0):
                    return
                responses.put((address, request_address(client, address, allow_private)))

    left, deadline = sum(map(len, hosts.values())), time.monotonic() + seconds
    headers = {"User-Agent": f"Minilat link check (+{settings.SITE_URL} {settings.CONTACT})".replace(" )", ")")}
    client = httpx.Client(timeout=TIMEOUT, headers=headers, trust_env=False)
    for _ in range(min(WORKERS, len(hosts))):
        threading.Thread(target=work, args=[client], daemon=True).start()
    try:
        while left and (remaining := deadline - time.monotonic()) > 0:
            try:
                yield responses.get(timeout=remaining)
            except queue.Empty:
                return
            left -= 1
    finally:
        stopped.set()


def _host(address: str) -> str:
    try:
        return httpx.URL(address).host
    except httpx.InvalidURL:
        return address


# --- one address


def request_address(client: httpx.Client, address: str, allow_private: bool = False) -> LinkResponse:
    """Request one address and follow redirects. Failures become responses; nothing is raised."""
    try:
        return _follow_redirects(client, address, allow_private)
    except PrivateNetworkError:
        return LinkResponse(LinkOutcome.BROKEN, note="The address leads into a private network. No request was sent.")
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError, ValueError):
        return LinkResponse(LinkOutcome.BROKEN, note="This is not a valid web address.")
    except socket.gaierror:
        return LinkResponse(LinkOutcome.UNREACHABLE, note="The host name does not exist.")
    except (httpx.TimeoutException, TimeoutError):
        return LinkResponse(LinkOutcome.UNREACHABLE, note="No response in time.")
    except (httpx.HTTPError, OSError) as error:
        return LinkResponse(
            LinkOutcome.UNREACHABLE, note=f"No connection ({str(error)[:200] or type(error).__name__})."
        )


def _follow_redirects(client, address: str, allow_private: bool) -> LinkResponse:
    deadline = time.monotonic() + MAX_SECONDS_PER_ADDRESS
    url = httpx.URL(address)
    for _ in range(MAX_REDIRECTS + 1):
        code, location, digest = _request(client, url, deadline, allow_private)
        if not location:
            return _classify_response(address, url, code, digest)
        url = url.join(location)
    return LinkResponse(LinkOutcome.BROKEN, code, f"More than {MAX_REDIRECTS} redirects.", str(url))


def _classify_response(address: str, url: httpx.URL, code: int, digest: str) -> LinkResponse:
    leads_to = str(url) if url != httpx.URL(address) else ""
    if code in REFUSAL_STATUS_CODES or code >= 500:
        return LinkResponse(LinkOutcome.UNREACHABLE, code, "The host responds, but not with the document.", leads_to)
    if code >= 400:
        return LinkResponse(LinkOutcome.BROKEN, code, "", leads_to)
    return LinkResponse(LinkOutcome.REDIRECTED if leads_to else LinkOutcome.OK, code, "", leads_to, digest)


def _request(client, url: httpx.URL, deadline: float, allow_private: bool) -> tuple[int, str, str]:
    """Status code, redirect target and digest of the document.

    A HEAD request comes first. A GET request follows only if the type of the document is compared, or if HEAD was
    refused.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.UnsupportedProtocol("not a web address")
    target, options = _pin_to_ip(url, allow_private)
    with client.stream("HEAD", target, **options) as head:
        if head.status_code < 400:
            location = head.headers.get("location", "") if head.is_redirect else ""
            if location or not _is_comparable(head):
                return head.status_code, location, ""
    with client.stream("GET", target, **options) as response:
        if response.is_redirect:
            return response.status_code, response.headers.get("location", ""), ""
        digest = _digest(response, deadline) if response.status_code < 400 and _is_comparable(response) else ""
        return response.status_code, "", digest


def _pin_to_ip(url: httpx.URL, allow_private: bool) -> tuple[httpx.URL, dict]:
    """The address with the resolved IP address as host, so that the request goes to the address that was checked."""
    found = socket.getaddrinfo(url.host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM)
    numbers = [ipaddress.ip_address(row[4][0].partition("%")[0]) for row in found]
    if not allow_private and not all(number.is_global and not number.is_multicast for number in numbers):
        raise PrivateNetworkError
    named = url.netloc.decode("ascii")
    return url.copy_with(host=str(numbers[0]), userinfo=b""), {
        "headers": {"Host": named},
        "extensions": {"sni_hostname": url.raw_host.decode("ascii")},
    }


def _is_comparable(response: httpx.Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    size = response.headers.get("content-length", "0")
    return kind in COMPARED_CONTENT_TYPES and (not size.isdecimal() or int(size) <= MAX_BODY)


def _digest(response: httpx.Response, deadline: float) -> str:
    """SHA-256 of the text of a page, or of the bytes of another document; empty if it is too large."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MAX_BODY:
            return ""
        if time.monotonic() > deadline:
            raise TimeoutError
    if "html" in response.headers.get("content-type", ""):
        text = body.decode(response.charset_encoding or "utf-8", errors="replace")
        body = page_text(text).encode()
    return hashlib.sha256(body).hexdigest() if body else ""


class _PageTextParser(HTMLParser):
    """Collects the words of a page without its navigation, and separately those of its main part."""

    SKIPPED = {"script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "form"}
    MAIN = {"main", "article"}

    def __init__(self):
        super().__init__()
        self.skipped = self.inside = 0
        self.words: list[str] = []
        self.main: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in self.SKIPPED
        self.inside += tag in self.MAIN

    def handle_endtag(self, tag):
        self.skipped = max(0, self.skipped - (tag in self.SKIPPED))
        self.inside = max(0, self.inside - (tag in self.MAIN))

    def handle_data(self, data):
        if not self.skipped:
            self.words += data.split()
            if self.inside:
                self.main += data.split()


def page_text(html: str) -> str:
    """The words of the page's main part, or of the whole page if no main part is marked."""
    page = _PageTextParser()
    page.feed(html)
    page.close()
    return " ".join(page.main or page.words)


# --- storing results


def save_check(address: str, response: LinkResponse, counts: bool = True) -> LinkCheck:
    """Store a response. ``counts`` is false if the failure may be on this side; then the number of failures stays.

    The first document found at an address is the expected one. Another document is listed as changed until an editor
    accepts it.
    """
    known = LinkCheck.objects.filter(address=address).first() or LinkCheck(address=address)
    failed = response.outcome in (LinkOutcome.BROKEN, LinkOutcome.UNREACHABLE)
    known.checked_on, known.outcome, known.code = today(), response.outcome, response.code
    known.note, known.leads_to = response.note, response.leads_to
    known.failures = (known.failures + counts) if failed else 0
    if response.digest:
        known.digest, known.seen_digest = response.digest, known.seen_digest or response.digest
        known.changed_on = (known.changed_on or today()) if known.has_changed else None
    known.save()
    return known


def delete_obsolete_checks(wanted: list[str]) -> int:
    """Delete the checks of addresses that no source or statement has any more; returns their number."""
    kept = set(wanted)
    gone = [pk for pk, address in LinkCheck.objects.values_list("pk", "address") if address not in kept]
    for start in range(0, len(gone), 500):
        LinkCheck.objects.filter(pk__in=gone[start : start + 500]).delete()
    return len(gone)
