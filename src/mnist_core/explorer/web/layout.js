// @ts-check
/** What the page is made of, and where it stands. */

import { offerSecond } from "./ask.js";
import { CellStrip } from "./cell.js";
import { button, radios } from "./controls.js";
import { html } from "./dom.js";
import { Foot } from "./foot.js";
import { Guide } from "./guide.js";
import { Look } from "./look.js";
import { Pad } from "./pad.js";
import { LayerActivations } from "./panels/activations.js";
import { Confidence } from "./panels/confidence.js";
import { ConfusionMatrix } from "./panels/confusion.js";
import { InputDigit } from "./panels/input_digit.js";
import { NetworkActivity } from "./panels/network.js";
import { OutputProbabilities } from "./panels/probabilities.js";
import { WeightDistribution } from "./panels/weights.js";
import { Preparation } from "./preparation.js";
import { Push } from "./push.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./state.js").State} State */

/** Panels by name, as in mnist_core.panels. */
export const PARTS = ["input_digit", "probabilities", "network", "confusion", "activations", "weights", "confidence"];

const COLUMNS = [["input_digit", "probabilities", "confusion"], ["network"], ["activations", "weights", "confidence"]];
const LARGE = ["network", "confusion"];

/**
 * Which panels stand below each other. Of a few, the large ones have their own column.
 * @param {string[]} parts
 */
export function columnsOf(parts) {
  if (parts.length === PARTS.length) return COLUMNS;
  const large = parts.filter((name) => LARGE.includes(name));
  const small = parts.filter((name) => !LARGE.includes(name));
  if (!large.length) return [small.slice(0, 1), small.slice(1)].filter((column) => column.length);
  const columns = LARGE.includes(parts[0]) ? [large, small] : [small, large];
  return columns.filter((column) => column.length);
}

/**
 * Build everything into an element.
 *
 * @param {HTMLElement} root
 * @param {App} app is told what a hand does
 */
export function layOut(root, app) {
  const { parts, framed, hero } = app.options;
  const host = {
    point: (/** @type {import("./panels/panel.js").Pointed} */ pointed, /** @type {string} */ words = "") => app.point(pointed, words),
    openCell: (/** @type {number} */ label, /** @type {number} */ predicted) => app.openCell(label, predicted),
  };
  const input = new InputDigit(host);
  const votes = new OutputProbabilities(host);
  const matrix = new ConfusionMatrix(host);
  const all = [input, votes, new NetworkActivity(host), matrix, new LayerActivations(host), new WeightDistribution(host), new Confidence(host)];
  if (document.documentElement.dataset.cnn && !hero) offerSecond(votes);
  const columns = columnsOf(parts).map((names) => names.flatMap((name) => all.filter((panel) => panel.name === name)));
  const panels = columns.flat();

  const mode = radios(
    "What to show it",
    [["Test digits", "look"], ["Draw your own", "draw"], ["Push it", "push"]],
    (mode) => app.set({ mode }),
  );
  mode.element.classList.add("modes");
  const guide = new Guide((question) => app.ask(question), () => app.leave());
  const message = html("p", { class: "message", role: "status", hidden: true });
  const live = html("p", { class: "sr-only", "aria-live": "polite" });
  const said = html("p", { class: "said", "aria-hidden": true });
  const look = new Look({ state: () => app.state, set: (fields) => app.set(fields), tell: (words) => app.tell(words) });
  const push = new Push((fields) => app.set(fields));
  const pad = new Pad({
    changed: (own) => app.set({ own }, pad.stroke !== null),
    centre: (centred) => app.set({ centred }),
    complain: (words) => app.tell(words),
  });
  const preparation = new Preparation();
  const cell = new CellStrip((n) => app.goTo(n), () => app.closeCell());
  const foot = new Foot((file) => app.openWeights(file), () => app.start());
  const whole = html("a", { class: "button whole", target: "_top", href: "index.html" }, "Whole screen");

  input.overlay.append(preparation.element);
  input.stage.prepend(pad.element);
  input.body.append(pad.tools);
  push.dragOver(input.overlay);
  matrix.body.append(cell.element);

  // In a page of the book, what matters first is the digit.
  const hasWhole = framed && location.protocol.startsWith("http");
  const [head, below] = framed ? [[mode.element], [guide.menu, ...(hasWhole ? [whole] : [])]] : [[mode.element, guide.menu, shareButton(app)], []];
  root.dataset.loading = "true";
  root.replaceChildren(
    html("h1", { class: framed ? "sr-only" : "" }, "Watch a neural network think"),
    html("div", { class: "head" }, ...head),
    message,
    guide.card,
    html(
      "div",
      { class: `panels ${panels.length < PARTS.length ? "few" : "all"} ${columns.length < 2 ? "one-column" : ""}` },
      html("div", { class: "top" }, look.element, push.element),
      ...columns.map((column) => html("div", { class: "column" }, ...column.map(({ element }) => element))),
    ),
    said,
    live,
    html("div", { class: "below" }, ...below),
    foot.element,
  );
  dropsInto(document, pad, app);

  /**
   * Bring every control to a state.
   *
   * @param {State} state
   * @param {import("./gallery.js").Gallery | null} gallery
   * @param {ReturnType<App["onScreen"]>} seen
   * @param {App} app
   */
  const show = (state, gallery, seen, { passing, confusion }) => {
    mode.set(state.mode);
    guide.show(state.question);
    input.overlay.classList.toggle("pushing", state.mode === "push");
    preparation.element.toggleAttribute("hidden", state.mode !== "draw");
    if (state.mode === "draw") {
      pad.show(state.own, state.centred);
      preparation.show(seen, state.own, passing);
    } else push.show(state);
    if (!gallery) return;
    if (state.mode !== "draw") look.show(gallery, state);
    cell.show(gallery, state.cell, confusion, gallery.find(state.index));
  };
  return { panels, input, matrix, look, push, pad, cell, foot, message, live, said, whole, show };
}

/** @param {App} app */
function shareButton(app) {
  const share = button("Copy link", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      share.textContent = "Copied";
      window.setTimeout(() => (share.textContent = "Copy link"), 2000);
    } catch {
      app.tell(`Copy this: ${location.href}`);
    }
  });
  return share;
}

/**
 * Files may be dropped or pasted anywhere.
 *
 * @param {Document} page
 * @param {Pad} pad
 * @param {App} app
 */
function dropsInto(page, pad, app) {
  page.addEventListener("paste", (event) => app.state.mode === "draw" && pad.paste(event));
  page.addEventListener("dragover", (event) => event.preventDefault());
  page.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file || event.defaultPrevented) return;
    event.preventDefault();
    if (file.name.endsWith(".safetensors")) app.openWeights(file);
    else if (file.type.startsWith("image/")) {
      app.set({ mode: "draw" });
      pad.open(file);
    }
  });
}
