"""Django's settings: the same for every process; what differs comes from the surroundings."""

import importlib.util
import os
from urllib.parse import urlsplit

from sundial import surroundings

HOME = surroundings.home()
DEMO = surroundings.flag("SUNDIAL_DEMO")  # the sign-in page offers the demo people, and the mail sink can be read
DEBUG = surroundings.flag("SUNDIAL_DEBUG")
SECRET_KEY = surroundings.secret_key()
PORT = int(os.environ.get("SUNDIAL_PORT") or 8000)
SITE_URL = os.environ.get("SUNDIAL_URL") or f"http://127.0.0.1:{PORT}"

DATABASES = {"default": surroundings.database_login()}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "procrastinate.contrib.django",
    "sundial",
]


def _written(*middleware: str) -> list[str]:
    """Return those middlewares of ours whose module exists."""
    return [name for name in middleware if importlib.util.find_spec(name.rpartition(".")[0])]


MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *_written("sundial.web.csp.ContentSecurityPolicyMiddleware"),
    "sundial.web.styles.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *_written("sundial.web.access.ViewerMiddleware"),
    *_written("sundial.web.access.SignInRequiredMiddleware"),
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "sundial.urls"
SERVED = "sundial.asgi:application"  # what `sundial serve` runs
CLOSE_STREAMS = "sundial.web.hub.close_all"  # what it calls before it stops
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "sundial.web.parts.page",
            ]
        },
    }
]

# people and sign-in
AUTH_USER_MODEL = "sundial.Person"
AUTHENTICATION_BACKENDS = ["sundial.web.signin.DoorBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sundial.web.signin.Adapter"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# what a browser is told
_site = urlsplit(SITE_URL)
_by_tls = _site.scheme == "https"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _site.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"] if _by_tls else []
SESSION_COOKIE_NAME = "sundial"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _by_tls
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _by_tls else None
SECURE_HSTS_SECONDS = 31_536_000 if _by_tls else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 60  # seconds; then the browser asks again and is told that nothing changed

# time is UTC within; a zone appears at the edges, from the person
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

vars().update(surroundings.mail_server())
DEFAULT_FROM_EMAIL = os.environ.get("SUNDIAL_MAIL_FROM") or f"Sundial <sundial@{_site.hostname}>"
SYNTHETIC_TO = os.environ.get("SUNDIAL_SYNTHETIC_TO") or surroundings.own_address(DEFAULT_FROM_EMAIL)

# mail that comes in (docs/mail.md): off until a mailbox or a webhook is named
MAIL_ACCOUNTS = surroundings.mail_accounts()
MAIL_HOOK_SECRETS = surroundings.hook_secrets()
MAIL_TRUSTS = os.environ.get("SUNDIAL_MAIL_TRUSTS") or ""  # the name of our own mail server in Authentication-Results
MAIL_LARGEST = surroundings.whole_number("SUNDIAL_MAIL_LARGEST", 10, most=50)  # MiB

# whither word may go beside mail (docs/delivery.md): services by their apprise schemes, and inner places by name
WAY_SCHEMES = surroundings.words("SUNDIAL_SERVICES", surroundings.SERVICES)
INNER_PLACES = surroundings.words("SUNDIAL_INNER_PLACES")

GLASS_MINUTES = surroundings.whole_number("SUNDIAL_GLASS_MINUTES", 240, most=24 * 60)

PROCRASTINATE_IMPORT_PATHS = [
    "sundial.jobs.courtesy",
    "sundial.jobs.deliver",
    "sundial.jobs.deliver_together",
    "sundial.jobs.digest",
    "sundial.jobs.fan_out",
    "sundial.jobs.glass",
    "sundial.jobs.moves",
    "sundial.jobs.dead_letters",
    "sundial.jobs.reach",
    "sundial.jobs.send_word",
    "sundial.jobs.try_way",
    "sundial.jobs.send_notices",
    "sundial.jobs.synthetic",
    "sundial.jobs.walls",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"sundial": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
