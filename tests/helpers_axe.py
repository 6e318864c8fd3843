"""What axe-core finds wrong with a page for those who do not see or point."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"

RUN = """async () => {
  const { violations } = await axe.run(document, { iframes: false });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}"""


def violations(page: Page) -> list[str]:
    """Of one page, what it shows in frames left out.

    Skips the test where axe-core is not installed.
    """
    if not AXE.is_file():
        pytest.skip("needs axe-core, which npm puts into tests/web (make test does)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)
