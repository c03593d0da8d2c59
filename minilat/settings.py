"""The one settings file. Everything that differs between machines comes from the environment.

A value that cannot be used stops the start with one sentence that says what to do.
"""

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from environs import Env, EnvError

from initiatives.publishing.site import LICENCE_URL, SITE_LICENCE

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
RELEASES_DIR = VAR_DIR / "releases"

env = Env()


def stop(sentence):
    # On exit code 3 gunicorn gives up; on any other it would start the worker again for ever.
    print(f"Minilat cannot start. {sentence}", file=sys.stderr)
    raise SystemExit(3)


def read_text(name, default=""):
    """An empty value counts as not set."""
    return env.str(name, "").strip() or default


def read_switch(name, default):
    try:
        return env.bool(name) if read_text(name) else default
    except EnvError:
        stop(f"{name} is not usable: set it to true or false.")


def read_site_url():
    url = read_text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path or parts.query:
        stop("SITE_URL is not usable: write it as https://minilat.example.org, without a path.")
    return url


def read_database():
    url = read_text("DATABASE_URL")
    if not url:
        return sqlite(VAR_DIR / "minilat.sqlite3")
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return sqlite(read_sqlite_path(url))
    if scheme in ("postgres", "postgresql"):
        return postgresql(url)
    stop("DATABASE_URL names a database that Minilat does not know: begin it with sqlite:/// or postgres://.")


def read_sqlite_path(url):
    """The file that an address names: what follows its three slashes, percent-decoded."""
    example = "sqlite:///folder/file.sqlite3"
    path = unquote(url.removeprefix("sqlite:").lstrip("/"))
    if path in ("", ":memory:") or path.endswith("/"):
        stop(f"DATABASE_URL does not say which file: write it as {example}.")
    if not url.startswith("sqlite:///"):
        stop(f"DATABASE_URL has too few slashes before the file: write it as {example}.")
    path = unquote(url.removeprefix("sqlite:///"))
    return BASE_DIR / path


def sqlite(file):
    if file.is_dir():
        stop(f"DATABASE_URL names a folder: name a file in {file}.")
    if file.parent == VAR_DIR:
        VAR_DIR.mkdir(exist_ok=True)
    elif not file.parent.is_dir():
        stop(f"DATABASE_URL names a folder that is not there: create {file.parent} first.")
    # Writers queue for up to 20 seconds instead of failing half-way; readers never wait.
    options = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def postgresql(url):
    example = "postgres://user:password@host:5432/name"
    try:
        database = dj_database_url.parse(url, conn_health_checks=True)
    except ValueError:
        stop(f"DATABASE_URL is not a valid address: write it as {example}.")
    if not database["NAME"]:
        stop(f"DATABASE_URL does not say which database: write it as {example}.")
    return {**database, "CONN_MAX_AGE": 60}


# What a machine may set

DEBUG = read_switch("DEBUG", False)
HTTPS = read_switch("HTTPS", False)
TRUST_PROXY = read_switch("TRUST_PROXY", False)
TWO_PERSON_REVIEW = read_switch("TWO_PERSON_REVIEW", True)
SITE_URL = read_site_url()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", []) or [
    urlsplit(SITE_URL).hostname,
    "127.0.0.1",
    "localhost",
]
CONTACT = env.str("CONTACT", "")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
LOG_LEVEL = read_text("LOG_LEVEL", "INFO").upper()
DATABASES = {"default": read_database()}
SECRET_KEY = read_text("SECRET_KEY") or ("only-for-debugging" if DEBUG else "")

if not SECRET_KEY:
    stop("SECRET_KEY is missing: set it to 50 random characters and keep it secret.")
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    stop("LOG_LEVEL is not usable: set it to DEBUG, INFO, WARNING, ERROR or CRITICAL.")
if not all(urlsplit(origin).netloc for origin in CSRF_TRUSTED_ORIGINS):
    stop("CSRF_TRUSTED_ORIGINS is not usable: begin each address with https:// or http://.")


# The parts

INSTALLED_APPS = [
    "initiatives",
    "whitenoise.runserver_nostatic",
    "minilat.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.redirects",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "initiatives.models.redirects.PublicRedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "minilat.urls"
WSGI_APPLICATION = "minilat.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "minilat.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "minilat.static_files.BundledStaticFilesStorage"
    },
}


# People

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Per name and address together: nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "initiatives.api.throttling.client_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# An old version is looked at, never put back past the editorial door.
SIMPLE_HISTORY_REVERT_DISABLED = True

# A reason for a change may be a paragraph.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# A grouping with all its members in one admin form has more fields than Django's limit of 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The preview of an import sends its file back as text: 5 MB that cannot be packed are 7 MB then.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024


# Machines

# In files, so that all workers of a machine count a client’s requests together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"anon": "300/minute"},
    # The client's address is that of the connection, or the last one that the trusted proxy added.
    "NUM_PROXIES": 1 if TRUST_PROXY else 0,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Minilat",
    "DESCRIPTION": "The record of what small groups of states promise each other on technology. For reading only.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": SITE_LICENCE, "url": LICENCE_URL},
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "SWAGGER_UI_DIST": "SIDECAR",
}

# Any site may read the API, the files and the releases, without anybody’s cookies, and ask whether they are as they were.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(?!admin/)(api/.*|data/[^/]+/.+|.*\.(csv|json|xlsx|atom|ics|bib|ris|ttl|svg))$"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = [*default_headers, "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "Content-Disposition",
    "ETag",
    "Last-Modified",
    "Link",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
]


# Protection

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
if TRUST_PROXY:
    # Anyone can send this header, so it counts only where a proxy is known to overwrite it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False}},
}
