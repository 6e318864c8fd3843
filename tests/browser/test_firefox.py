"""The explorer in another browser than all other tests use."""

import shutil

import pytest
from helpers_web import TESTS, node, run


def test_the_main_path_in_firefox(address):
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("needs Firefox on the PATH (Debian: apt-get install firefox-esr)")
    if not (TESTS / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("needs puppeteer-core, which npm puts into tests/web")
    run(node(), TESTS / "firefox.js", firefox, address)
