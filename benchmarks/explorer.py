"""One move of the slider in the page, next to a frame of the dashboard in Python.

A move of the page is all its script, from the key that moves the slider to the last
draw call: seven panels, words, thumbnails, link. It is counted in headless Chromium,
with real keys; so is in which display frame it was drawn. Its forward pass is compared
with one that visits every pixel, the dark ones too.
"""

import functools
import http.server
import json
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.timing import write
from mnist_core.data import load_mnist
from mnist_core.explorer import site_files
from mnist_core.models import load_weights
from mnist_core.widgets import Dashboard

ROUNDS = 200
WEB = Path(__file__).parents[1] / "src" / "mnist_core" / "explorer" / "web"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
PEER = "dashboard frame in Python"
FORWARD_PEER = "every pixel visited"

# Before any script of the page: how long the handlers of a key and the callbacks of the
# display take, and in which frame the app drew. `frame` numbers the display's frames.
WATCH = """(() => {
  const moves = (window.moves = []);
  let frame = 0, move = null;
  const real = window.requestAnimationFrame.bind(window);
  const tick = () => { frame++; real(tick); };
  real(tick);
  window.requestAnimationFrame = (callback) => real((time) => {
    const begun = performance.now();
    callback(time);
    if (!move) return;
    move.script += performance.now() - begun;
    move.frames = frame - move.at;
    moves.push(move);
    move = null;
  });
  addEventListener("input", () => {
    move = { script: 0, at: frame, begun: performance.now() };
  }, true);
  addEventListener("input", () => { move.script += performance.now() - move.begun; });
})()"""

# Both passes over the same digits, in turn; microseconds a pass.
FORWARD = """async ([address, digits, rounds]) => {
  const { readWeights } = await import(address + "web/network.js");
  const network = await readWeights(
    await (await fetch(address + "weights.safetensors")).arrayBuffer());
  const full = (x) => network.layers.reduce((before, layer, depth) => {
    const { inputs, weight, bias } = layer;
    const z = Float64Array.from(bias);
    for (let j = 0; j < z.length; j++)
      for (let i = 0; i < inputs; i++) z[j] += weight[j * inputs + i] * before[i];
    return depth < 2 ? z.map((v) => Math.max(0, v)) : z;
  }, x);
  const lit = digits.map((d) => Float32Array.from(d));
  const times = { ours: [], peer: [] };
  for (let round = -1; round < rounds; round++)
    for (const [name, pass] of [["ours", (x) => network.forward(x)], ["peer", full]]) {
      const begun = performance.now();
      for (const digit of lit) pass(digit);
      const each = (performance.now() - begun) / lit.length;
      if (round >= 0) times[name].push(each);
    }
  return times;
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64  # a page asks for many files at once


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, on this machine."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def moves(page: Page, address: str, dashboard: Dashboard, rounds: int) -> dict:
    """Milliseconds of each move of the page, and of the dashboard, in turn."""
    page.add_init_script(WATCH)
    begun = perf_counter()
    page.goto(address)
    page.wait_for_function("document.querySelector('#app:not([data-loading]) .said')")
    usable = 1000 * (perf_counter() - begun)
    page.get_by_label("Digit", exact=True).focus()
    python = []
    for k in range(1, rounds + 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"window.moves.length >= {k}")
        begun = perf_counter()
        dashboard.index = k
        python.append(1000 * (perf_counter() - begun))
    made = page.evaluate("window.moves")
    return {
        "usable_ms": usable,
        "page": [move["script"] for move in made],
        "frames": [move["frames"] for move in made],
        "python": python,
    }


def main() -> None:
    """Keys and passes, each next to its peer."""
    (model, _), digits = load_weights(), load_mnist("full").test
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for file, content in site_files(model, digits).items():
            (folder / file).write_bytes(content)
        shutil.copytree(WEB, folder / "web")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        with served(folder) as address:
            page = browser.new_page(
                viewport={"width": 1280, "height": 900}, bypass_csp=True
            )
            seen = moves(page, address, Dashboard(model, digits), ROUNDS)
            blank = browser.new_page()
            blank.goto(address + "web/package.json")
            some = (digits.images[:200] / 255).reshape(-1, 784).tolist()
            forward = blank.evaluate(FORWARD, [address, some, max(1, ROUNDS // 10)])
        browser.close()
    write("explorer", said(seen, forward))


def said(seen: dict, forward: dict) -> dict:
    """Print what was measured; returns it."""
    page, python = np.array(seen["page"]), np.array(seen["python"])
    ours, peer = (statistics.median(forward[name]) for name in ("ours", "peer"))
    late = sum(frames > 1 for frames in seen["frames"])
    results = {
        "usable_ms": seen["usable_ms"],
        "move_ms": {"median": np.median(page), "p95": np.percentile(page, 95)},
        "late": late,
        "moves": len(page),
        "peer": PEER,
        "times_as_fast": {PEER: 1, "page": np.median(python) / np.median(page)},
        "forward_ms": ours,
        "forward_times_as_fast": {FORWARD_PEER: 1, "page": peer / ours},
    }
    results = json.loads(json.dumps(results, default=float))
    print("\nOne move of the slider, seven panels, in the page")
    print("  script: median {median:.2f} ms, 95% within {p95:.2f} ms".format(
        **results["move_ms"]))  # fmt: skip
    print(f"  drawn in a later frame than the next: {late} of {len(page)}")
    print(f"  {PEER}: median {np.median(python):.1f} ms")
    print(f"  x{results['times_as_fast']['page']:.1f}")
    print(f"  (x: times as fast as {PEER})")
    print(f"  usable after {seen['usable_ms']:.0f} ms, all digits read once")
    print(f"  forward pass {ours:.3f} ms, x{peer / ours:.1f} ({FORWARD_PEER}: x1)")
    return results


if __name__ == "__main__":
    main()
