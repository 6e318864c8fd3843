"""Several modules of the page as one script, without a builder.

Our own modules keep to a few forms: imports by name at the top, one export a
declaration. So each can become a function that returns what it exports, in an order
in which everything is there before it is used; comments stay at home.
"""

import posixpath
import re
from pathlib import Path, PurePosixPath

WEB = Path(__file__).parent / "web"

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(
    r"^export ((?:const|class|function|async function) (\w+))", re.MULTILINE
)
COMMENT = re.compile(  # one that has its lines for itself
    r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL
)


def bundle(entry: str, web: Path = WEB) -> str:
    """A module and all it imports, as one script that needs nothing else.

    Args:
        entry: file name of the module that is to run.
        web: the folder of the modules.

    Raises:
        ValueError: a module has an import or export of another form, or they import
            one another in a circle.
    """
    scripts: dict[str, str] = {}
    _gather(PurePosixPath(entry), web, scripts, under_way=())
    return "(() => {\n" + "\n".join(scripts.values()) + "\n})();\n"


def _gather(
    module: PurePosixPath, web: Path, scripts: dict[str, str], under_way: tuple
) -> None:
    """Add a module to ``scripts``, after all that it needs."""
    name = _name(module)
    if name in scripts:
        return
    if module in under_way:
        raise ValueError(f"{module} imports itself by way of others")
    source = COMMENT.sub("", (web / module).read_text(encoding="utf-8"))

    def take(found: re.Match) -> str:
        other = PurePosixPath(posixpath.normpath(module.parent / found[2]))
        _gather(other, web, scripts, (*under_way, module))
        names = found[1].replace(" as ", ": ")
        return f"const {{{names}}} = {_name(other)};\n"

    body = EXPORT.sub(r"\1", IMPORT.sub(take, source))
    if another := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{module} cannot be bundled: {another[0]}")
    exports = ", ".join(name for _, name in EXPORT.findall(source))
    scripts[name] = f"const {name} = (() => {{\n{body}return {{ {exports} }};\n}})();"


def _name(module: PurePosixPath) -> str:
    """Of the value that holds what a module exports: ``pieces_ball_js``."""
    return re.sub(r"\W", "_", str(module))
