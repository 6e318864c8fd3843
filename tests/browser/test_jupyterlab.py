"""The dashboard in JupyterLab, under a mouse and a keyboard, in a real browser."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import nbformat
import pytest
from nbconvert import HTMLExporter

ROOT = Path(__file__).parents[2]
MINUTE = 60_000  # milliseconds; nothing takes that long, but a machine may be busy

CELLS = [
    """
from mnist_core import Dashboard

dashboard = Dashboard()
dashboard
""",
    """
import ipywidgets

runs = globals().get("runs", 0) + 1
seen = ipywidgets.HTML()

def tell(_=None):
    seen.value = f'<i id="seen" data-run="{runs}">{dashboard.index}</i>'

dashboard.observe(tell, "index")
tell()
seen
""",
]
ALIVE = ["import mnist_core as mc\n\nmc.pieces.dimmer()", "mc.explore()"]
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
RUN_ALL = "void window.jupyterapp.commands.execute('notebook:run-all-cells')"


def write_notebook(path: Path, cells: list[str]) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address of a JupyterLab that has one notebook, and nobody's settings."""
    base = tmp_path_factory.mktemp("jupyter")
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"]
    names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]
    folders = {name: str(base / name) for name in names}
    notices = base / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / "apputils-extension"
    notices.mkdir(parents=True)
    (notices / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8"
    )
    (base / "work").mkdir()
    write_notebook(base / "work" / "dashboard.ipynb", CELLS)
    write_notebook(base / "work" / "alive.ipynb", ALIVE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token=", "--ServerApp.password="]
    command += [f"--ServerApp.root_dir={base / 'work'}"]
    command += ["--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (base / "log").open("w") as log:
        lab = subprocess.Popen(
            command,
            env={**os.environ, **folders, "MNIST_CORE_SOURCE": "sample"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, lab, base / "log")
        yield address
    finally:
        lab.terminate()
        lab.wait()


def wait_for(address: str, lab: subprocess.Popen, log: Path) -> None:
    """Until it answers; it is given up when it ended, or after two minutes."""
    given_up = monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=10).close()
            return
        except (urllib.error.URLError, OSError):
            if lab.poll() is not None or monotonic() > given_up:
                pytest.fail("JupyterLab did not start:\n" + log.read_text()[-3000:])
            sleep(0.2)


def wait_for_kernel(page) -> None:
    """Until it is there and has nothing to do."""
    page.wait_for_function(f"{NOTEBOOK}?.context.isReady")
    page.wait_for_function(
        f"{NOTEBOOK}.sessionContext.session?.kernel?.status === 'idle'"
    )


class Lab:
    """A notebook that is open in JupyterLab, with a dashboard in its first cell.

    Attributes:
        page: of Playwright.
        wrong: what the browser complained of.
    """

    def __init__(self, browser, address):
        self.page = browser.new_page(viewport={"width": 1400, "height": 1500})
        self.page.set_default_timeout(MINUTE)
        self.wrong = []
        self.runs = 0
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda m: self.wrong.append(m.text) if m.type == "error" else None,
        )
        self.page.goto(f"{address}/lab/tree/dashboard.ipynb")
        self.page.wait_for_selector(".jp-Notebook")
        self.settle()

    def settle(self):
        """Until the kernel is there and has nothing to do."""
        wait_for_kernel(self.page)

    def run(self):
        """Run all cells, and wait until the new dashboard is there."""
        self.runs += 1
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_selector(f'#seen[data-run="{self.runs}"]', state="attached")
        self.settle()
        self.shows(0)

    def shows(self, index):
        """Wait until page and Python agree that this digit is on screen."""
        expect(self.seen).to_have_text(str(index))
        expect(self.readout).to_have_text(str(index))
        expect(self.words).to_contain_text(re.compile(rf"Digit {index}\b"))

    @property
    def seen(self):
        """What ``dashboard.index`` is, to Python."""
        return self.page.locator("#seen")

    @property
    def words(self):
        return self.page.locator(".widget-html-content [aria-live]")

    @property
    def picture(self):
        return self.page.locator(".widget-image").first

    def slider(self, name):
        named = self.page.get_by_text(name, exact=True)
        return self.page.locator(".widget-hslider", has=named)

    @property
    def readout(self):
        return self.slider("Digit").locator(".widget-readout")

    def handle(self, name="Digit"):
        return self.slider(name).locator(".noUi-handle")

    @property
    def track(self):
        """Left end, middle and width of the slider, in pixels of the page."""
        box = self.slider("Digit").locator(".noUi-base").bounding_box()
        return box["x"], box["y"] + box["height"] / 2, box["width"]


def expect(locator):
    """Playwright's own, with patience."""
    from playwright import sync_api

    sync_api.expect.set_options(timeout=MINUTE)
    return sync_api.expect(locator)


@pytest.fixture(scope="module")
def opened(browser, server):
    lab = Lab(browser, server)
    yield lab
    lab.page.close()


@pytest.fixture
def lab(opened, request):
    """A new dashboard in the page. A test that fails leaves a picture of it."""
    failed = request.session.testsfailed
    opened.wrong.clear()
    opened.run()
    yield opened
    if request.session.testsfailed > failed:
        (ROOT / "build").mkdir(exist_ok=True)
        opened.page.screenshot(path=ROOT / "build" / f"{request.node.name}.png")
    assert opened.wrong == []


def test_the_picture_is_there_as_wide_as_it_was_drawn(lab):
    assert lab.picture.evaluate("image => image.naturalWidth") == 1200
    assert lab.picture.evaluate("image => image.naturalHeight") == 760


def test_dragging_the_slider_changes_picture_words_and_python(lab):
    before = lab.picture.get_attribute("src")
    left, middle, width = lab.track
    lab.page.mouse.move(left, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(left + width / 3, middle, steps=5)
    expect(lab.seen).not_to_have_text("0")
    expect(lab.words).not_to_contain_text("Digit 0.")
    expect(lab.picture).not_to_have_attribute("src", before)
    lab.page.mouse.move(left + width / 2, middle, steps=5)
    lab.page.mouse.up()
    place = int(lab.readout.inner_text())
    assert abs(place - 500) < 10
    lab.shows(place)


def test_after_a_fast_drag_the_last_digit_is_on_screen(lab):
    left, middle, width = lab.track
    lab.page.mouse.move(left, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(left + width * 0.9, middle, steps=40)
    lab.page.mouse.move(left + width * 0.2, middle, steps=40)
    lab.page.mouse.up()
    place = int(lab.readout.inner_text())
    assert abs(place - 200) < 10
    lab.shows(place)
    lab.settle()
    lab.shows(place)


def test_arrow_keys_move_the_slider_by_one(lab):
    lab.handle().focus()
    for place in (1, 2, 3):
        lab.page.keyboard.press("ArrowRight")
        lab.shows(place)
    lab.page.keyboard.press("ArrowLeft")
    lab.shows(2)


def test_a_number_can_be_typed(lab):
    lab.readout.fill("321")
    lab.readout.press("Enter")
    lab.shows(321)


def test_a_click_on_a_neighbour_goes_there(lab):
    lab.page.get_by_title("4 after").click()
    lab.shows(4)
    lab.page.get_by_title("1 before").click()
    lab.shows(3)


def test_a_confused_pair_is_one_click_away(lab):
    lab.page.get_by_role("button", name="9 → 7").click()
    expect(lab.words).to_contain_text("It is wrong: this is a 9.")
    expect(lab.words).to_contain_text("reads a 7")


def test_mistakes_only_leaves_the_mistakes(lab):
    lab.page.get_by_label("mistakes only").check()
    expect(lab.words).to_contain_text("It is wrong")
    expect(lab.words).to_contain_text("number 1 of 1.")
    expect(lab.handle()).to_have_attribute("aria-valuemax", re.compile(r"^[01](\.0)?$"))
    lab.page.get_by_label("mistakes only").uncheck()
    expect(lab.words).not_to_contain_text("number 1 of 1.")
    expect(lab.handle()).to_have_attribute("aria-valuemax", re.compile(r"^999(\.0)?$"))


def test_play_goes_on_by_itself_until_it_is_stopped(lab):
    lab.page.get_by_label("Speed").select_option("5 a second")
    play = lab.page.locator(".widget-play button").first
    play.click()
    expect(lab.words).to_contain_text(re.compile(r"Digit ([3-9]|\d\d+)\."))
    play.click()
    lab.page.wait_for_timeout(1000)  # five steps would fit in here
    lab.settle()
    stopped = lab.seen.inner_text()
    lab.page.wait_for_timeout(1000)
    lab.shows(stopped)


def test_a_turned_digit_is_read_anew_and_undone(lab):
    lab.handle("Turn (°)").focus()
    lab.page.keyboard.press("ArrowRight")
    expect(lab.words).to_contain_text("Digit 0, turned 1° clockwise.")
    lab.page.get_by_role("button", name="Undo").click()
    expect(lab.words).to_contain_text("Digit 0.")
    expect(lab.slider("Turn (°)").locator(".widget-readout")).to_have_text("+0")


def test_pieces_and_the_explorer_live_in_a_cell_under_the_arrow_keys(browser, server):
    page = browser.new_page(viewport={"width": 1400, "height": 1500})
    page.set_default_timeout(MINUTE)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{server}/lab/workspaces/alive/tree/alive.ipynb")
    page.wait_for_selector(".jp-Notebook")
    wait_for_kernel(page)
    page.evaluate(RUN_ALL)
    words = page.locator("mnist-piece .words")
    expect(words).to_have_text("ReLU(2.31) = 2.31: the lamp shines with it.")
    page.locator("mnist-piece").get_by_role("slider").press("ArrowRight")
    expect(words).to_contain_text("ReLU(2.32) = 2.32")
    inside = page.frame_locator("mnist-explorer iframe")
    expect(inside.locator(".said")).to_contain_text("Digit 0. The network reads a 0")
    inside.get_by_role("slider", name="Digit", exact=True).press("ArrowRight")
    expect(inside.locator(".said")).to_contain_text("Digit 1.")
    tall = page.locator("mnist-explorer iframe").bounding_box()["height"]
    assert abs(tall - inside.locator("main").bounding_box()["height"]) < 8
    assert wrong == []
    page.close()


def test_where_no_kernel_runs_the_page_has_a_picture_with_words(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_CORE_SOURCE", "sample")
    path = tmp_path / "dashboard.ipynb"
    write_notebook(path, [CELLS[0], "print(dashboard.still().alt)"])
    spec = importlib.util.spec_from_file_location(
        "run_notebooks", ROOT / "tools" / "run_notebooks.py"
    )
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.run(path)
    notebook = nbformat.read(path, as_version=4)
    words = notebook.cells[1].outputs[0].text.strip()
    assert words.startswith("The network reads a 0")
    assert notebook.cells[0].metadata["mystnb"]["image"]["alt"] == words
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert len(re.findall('<img[^>]* src="data:image/svg.xml;base64,', page)) == 1
    assert "widget-view" not in page
