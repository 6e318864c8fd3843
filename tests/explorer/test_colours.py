"""The theme's colours reach the page, and nothing asks for one that is not there."""

import re
from dataclasses import fields

import pytest

from mnist_core.drawing import DARK, LIGHT, Theme
from mnist_core.explorer.bundle import WEB
from mnist_core.explorer.colours import colours

NAMES = {field.name for field in fields(Theme)} - {"series"}


def said(css: str, selector: str) -> dict[str, str]:
    """The custom properties that a selector is given, by name."""
    found = re.search(rf"^{re.escape(selector)} \{{ (.*) \}}$", css, re.MULTILINE)
    return dict(re.findall(r"--(\w+): (.*?);", found[1]))


@pytest.mark.parametrize(
    ("selector", "theme", "scheme"),
    [("a", LIGHT, "light"), ("b", DARK, "dark"), ("c", DARK, "dark")],
)
def test_each_colour_of_each_theme_has_a_name(selector, theme, scheme):
    css = colours("a", "b", "c")
    given = said(css, selector)
    assert given == {name: getattr(theme, name) for name in NAMES}
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in given.values())
    assert f"{selector} {{ color-scheme: {scheme};" in css


def test_what_only_the_system_says_stands_where_it_says_so():
    css = colours("a", "b", "c")
    media = css.index("@media (prefers-color-scheme: dark) {\nc {")
    assert media > css.index("\nb {")
    assert css.count("{") == css.count("}") == 4


@pytest.mark.parametrize("name", ["app.css", "embed.css"])
def test_every_property_that_is_used_is_there(name):
    css = (WEB / name).read_text(encoding="utf-8")
    own = set(re.findall(r"(--[\w-]+):", css))
    modules = [path.read_text(encoding="utf-8") for path in WEB.rglob("*.js")]
    set_by_script = set(re.findall(r"[\"'`](--[\w-]+)", "".join(modules)))
    used = set(
        re.findall(r"var\((--[\w-]+)\)", css)
    )  # one with a default may be missing
    assert used - own - set_by_script - {f"--{n}" for n in NAMES} == set()
    assert {"--ink", "--predicted"} <= used
