"""The WSGI entry: `wsgi:app` for any server, and what the flask command finds by itself."""

from app import create_app

app = create_app()
