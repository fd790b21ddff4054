"""Static files under names that hold a hash of their content, compressed once, cached for ever."""

from __future__ import annotations

import functools
import gzip
import hashlib
import pathlib

import brotli
from flask import Flask
from whitenoise import WhiteNoise

STATIC = pathlib.Path(__file__).parent / "static"
COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
SERVED = COMPRESSED | {".woff2", ".png", ".ico", ".txt"}


def init_app(app: Flask) -> None:
    """Lay the files out under the instance folder, serve them from there, and give templates asset()."""
    folder = pathlib.Path(app.config["INSTANCE"]) / "assets"
    urls = {name: f"/static/{_laid_out(source, name, folder)}" for name, source in _sources().items()}
    served = WhiteNoise(app.wsgi_app, max_age=60, immutable_file_test=lambda _path, url: url in served_urls)
    served_urls = frozenset(urls.values())
    served.add_files(str(folder), prefix="static/")
    app.wsgi_app = served  # type: ignore[assignment]
    app.jinja_env.globals["asset"] = urls.__getitem__


@functools.cache
def _sources() -> dict[str, pathlib.Path]:
    return {
        str(path.relative_to(STATIC)): path
        for path in sorted(STATIC.rglob("*"))
        if path.is_file() and path.suffix in SERVED
    }


def _laid_out(source: pathlib.Path, name: str, folder: pathlib.Path) -> str:
    """Write the file and its compressed twins unless they are there; return its hashed name."""
    content = source.read_bytes()
    hashed = f"{name.removesuffix(source.suffix)}.{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
    target = folder / hashed
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in COMPRESSED:
            _write(target.with_name(target.name + ".br"), brotli.compress(content))
            _write(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))
        _write(target, content)
    return hashed


def _write(target: pathlib.Path, content: bytes) -> None:
    """Write beside and rename, because several processes may start at once."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(content)
    beside.replace(target)
