"""The theme's colours as custom properties, for whatever stands in a page."""

from dataclasses import fields

from mnist_core.drawing import DARK, LIGHT, Theme

LISTS = {"series"}  # of colours, not one


def colours(light: str, dark: str, unsaid: str) -> str:
    """CSS that sets ``--ink``, ``--predicted`` and so on.

    Args:
        light: selector of what is to have them.
        dark: selector of the same where the page is dark.
        unsaid: selector of the same where only the reader's system says so.
    """
    return (
        f"{light} {{ {_properties(LIGHT, 'light')} }}\n"
        f"{dark} {{ {_properties(DARK, 'dark')} }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"{unsaid} {{ {_properties(DARK, 'dark')} }}\n}}\n"
    )


def _properties(theme: Theme, scheme: str) -> str:
    names = [field.name for field in fields(theme) if field.name not in LISTS]
    said = " ".join(f"--{name}: {getattr(theme, name)};" for name in names)
    return f"color-scheme: {scheme}; {said}"
