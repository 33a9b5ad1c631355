"""The wiring: one settings file that runs with nothing set but the two servers' URLs."""

import sys
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import parse_qs, urlsplit

import environ
from django.conf.locale import LANG_INFO

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

SECRET_KEY = env("SECRET_KEY", default="only-for-a-machine-of-ones-own")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# by which clients reach this house, e.g. https://queue.example: it stands in every printed or shown
# address and code; unset, these follow the address by which each page was asked for
PUBLIC_URL = env("PUBLIC_URL", default="").rstrip("/")
# the house's clock can be moved: for the demo and for tests, never in production
CLOCK_CONTROL = env.bool("CLOCK_CONTROL", default=False)
TICK_SECONDS = env.float("TICK_SECONDS", default=1.0)
# timers that did not run for so long stood still: what fell due meanwhile is late by no one's fault
OUTAGE_SECONDS = env.float("OUTAGE_SECONDS", default=15.0)
# what the tick calls, lowest floor first: one run_due(now) per app whose rows wait for the clock
TIMERS = ["breaks.timers.run_due", "quality.timers.run_due", "signage.timers.run_due"]
# what forecasts the waits of every branch where something happened: forecast_due(now)
FORECASTER = "breaks.timers.forecast_due"
# what a branch's feed shows; the ground floor imports nothing above it
BOARD_READER = "signage.boards.board_for"
TICKET_BRANCH_READER = "queueapp.queries.branch_of_ticket"
# how many requests one process works on at a time; the pool below has fewer connections, for most
# requests do not hold one all the time
HTTP_THREADS = env.int("HTTP_THREADS", default=16)

INSTALLED_APPS = [
    # first, for its templates stand before those of the libraries
    "config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "branches",
    "queueapp",
    "breaks",
    "quality",
    "signage",
    "desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.Problems",
    "config.middleware.Idempotency",
]
AUTHENTICATION_BACKENDS = ["config.authentication.StaffLogin"]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.asgi.wsgi_application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///intermezzo")}
# Celery closes a pool after every task, and under a thread per request CONN_MAX_AGE leaks:
# so the web has a pool and the workers a lasting connection
IS_WORKER = Path(sys.argv[0]).name == "celery" or "run_timers" in sys.argv
if IS_WORKER:
    DATABASES["default"]["CONN_MAX_AGE"] = None
elif env.bool("DB_POOL", default=False):
    # the short times are for a database that comes back: with the pool's own a screen would wait
    # half a minute more than it must (measured)
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 4,
        "reconnect_timeout": 2,
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# a key asks the same thirty questions every time: planned anew they cost a tenth of it. Not behind
# a pooler that lends a connection for one transaction only
if env.bool("PREPARED_STATEMENTS", default=True):
    prepared = {"server_side_binding": True, "prepare_threshold": 2}
    DATABASES["default"].setdefault("OPTIONS", {}).update(prepared)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CHANNEL_PREFIX = env("CHANNEL_PREFIX", default="intermezzo")
# of each process, and forgotten with it: who asked how often, and the pictures of signs, which are
# kept apart so that many of them push out no count
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
            "prefix": CHANNEL_PREFIX,
        },
    }
}


