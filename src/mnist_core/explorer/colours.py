"""The theme's colours as custom properties, for whatever stands in a page."""

from mnist_core.drawing import DARK, LIGHT, Theme, named_colours


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
    single = {n: c for n, c in named_colours(theme).items() if "-" not in n}
    said = " ".join(f"--{name}: {colour};" for name, colour in single.items())
    return f"color-scheme: {scheme}; {said}"
