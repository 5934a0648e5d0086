"""Settings, read from the environment and from a .env file beside manage.py (see .env.example)."""

import sys
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from boligsocial.common.geolibs import bundled

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(env("ENV_FILE", default=BASE_DIR / ".env"))

DEBUG = env.bool("DEBUG", default=False)
# One-click sign-in as a made-up person, and the banner that says so. Never on unless asked for.
DEMO = env.bool("DEMO", default=False)

SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a long random SECRET_KEY in the environment or in .env, "
            "or set DEBUG=on for a trial on your own machine."
        )
    SECRET_KEY = "only-for-a-trial-on-your-own-machine"
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. Name the hosts the site answers to, e.g. ALLOWED_HOSTS=boligsocial.example.dk"
    )

# --- Database: the embedded one unless DATABASE_URL names another -------------------------------------------

GDAL_LIBRARY_PATH = env("GDAL_LIBRARY_PATH", default=bundled("pyogrio", "gdal"))
GEOS_LIBRARY_PATH = env("GEOS_LIBRARY_PATH", default=bundled("shapely", "geos_c"))

EMBEDDED = "boligsocial.geosqlite"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{quote(str(VAR_DIR))}/boligsocial.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if Path(DATABASES["default"]["NAME"]).parent == VAR_DIR:
        VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"] |= {
        "ENGINE": EMBEDDED,
        "TEST": {"NAME": ":memory:"},
        "OPTIONS": {
            # Writers wait for each other instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # PostgreSQL would compile the larger queries of the overview for five seconds to save some milliseconds, and plan
    # for the first tenth of what is read through a cursor, where all of it is read.
    options = "-c jit=off -c cursor_tuple_fraction=1"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", options)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Applications -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "boligsocial.common",
    "boligsocial.accounts",
    "boligsocial.records",
    "areas",
    "efforts",
    "staffing",
    "boligsocial.dashboards",
    "boligsocial.desk",
    "boligsocial.demo",
    "boligsocial.common.site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django_filters",
    "leaflet",
    "csp",
    "simple_history",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "boligsocial.common.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "boligsocial.records.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "boligsocial.accounts.sessions.SessionEndsMiddleware",
    # Who a change in the history is by.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "boligsocial.urls"
WSGI_APPLICATION = "boligsocial.wsgi.application"

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
                "csp.context_processors.nonce",
                "boligsocial.common.context.page",
                "areas.context.municipalities",
            ],
        },
    }
]

# --- People -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "dashboards:overview"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# Sign-in is throttled for each address of a person together with each address of a computer (accounts/throttle.py).
AXES_HANDLER = "boligsocial.accounts.throttle.SignInHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = "boligsocial.accounts.throttle.cool_off"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "boligsocial.accounts.throttle.client_name"
AXES_CLIENT_IP_CALLABLE = "boligsocial.accounts.throttle.client_address"
AXES_LOCKOUT_CALLABLE = "boligsocial.accounts.throttle.answer"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Links in invitations; those to choose a new password end sooner (accounts/letters.py).
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3

# --- Language and time: Danish unless one chooses English ---------------------------------------------------

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True
# Off: it would group every number in a template, keys and years as well. What is for people says so (|number, |kroner).
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "boligsocial.common.formats"

# --- Files --------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
DKFDS_DIST = BASE_DIR / "node_modules" / "dkfds" / "dist"
STATICFILES_DIRS = [BASE_DIR / "static"]
if DKFDS_DIST.is_dir():
    STATICFILES_DIRS += [
        ("dkfds/css", DKFDS_DIST / "css"),
        ("dkfds/js", DKFDS_DIST / "js"),
        ("dkfds/img", DKFDS_DIST / "img"),
        ("dkfds/fonts", DKFDS_DIST / "fonts"),
    ]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A trial serves files as they are in the sources; tests too, which turn DEBUG off for the code they test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG

# --- Maps: the background can be turned off, or be the house's own ------------------------------------------

MAP_TILES = env("MAP_TILES", default="https://tile.openstreetmap.org/{z}/{x}/{y}.png")
MAP_TILES_ATTRIBUTION = env("MAP_TILES_ATTRIBUTION", default="© OpenStreetMap")
if MAP_TILES in ("off", ""):
    MAP_TILES = ""
MAP_HOSTS = ["/".join(MAP_TILES.split("/")[:3]).replace("{s}", "*")] if MAP_TILES else []
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (55.95, 10.6),
    "DEFAULT_ZOOM": 7,
    "MIN_ZOOM": 5,
    "MAX_ZOOM": 18,
    "DEFAULT_PRECISION": 8,
    "RESET_VIEW": False,
    "TILES": [("", MAP_TILES, {"attribution": MAP_TILES_ATTRIBUTION})] if MAP_TILES else [],
    "ATTRIBUTION_PREFIX": "",
}

# --- Mail: invitations and new passwords. A trial writes them to var/mail ------------------------------------

# Nobody gets mail from a demonstration, in which anyone may be the administrator.
if DEMO or (DEBUG and not env("EMAIL_URL", default="")):
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", VAR_DIR / "mail"
else:
    vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default=f"boligsocial@{ALLOWED_HOSTS[0].strip('.*[]') or 'localhost'}")

# --- Forms: the largest are an effort's reach among a thousand areas, and a funding sheet of many years ----------

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = [
    "boligsocial.common.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Safety -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *MAP_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# OpenStreetMap's servers refuse requests without a Referer.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# A form older than the last sign-in is refused, and kept.
CSRF_FAILURE_VIEW = "boligsocial.desk.keep_views.expired"
# A session ends after this long at most, and after this long without use (accounts/sessions.py).
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_IDLE = 60 * env.int("SESSION_IDLE_MINUTES", default=120)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# HTTPS=off is for a trial without a certificate; a production start keeps it on.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    # Without handlers of its own, or each line would come twice.
    "loggers": {"django": {"handlers": [], "level": env("LOG_LEVEL", default="WARNING")}},
}
