"""What others made is used by their leave: a licence lies beside every vendored file."""

from tests.house.sources import ROOT, files, name, told

FROM_OTHERS = {".woff2", ".woff", ".ttf"}


def test_every_font_has_its_licence_beside_it():
    bare = [name(path) for path in files() if path.suffix in FROM_OTHERS and not list(path.parent.glob("*LICENSE*"))]
    assert not bare, told(["Lay the licence beside:", *bare])


def test_the_design_system_has_its_licence_beside_it():
    styled = [path for path in (ROOT / "app" / "static" / "css").glob("*.css") if "aksel-" in path.read_text("utf-8")]
    assert all(list(path.parent.glob("aksel*LICENSE*")) for path in styled)


def test_nothing_is_loaded_from_elsewhere():
    suffixes = {".css", ".js", ".html", ".svg", ".webmanifest"}
    places = [path for path in files() if path.suffix in suffixes and path.is_relative_to(ROOT / "app" / "static")]
    loading = [
        name(path)
        for path in places
        if any(mark in path.read_text("utf-8") for mark in ('url("http', "url(http", "url(//", "@import", 'from "http'))
    ]
    assert not loading, told(["Everything is served from here; this asks another host:", *loading])
