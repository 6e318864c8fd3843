"""Several modules of the page as one script, without a builder.

Our own modules keep to a few forms: imports by name at the top, one export a
declaration. So each can become a function that returns what it exports, in an order
in which everything is there before it is used; comments and indentation stay at home.
What is written in another way is refused, not guessed at.
"""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

WEB = Path(__file__).parent / "web"

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(
    r"^export ((?:const|class|function|async function) (\w+))", re.MULTILINE
)
ANOTHER = re.compile(
    r"^(?:import|export|await)\b.*|\bimport\s*[(.].*"
    r"|^[^`\n]*`(?:[^`\n]*`[^`\n]*`)*[^`\n]*$",  # a text that goes on in the next line
    re.MULTILINE,
)
COMMENT = re.compile(
    r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n"  # with lines for itself
    r"|^[ \t]*//[^\n]*\n"
    r"|/\*\* @type (?:(?!\*/)[^\n])*\*/ "  # in front of an expression
    r"|(?<=[;,{(\[]) +// [^\n]*$",  # behind the code of a line
    re.MULTILINE | re.DOTALL,
)
INDENTATION = re.compile("^ +", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A module as a part of the script.

    Attributes:
        script: that makes it.
        exports: names it gives.
    """

    script: str
    exports: list[str]


def bundle(entry: str, web: Path = WEB) -> str:
    """A module and all it imports, as one script that needs nothing else.

    Args:
        entry: file name of the module that is to run.
        web: the folder of the modules.

    Raises:
        ValueError: a module is not there, has an import or export of another form,
            imports what another does not export, or they import one another in a
            circle.
    """
    parts: dict[PurePosixPath, Part] = {}
    _gather(PurePosixPath(entry), web, parts, way=())
    scripts = "\n".join(part.script for part in parts.values())
    return f'(() => {{\n"use strict";\n{scripts}\n}})();\n'


def _gather(
    module: PurePosixPath, web: Path, parts: dict[PurePosixPath, Part], way: tuple
) -> Part:
    """Add a module to ``parts``, after all that it needs; ``way`` led to it."""
    if module in way:
        circle = " → ".join(map(str, (*way[way.index(module) :], module)))
        raise ValueError(f"modules import each other in a circle: {circle}")
    if module in parts:
        return parts[module]
    try:
        source = COMMENT.sub("", (web / module).read_text(encoding="utf-8"))
    except OSError as error:
        who = f", which {way[-1]} imports" if way else ""
        raise ValueError(f"there is no module {module}{who}") from error

    def take(found: re.Match) -> str:
        other = PurePosixPath(posixpath.normpath(module.parent / found[2]))
        given = _gather(other, web, parts, (*way, module)).exports
        wanted = [one.split() for one in found[1].split(",") if one.strip()]
        if missing := [one[0] for one in wanted if one[0] not in given]:
            raise ValueError(f"{module} imports {missing[0]}, not exported by {other}")
        names = ", ".join(": ".join(one[::2]) for one in wanted)  # without "as"
        return f"const {{ {names} }} = {_name(other)};\n"

    body = EXPORT.sub(r"\1", IMPORT.sub(take, source))
    if another := ANOTHER.search(body):
        raise ValueError(f"{module} cannot be bundled: {another[0]}")
    body = INDENTATION.sub("", body)
    exports = [found[2] for found in EXPORT.finditer(source)]
    body += f"return {{ {', '.join(exports)} }};"
    script = f"const {_name(module)} = (() => {{\n{body}\n}})();"
    parts[module] = Part(script, exports)
    return parts[module]


def _name(module: PurePosixPath) -> str:
    """Of the value that holds what a module exports: ``pieces_ball_js``."""
    return re.sub(r"\W", "_", str(module))
