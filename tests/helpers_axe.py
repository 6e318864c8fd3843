"""What axe-core finds wrong with a page for those who do not see or point."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"

RUN = """async (rules) => {
  const only = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const options = { iframes: false, preload: false, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, { ...options, ...only });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}"""
# What may be wrong in one light and right in the other.
OF_COLOUR = ["color-contrast", "link-in-text-block"]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Of one page, what it shows in frames left out; of all rules, or of some.

    Skips the test where axe-core is not installed.
    """
    if not AXE.is_file():
        pytest.skip("needs axe-core, which npm puts into tests/web (make test does)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN, rules)
