"""``check_links`` against a small server on this machine: working, broken, changed and private addresses."""

import datetime as dt
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command

from initiatives.editorial import link_checks
from initiatives.editorial.link_checks import page_text, recorded_addresses, request_address
from initiatives.models import LinkCheck, Source, Statement
from initiatives.models.link_check import LinkOutcome
from tests.world import build, source

PAGE = "<html><head><script>var day = {};</script></head><body><nav>Menu {}</nav><main><p>{}</p></main></body></html>"


class Site(BaseHTTPRequestHandler):
    """Answers by path, and remembers what it was asked, when and by whom."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        site = self.server
        with site.lock:
            site.asked.append((self.command, self.path, time.monotonic(), self.headers))
            site.now += 1
            site.most = max(site.most, site.now)
        code, headers, content = site.pages.get(self.path, (404, {}, b"gone"))
        if self.command == "HEAD" and self.path in site.no_head:
            code, headers, content = 405, {}, b""
        time.sleep(site.slow.get(self.path, 0))
        with site.lock:
            site.now -= 1
        self.send_response(code)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.lock, server.asked, server.now, server.most = threading.Lock(), [], 0, 0
    server.pages, server.no_head, server.slow = {}, set(), {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def page(words, noise=1):
    return 200, {}, PAGE.format(noise, noise, words).encode()


def run(**options):
    out = StringIO()
    call_command("check_links", stdout=out, **{"pause": 0, "verbosity": 0, "allow_private": True, **options})
    return out.getvalue()


def test_each_address_is_marked_with_what_came_of_it(db, site):
    site.pages = {
        "/good": page("A text."),
        "/moved": (301, {"Location": "/good"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
        "/no-head": page("No head."),
        "/refused": (403, {}, b""),
        "/down": (503, {}, b""),
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    }
    site.no_head = {"/no-head"}
    for path in [*site.pages, "/gone"]:
        source(path.strip("/"), url=site.url + path)
    source("nowhere", url="http://127.0.0.1:9/")
    source("nonsense", url="http:///broken")

    said = run()

    marked = {check.address.removeprefix(site.url): check for check in LinkCheck.objects.all()}
    assert {path: (check.outcome, check.code) for path, check in marked.items()} == {
        "/good": ("ok", 200),
        "/moved": ("redirected", 200),
        "/round": ("broken", 302),
        "/no-head": ("ok", 200),
        "/refused": ("unreachable", 403),
        "/down": ("unreachable", 503),
        "/picture": ("ok", 200),
        "/gone": ("broken", 404),
        "http://127.0.0.1:9/": ("unreachable", None),
        "http:///broken": ("broken", None),
    }
    assert marked["/moved"].leads_to == f"{site.url}/good"
    assert all(check.checked_on == dt.datetime.now(dt.UTC).date() for check in marked.values())
    assert bool(marked["/good"].digest) and marked["/picture"].digest == ""
    assert "10 of 10 addresses checked: 3 answers, 1 answers elsewhere, 3 broken, 3 does not answer." in said
    assert {found.slug for found in Source.objects.broken()} == {"gone", "round", "nonsense"}
    assert not any(command == "GET" and path == "/picture" for command, path, _, _ in site.asked)


def test_every_address_of_a_source_and_a_statement_is_asked_and_nothing_else(db, site):
    build()
    Source.objects.update(url="")
    Statement.objects.update(url="")
    Source.objects.filter(slug="paper").update(
        url=f"{site.url}/a", archive_url=f"{site.url}/b", read_at=f"{site.url}/c"
    )
    Statement.objects.filter(slug="sheet-text").update(url=f"{site.url}/a", archive_url=f"{site.url}/d")
    LinkCheck.objects.create(address=f"{site.url}/old", checked_on="2024-01-01", outcome="ok")

    run()

    assert {path for _, path, _, _ in site.asked} == {"/a", "/b", "/c", "/d"}
    assert {check.address for check in LinkCheck.objects.all()} == set(recorded_addresses())
    assert {found.slug for found in Statement.objects.broken()} == {"sheet-text"}


def test_a_host_is_asked_one_at_a_time_with_a_pause_by_a_program_that_names_itself(db, site, settings):
    settings.CONTACT = "desk@example.org"
    for n in range(4):
        site.pages[f"/{n}"] = (200, {"Content-Type": "image/png"}, b"")
        site.slow[f"/{n}"] = 0.02
        source(f"s{n}", url=f"{site.url}/{n}")

    run(pause=0.1)

    assert site.most == 1
    times = [when for _, _, when, _ in site.asked]
    assert all(later - earlier >= 0.1 for earlier, later in zip(times, times[1:], strict=False))
    sent = site.asked[0][3]
    assert sent["User-Agent"] == f"Minilat link check (+{settings.SITE_URL} desk@example.org)"
    assert sent["Host"] == site.url.removeprefix("http://")


def test_a_changed_document_is_a_task_until_an_editor_accepts_it(db, site):
    site.pages["/text"] = page("As it was read.")
    source("text", url=f"{site.url}/text")
    run()
    site.pages["/text"] = page("As it was   read.", noise=2)
    run()
    assert not Source.objects.changed_documents().exists()  # another menu is not another text

    site.pages["/text"] = page("Something else.")
    said = run()

    assert "1 documents have changed" in said
    assert Source.objects.changed_documents().get().slug == "text"
    check = LinkCheck.objects.get()
    assert check.changed_on == check.checked_on
    site.pages.clear()
    run()
    assert Source.objects.changed_documents().exists()  # gone now, and the task still stands
    assert LinkCheck.objects.all().accept() == 1
    assert not Source.objects.changed_documents().exists()


def test_an_address_that_does_not_answer_is_called_broken_after_three_checks(db, site):
    site.pages["/good"] = page("Here.")
    source("good", url=f"{site.url}/good")
    source("silent", url="http://127.0.0.1:9/")
    for checks in (1, 2, 3):
        assert not Source.objects.broken().exists()
        run()
        assert LinkCheck.objects.get(address="http://127.0.0.1:9/").failures == checks
    assert Source.objects.broken().get().slug == "silent"


def test_without_a_connection_the_command_ends_and_blames_no_address(db):
    for n in range(3):
        source(f"s{n}", url=f"http://127.0.0.1:9/{n}")
    said = run()
    assert "3 does not answer" in said
    assert "This machine may be offline" in said
    assert set(LinkCheck.objects.values_list("outcome", "failures")) == {("unreachable", 0)}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://2130706433:{port}/",
        "file:///etc/passwd",
        "ftp://example.org/",
    ],
)
def test_addresses_of_a_private_network_are_never_asked(site, address):
    with httpx.Client(trust_env=False) as client:
        answer = request_address(client, address.format(port=site.server_port))
    assert answer.outcome == LinkOutcome.BROKEN
    assert site.asked == []


def test_a_public_page_that_leads_into_a_private_network_is_not_followed(site, monkeypatch):
    site.pages["/out"] = (302, {"Location": f"{site.url}/secret"}, b"")
    real = link_checks._pin_to_ip

    def only_the_first(url, allow_private):
        return real(url, allow_private or url.path == "/out")

    monkeypatch.setattr(link_checks, "_pin_to_ip", only_the_first)
    with httpx.Client(trust_env=False) as client:
        answer = request_address(client, f"{site.url}/out")
    assert answer.outcome == LinkOutcome.BROKEN
    assert [path for _, path, _, _ in site.asked] == ["/out"]


def test_the_name_that_was_found_public_is_the_one_that_is_asked(site, monkeypatch):
    """A name that points elsewhere a moment later changes nothing: the number is asked, the name is only told."""
    site.pages["/"] = page("Here.")
    number = [(2, 1, 6, "", ("127.0.0.1", site.server_port))]
    monkeypatch.setattr(link_checks.socket, "getaddrinfo", lambda host, *rest, **more: number)
    with httpx.Client(trust_env=False) as client:
        answer = request_address(client, f"http://example.org:{site.server_port}/", allow_private=True)
    assert answer.outcome == LinkOutcome.OK
    assert site.asked[0][3]["Host"] == f"example.org:{site.server_port}"


def test_the_run_ends_at_its_limits(db, site):
    site.pages["/slow"] = page("Slow.")
    site.slow["/slow"] = 3
    source("slow", url=f"{site.url}/slow")
    started = time.monotonic()
    assert "0 of 1 addresses checked" in run(minutes=0.5 / 60)
    assert time.monotonic() - started < 2
    source("other", url=f"{site.url}/other")
    assert "1 of 1 addresses checked" in run(limit=1)
    with pytest.raises(CommandError, match="more than 0"):
        run(minutes=0)
    assert not LinkCheck.objects.filter(address__endswith="/slow").exists()


def test_the_words_of_a_page_are_those_of_its_main_part():
    assert page_text("<p>One <b>two</b></p><script>no</script><style>no</style>") == "One two"
    assert page_text("<header>Menu</header><article>Text <aside>Ad</aside></article><p>Foot</p>") == "Text"
    assert page_text("<nav>Menu <p>") == ""
