"""Modules become one script; what the bundler does not know, it refuses."""

import re

import pytest

from mnist_core.explorer.bundle import WEB, bundle


@pytest.fixture
def bundled(tmp_path):
    """What becomes of modules, by name; the first one is run."""

    def made(**modules: str) -> str:
        for name, source in modules.items():
            path = tmp_path / f"{name.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(source, encoding="utf-8")
        return bundle(f"{next(iter(modules))}.js", tmp_path)

    return made


def test_what_is_needed_comes_first_and_once(bundled):
    script = bundled(
        main='import { f } from "./a.js";\nimport { g } from "./b.js";\nf(g);\n',
        a='import { g } from "./b.js";\nexport const f = (x) => x(g);\n',
        b="export function g() {}\n",
    )
    assert script == (
        '(() => {\n"use strict";\n'
        "const b_js = (() => {\nfunction g() {}\nreturn { g };\n})();\n"
        "const a_js = (() => {\nconst { g } = b_js;\nconst f = (x) => x(g);\n"
        "return { f };\n})();\n"
        "const main_js = (() => {\nconst { f } = a_js;\nconst { g } = b_js;\nf(g);\n"
        "return {  };\n})();\n})();\n"
    )


def test_folders_other_names_and_long_lists(bundled):
    script = bundled(
        main='import {\n  one as first,\n  Two,\n} from "./pieces/few.js";\nfirst;\n',
        pieces__few='import { three } from "../numbers.js";\n'
        "export const one = three;\nexport class Two {}\n"
        "export async function four() {}\n",
        numbers="export const three = 3;\n",
    )
    assert "const { one: first, Two } = pieces_few_js;" in script
    assert "const { three } = numbers_js;" in script
    assert "return { one, Two, four };" in script


def test_comments_and_indentation_stay_at_home_what_looks_like_them_does_not(bundled):
    script = bundled(
        main="// @ts-check\n/** What it is\n * in two lines. */\n"
        'const home = "https://here"; // where\n'
        "const n = /** @type {number} */ (2); /* kept */\n"
        "  // a line of its own\n"
        "f({ // of what\n  k: 1, // one\n});\n"
        "const text = `// ${n}`;\nconst half = n // no end\n  / 2;\n"
    )
    assert script.split("\n", 3)[3].startswith(
        'const home = "https://here";\nconst n = (2); /* kept */\n'
        "f({\nk: 1,\n});\nconst text = `// ${n}`;\nconst half = n // no end\n/ 2;\n"
    )


def test_modules_that_import_each_other_are_named_in_turn(bundled):
    with pytest.raises(ValueError, match=r"circle: a\.js → b\.js → a\.js"):
        bundled(
            main='import { a } from "./a.js";\n',
            a='import { b } from "./b.js";\nexport const a = 1;\n',
            b='import { a } from "./a.js";\nexport const b = 2;\n',
        )


def test_a_module_that_is_not_there_is_named_and_so_is_who_wants_it(bundled, tmp_path):
    with pytest.raises(ValueError, match=r"no module x/y\.js, which main\.js imports"):
        bundled(main='import { z } from "./x/y.js";\n')
    with pytest.raises(ValueError, match=r"no module none\.js$"):
        bundle("none.js", tmp_path)


@pytest.mark.parametrize("wanted", ["two", "two as one", "one, two"])
def test_a_name_that_is_not_exported_is_named(bundled, wanted):
    other = "export const one = 1, two = 2;\n"  # the second would be lost in silence
    with pytest.raises(
        ValueError, match=r"main\.js imports two, not exported by o\.js"
    ):
        bundled(main=f'import {{ {wanted} }} from "./o.js";\n', o=other)


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let n = 1;",
        "export var n = 1;",
        "export function* each() {}",
        "export const { a, b } = c;",
        "export { a };",
        'export { a } from "./o.js";',
        'export * from "./o.js";',
        'import o from "./o.js";',
        'import * as o from "./o.js";',
        'import "./o.js";',
        "import { a } from './o.js';",
        'import { a } from "./o.js"',
        'import data from "./o.json" with { type: "json" };',
        '  const o = await import("./o.js");',
        "const here = import.meta.url;",
        "await 1;",
        "const text = `of two",
        "f(`one`, `${a} and",
    ],
)
def test_every_other_form_is_refused(bundled, line):
    with pytest.raises(ValueError, match=r"^main\.js cannot be bundled: ") as caught:
        bundled(main=f"const a = 1;\n{line}\n", o="export const a = 1;\n")
    assert line.split(" ")[-1][:5] in str(caught.value)


ENTRIES = ["main.js", "embed.js", "cnn/second.js", "cnn/worker.js"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_page_s_own_modules_are_whole_and_without_their_comments(entry):
    script = bundle(entry)
    assert script.startswith('(() => {\n"use strict";\n')
    assert "@type" not in script
    assert "/**" not in script
    assert not re.search(r"^\s*//", script, re.MULTILINE)
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    bundled = re.findall(r"^const (\w+_js) = \(\(\) => \{$", script, re.MULTILINE)
    assert len(set(bundled)) == len(bundled) > 5


def test_every_module_of_the_page_is_in_one_script_or_another():
    scripts = "".join(map(bundle, ENTRIES))
    for path in WEB.rglob("*.js"):
        name = re.sub(r"\W", "_", str(path.relative_to(WEB)))
        assert f"const {name} = " in scripts, f"nobody needs {name}"
