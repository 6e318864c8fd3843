"""Write the address a copy of the course is published at, wherever it belongs.

That is: ``_config.yml``, the badges of ``README.md``, and the first cell of every
notebook. Run it again with another address to move. Nothing is written unless
all of it can be read.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

from mnist_core.storage import write_atomically

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
BADGES = re.compile(r"<!-- badges -->\n(?:.*\n)*?<!-- /badges -->\n")
SETUP = re.compile(r'^REPOSITORY = ".*?"', re.MULTILINE)
CHAPTER = "notebooks/01_light_bulbs_and_friends.ipynb"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", metavar="OWNER/REPO", help="as on GitHub")
    repository = parser.parse_args().repository
    if not NAME.fullmatch(repository):
        print(
            f"Error: {repository!r} is not OWNER/REPO. On GitHub, it is what follows "
            "github.com/ in the address of your repository: make publish-as ada/course",
            file=sys.stderr,
        )
        return 2
    try:
        changed = plan(ROOT, *repository.split("/"))
    except OSError as error:
        print(f"Error: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    try:
        for path, text in changed.items():
            write_atomically(path, text.encode())
    except OSError as error:
        print(
            f"Error: cannot write {error.filename}: {error.strerror}. Some files may "
            "have been changed: git diff shows them; run this again when it can.",
            file=sys.stderr,
        )
        return 2
    print(f"{len(changed)} files changed. Commit and push them; see book/publish.md.")
    return 0


def plan(root: Path, owner: str, repo: str) -> dict[Path, str]:
    """What each file will say; files that say it already are left out."""
    github = f"https://github.com/{owner}/{repo}"
    pages = f"https://{owner.lower()}.github.io/"
    if repo.lower() != f"{owner.lower()}.github.io":  # a project, not a user's own page
        pages += f"{repo}/"
    colab, binder = "https://colab.research.google.com", "https://mybinder.org"
    texts = {}

    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    addresses = {"url": github, "baseurl": pages}
    addresses |= {"colab_url": colab, "binderhub_url": binder}
    for key, value in addresses.items():
        text = re.sub(rf'(?m)^  {key}: ".*"$', f'  {key}: "{value}"', text)
    texts[config] = text

    readme = root / "README.md"
    badges = (
        "<!-- badges -->\n"
        f"[![Tests]({github}/actions/workflows/tests.yml/badge.svg)]"
        f"({github}/actions/workflows/tests.yml)\n"
        f"[![Read the course]({BADGE}read-the%20course-blue)]({pages})\n"
        f"[![Open in Colab]({colab}/assets/colab-badge.svg)]"
        f"({colab}/github/{owner}/{repo}/blob/main/{CHAPTER})\n"
        "<!-- /badges -->\n"
    )
    texts[readme] = BADGES.sub(badges, readme.read_text(encoding="utf-8"))

    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = SETUP.sub(f'REPOSITORY = "{github}"', cell.source)
        texts[path] = nbformat.writes(notebook) + "\n"
    return {p: t for p, t in texts.items() if p.read_text(encoding="utf-8") != t}


BADGE = "https://img.shields.io/badge/"


if __name__ == "__main__":
    sys.exit(main())
