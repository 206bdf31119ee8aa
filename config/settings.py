"""Settings, read once from top to bottom. Values come from the environment; see ``config.env``.

``DATABASE_URL`` is the application's role: it reads and writes under row-level security and
owns nothing. ``DATABASE_OWNER_URL`` is the role that migrates; only ``migrate`` and
``load_reference`` use it, through the alias ``owner``.
"""

from datetime import timedelta
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("HOMETOWN_DATA", ".data")).absolute()

# --- Who and where -----------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("HOMETOWN_DEMO", default=True)
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.words("FIELD_KEYS") or [env.text("FIELD_KEYS")]
"""The ring that encrypts personal data, newest first: urlsafe base64 of 32 bytes each."""

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}")
"""Where the outside reaches this service; documents link to it."""

RECEIPT_SIGNING_KEY = env.text("RECEIPT_SIGNING_KEY", "")
RECEIPT_SIGNING_CERTIFICATE = env.text("RECEIPT_SIGNING_CERTIFICATE", "")
"""PEM texts; without them the demo signs with a key of its own, and production does not sign."""

# --- What it is made of ------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "config.apps.OfficialsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prometheus",
    "regions",
    "accounts",
    "audit",
    "access",
    "ledger",
    "receipts",
    "projects",
    "donations",
    "desk",
    "reports",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.ScopeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "access.middleware.SessionLimitsMiddleware",
    "accounts.middleware.OfficialScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.api.UnavailableMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
"""Messages may name people, so they are not in a cookie."""

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    },
    "owner": env.database(env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL"))),
}
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hometown",
    }
}

# --- People and portals ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.AnotherThanBefore"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.Portal"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "SCOPES": {
        "donations:write": "Report donations, holds and returns",
        "donations:read": "Read the donations this portal reported",
        "receipts:read": "Read receipts of those donations and their PDFs",
        "projects:read": "Read fund projects",
        "reports:read": "Read performance reports",
    },
    "ACCESS_TOKEN_GENERATOR": "accounts.oauth.signed_token",
    # The current practice for OAuth (RFC 9700) in all, also in flows that portals cannot use.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "SCOPES_BACKEND_CLASS": "accounts.oauth.PortalScopes",
    "OAUTH2_VALIDATOR_CLASS": "accounts.oauth.PortalValidator",
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 60 * 60
"""How long a session is kept; ``access.sessions`` ends it, sooner without use."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
"""The proxies whose word counts for where a request came from (``accounts.addresses``)."""
HTTPS = env.flag("HTTPS", default=False)
"""On where the service is reached over TLS: cookies are then sent over TLS only."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"

# --- The API -----------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "kernel.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.PortalAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.PortalHasScope"],
    "DEFAULT_RENDERER_CLASSES": ["config.renderers.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hometown",
    "DESCRIPTION": "Hometown Love Donation (고향사랑기부제): donations, receipts, reports.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.document_problems",
    ],
    "ENUM_NAME_OVERRIDES": {"PurposeEnum": "projects.models.Purpose"},
}

# --- Where the law leaves room (korea.md items that are open; each with its default) ---------

DONATION_MINIMUM_KRW = env.number("DONATION_MINIMUM_KRW", 100, least=1)
"""The Act sets no minimum; bank counters take units of 100 won (KR-CAP-05)."""
DONATION_STEP_KRW = env.number("DONATION_STEP_KRW", 1, least=1)
"""An amount is a multiple of this; 100 for counters that take units of 100 won (KR-CAP-05)."""
DONATION_EARLIEST = env.day("DONATION_EARLIEST", "2023-01-01")
"""The oldest payment that may still be reported: the scheme's first day."""
CLOCK_SKEW = timedelta(seconds=env.number("CLOCK_SKEW_SECONDS", 300, least=0))
"""How far in the future a portal's clock may be."""
DESIGNATION_FROM = env.day("DESIGNATION_FROM", "2024-02-20")
"""The law's first day; the national portal opened on 2024-06-04 (KR-DSG-01, KR-DSG-04)."""
SPECIAL_DISASTER_PARTIAL_COUNTS = env.flag("SPECIAL_DISASTER_PARTIAL_COUNTS", default=False)
"""Whether the declaration of some towns only earns the higher credit (KR-TAX-19)."""
TAX_CREDIT_MIXED_ORDER = env.one_of(
    "TAX_CREDIT_MIXED_ORDER", "ordinary_first", "disaster_first", "by_date"
)
"""Which money fills the low slices of a year that has both kinds (KR-TAX-22)."""
RESTRICTION_BINDS_SUCCESSORS = env.flag("RESTRICTION_BINDS_SUCCESSORS", default=True)
"""Whether a restriction of intake passes to whoever carries on for its bearer (KR-LG-08)."""

# --- Work in the background --------------------------------------------------------------

FILE_WORKERS = env.file_workers()
"""With 1, the receipts of a file are numbered in the order of its rows."""
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}

# --- Mail --------------------------------------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST", "")
"""The mail server that reports go out by; without one, letters to subscribers wait."""
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 30, least=1)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "reports@localhost")

# --- Language, time, files ---------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English")), ("ja", _("Japanese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "documents"
"""Report documents: made from committed rows, and made again if lost."""

# --- The officials' site -----------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": _("Hometown"),
    "SITE_HEADER": _("Hometown Love Donation"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": lambda request: static("hometown/icon.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("hometown/icon.svg"),
        }
    ],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "config.dashboard.dashboard",
    "SIDEBAR": {"navigation": "config.sidebar.navigation"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("My account"), "link": reverse_lazy("admin:my_account")},
            {"title": _("Change the password"), "link": reverse_lazy("admin:password_change")},
        ]
    },
    "STYLES": [
        lambda request: static("hometown/admin.css"),
        lambda request: static("desk/desk.css"),
        lambda request: static("hometown/print.css"),
    ],
    "SCRIPTS": [
        lambda request: static("hometown/keyboard.js"),
        lambda request: static("hometown/forms.js"),
    ],
    "COLORS": {
        "primary": {
            "50": "#eef8f3",
            "100": "#d6eee2",
            "200": "#aedcc7",
            "300": "#7cc3a5",
            "400": "#62b696",
            "500": "#48a582",
            "600": "#17624a",
            "700": "#145440",
            "800": "#104433",
            "900": "#0d382b",
            "950": "#062018",
        }
    },
}

# --- Logs --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # That an answer is a refusal stands in the access log; here it would cost as much as an answer.
    "loggers": {"django.request": {"level": "ERROR"}},
}
