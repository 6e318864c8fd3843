"""Icons that stand in the page itself, instead of a script with all icons there are.

They are there without JavaScript too, and before it.
"""

import re
from functools import cache
from pathlib import Path

COLLECTION = "_static/scripts/fontawesome.js"  # the theme's

ICON = re.compile(
    r'<(i|span) class="(?P<kind>[^"]*\bfa-(?!solid\b|lg\b|fw\b)(?P<name>[a-z-]+)[^"]*)"'
    r"(?P<more>[^>]*)>\s*</\1>"
)
DRAWN = re.compile(
    r'[{,]"?([a-z0-9-]+)"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","(M[^"]+)"\]'
)
# Of the theme's style sheet: its font of icons.
RULES = re.compile(
    r'(?:\.fa-[\w-]+:before,?)+\{content:"[^"]*"\}'
    r"|@font-face\{[^}]*fontawesome[^}]*\}"
)


@cache
def icons(collection: Path) -> dict[str, tuple[str, str, str]]:
    """Width, height and path of each icon, by name; of several styles, the solid."""
    text = collection.read_text(encoding="utf-8")
    return {name: tuple(rest) for name, *rest in DRAWN.findall(text)}


def with_icons(text: str, collection: Path) -> str:
    """A page, each icon where it was asked for."""

    def drawn(icon: re.Match[str]) -> str:
        width, height, path = icons(collection)[icon["name"]]
        kind = " ".join(icon["kind"].split())
        more = "".join(f" {word}" for word in icon["more"].split())
        return (
            f'<svg class="svg-inline--fa {kind}"{more} viewBox="0 0 {width} {height}"'
            f' aria-hidden="true"><path fill="currentColor" d="{path}"/></svg>'
        )

    return ICON.sub(drawn, text)
