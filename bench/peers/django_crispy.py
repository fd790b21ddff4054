"""The same questions in Django with crispy-forms, in one file: sessions, a signed-in user, CSRF, one row of JSON.

Speaks over a pipe: "GET 40" or "POST 40" on a line is answered by the CPU seconds that so many requests took.
Run by bench/peer.py with the Python of its own venv: python django_crispy.py FOLDER QUESTIONS.json
"""

import io
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import django
from django.conf import settings

FOLDER, QUESTIONS = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))

settings.configure(
    DEBUG=False,
    SECRET_KEY="for-measuring-only",  # noqa: S106 - guards nothing
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "peer.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "crispy_forms",
        "crispy_bootstrap5",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                ],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {
                                    "page.html": (
                                        "{% load crispy_forms_tags %}<!doctype html><html lang=nb>"
                                        "<title>Vurdering</title>"
                                        "<p>{{ user.username }}</p>{% crispy form %}</html>"
                                    )
                                },
                            ),
                            "django.template.loaders.app_directories.Loader",
                        ],
                    )
                ],
            },
        }
    ],
    CRISPY_ALLOWED_TEMPLATE_PACKS="bootstrap5",
    CRISPY_TEMPLATE_PACK="bootstrap5",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from crispy_forms.helper import FormHelper  # noqa: E402
from crispy_forms.layout import Submit  # noqa: E402
from django import forms  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponseRedirect  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402


class Assessment(models.Model):
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    answers = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "auth"


class Form(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question["id"]] = forms.ChoiceField(
                label=question["title"], choices=question["options"], widget=forms.RadioSelect
            )
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", "Logg vurderingen"))


@login_required
def page(request):
    form = Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Assessment.objects.create(by=request.user, answers=form.cleaned_data)
        return HttpResponseRedirect("/", status=303)
    return render(request, "page.html", {"form": form})


urlpatterns = [path("", page)]


def prepared():
    """Tables, a user, and the environments of a GET and of a POST by that user."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Assessment)
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    client.force_login(User.objects.create_user("kari"))
    token = client.get("/").cookies["csrftoken"].value
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    answers = {question["id"]: question["options"][0][0] for question in QUESTIONS}
    body = urlencode({**answers, "csrfmiddlewaretoken": token}).encode()
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    plain |= {"HTTP_COOKIE": cookies, "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "HTTP_HOST": "localhost"}
    form = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    return {
        "GET": lambda: {**plain, "wsgi.input": io.BytesIO()},
        "POST": lambda: {**plain, **form, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)},
    }


def main():
    kinds, app = prepared(), get_wsgi_application()
    expected, told = {"GET": "200", "POST": "303"}, []

    def start(status, _headers, _trouble=None):
        told.append(status[:3])

    print("ready", flush=True)
    for line in sys.stdin:
        kind, count = line.split()
        environs = [kinds[kind]() for _ in range(int(count))]
        told.clear()
        begun, weight = time.process_time(), 0
        for environ in environs:
            answer = app(environ, start)
            weight = sum(map(len, answer))
            answer.close()
        spent = time.process_time() - begun
        if set(told) != {expected[kind]}:
            raise SystemExit(f"{kind} was answered with {set(told)}")
        print(spent, weight, flush=True)


main()