def broker_url(redis_url: str) -> str:
    """The same server as Celery spells it: a Unix socket has a scheme of its own there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_keepalive": True,
    "socket_timeout": 10,
    "global_keyprefix": f"{CHANNEL_PREFIX}:",
}
# each in a line of its own, so that no forecast and no sweep delays a tick
CELERY_TASK_ROUTES = {
    "branches.tasks.tick": {"queue": "tick"},
    "breaks.tasks.forecast": {"queue": "forecast"},
    # other people's machines answer slowly, or not at all
    "signage.tasks.wake_phone": {"queue": "push"},
}
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "branches.tasks.tick",
        "schedule": TICK_SECONDS,
        # a tick that waited longer is worth nothing: the next one does its work
        "options": {"expires": 5},
    },
    "forecast": {
        "task": "breaks.tasks.forecast",
        "schedule": TICK_SECONDS,
        # as with the tick: the next one makes every forecast that is still due
        "options": {"expires": 2},
    },
    "screens": {"task": "breaks.tasks.screens", "schedule": 30.0, "options": {"expires": 30}},
    "figures": {"task": "quality.tasks.figures", "schedule": 600.0, "options": {"expires": 600}},
    "sweep": {"task": "branches.tasks.sweep", "schedule": 3600.0, "options": {"expires": 3600}},
    "weeks": {"task": "quality.tasks.weeks", "schedule": 3600.0, "options": {"expires": 3600}},
    # the days of branches begin at different hours: looked at often, each row goes once
    "reviews": {
        "task": "quality.tasks.review_rises",
        "schedule": 4 * 3600.0,
        "options": {"expires": 3600},
    },
    "forget": {
        "task": "quality.tasks.forget_clients",
        "schedule": 4 * 3600.0,
        "options": {"expires": 3600},
    },
}

LANGUAGE_CODE = "en"
# Django itself has no Filipino: its own texts stay English there
LANG_INFO["fil"] = {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"}
LANGUAGES = [
    ("en", "English"),
    ("hu", "Magyar"),
    ("tr", "Türkçe"),
    ("bg", "Български"),
    ("fil", "Filipino"),
    ("ru", "Русский"),
]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# which release runs here, where one says so: the screens of the public load themselves anew
RELEASE = env("RELEASE", default="")
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=None)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
# a file of a playlist with what a form says of it
UPLOAD_MAX_SIZE = 21 * 1024 * 1024
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.authentication.DeviceToken",
        "config.authentication.StaffSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.errors.problem_for",
    # proxies that stand before this house: what an asker says of its own address counts for nothing
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Intermezzo",
    "DESCRIPTION": "Queues and breaks of bank and pharmacy counters.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "BranchKind": "branches.rules.BranchKind",
        "DeviceKind": "branches.rules.DeviceKind",
        "Role": "branches.rules.Role",
        "CaseKind": "quality.api.cases.KINDS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.add_problems",
        "config.schema.add_idempotency_key",
    ],
}

# the policy of the screens: no inline script or style, nothing from elsewhere
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self'; connect-src 'self' ws://{host} wss://{host}; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html phone"
)

# mail, and alarms to the phone of a branch, leave the house by this; as shipped they are printed
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="intermezzo@localhost")
# a text message is mail to a number at this gateway
SMS_GATEWAY = env("SMS_GATEWAY", default="sms.localhost")

# calls that are spoken (docs/sound.md): where the sets of recorded clips lie, one folder each, and
# where synthesised ones are kept so that each is made once; a folder of its own, for it is swept
DATA_FOLDER = env("INTERMEZZO_DATA", default="")
SOUND_SETS = env("SOUND_SETS", default=DATA_FOLDER and f"{DATA_FOLDER}/sound-sets")
SOUND_CACHE = env("SOUND_CACHE", default=f"{DATA_FOLDER or gettempdir()}/intermezzo-voice")
SOUND_CACHE_MB = env.int("SOUND_CACHE_MB", default=64)

# kiosks' network printers listen at 9100 to 9109, on other machines; only for a trial elsewhere
PRINTERS_ANYWHERE = env.bool("PRINTERS_ANYWHERE", default=False)

# a client's phone is woken through its maker's push service (over HTTPS, and only with keys made
# by `manage.py web_push_keys`); the contact is whom a service may ask about us
WEB_PUSH_PRIVATE_KEY = env("WEB_PUSH_PRIVATE_KEY", default="")
WEB_PUSH_PUBLIC_KEY = env("WEB_PUSH_PUBLIC_KEY", default="")
WEB_PUSH_CONTACT = env("WEB_PUSH_CONTACT", default="")
if not WEB_PUSH_CONTACT:
    # no service takes anything from nobody, and no client is promised what cannot be
    WEB_PUSH_PRIVATE_KEY = WEB_PUSH_PUBLIC_KEY = ""
# the hosts of push services, each with those below it; no other machine is ever asked
WEB_PUSH_SERVICES = env.list(
    "WEB_PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "push.services.mozilla.com",
        "push.apple.com",
        "notify.windows.com",
    ],
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # a dead Redis is told by every nudge and by /readyz; this would add a traceback a second
    "loggers": {
        "channels_redis.pubsub": {"level": "CRITICAL"},
        # the letters of a PDF are nobody's news
        "fontTools": {"level": "WARNING"},
    },
}
