// @ts-check
/** Panel 2: how probable the network finds each of the ten digits. */

import { percent, svg } from "../dom.js";
import { K } from "../shapes.js";
import { Panel, walkable } from "./panel.js";

const [WIDTH, HEIGHT] = [280, 150];
const [LEFT, RIGHT, TOP, BOTTOM] = [26, 4, 16, 18];
const STEP = (WIDTH - LEFT - RIGHT) / K;

/** Ten bars from 0 to 1; the predicted one green with its number, others blue. */
export class OutputProbabilities extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("probabilities", "Output probabilities", host);
    const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    for (const [share, name] of /** @type {[number, string][]} */ ([[0, "0"], [0.5, "0.5"], [1, "1"]])) {
      const y = height(share);
      drawing.append(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
        svg("text", { class: "tick", x: LEFT - 5, y: y + 3, "text-anchor": "end" }, name),
      );
    }
    this.bars = Array.from({ length: K }, (_, k) =>
      svg("rect", { class: "bar", x: LEFT + k * STEP + 0.11 * STEP, width: 0.78 * STEP }),
    );
    this.areas = Array.from({ length: K }, (_, k) =>
      svg("rect", {
        class: "area",
        x: LEFT + k * STEP,
        width: STEP,
        y: 0,
        height: HEIGHT,
        pointerenter: () => this.pointAt(k),
        pointerleave: () => host.point(null),
      }),
    );
    const names = Array.from({ length: K }, (_, k) =>
      svg("text", { class: "tick", x: LEFT + (k + 0.5) * STEP, y: HEIGHT - 5, "text-anchor": "middle" }, k),
    );
    this.number = svg("text", { class: "value strong", "text-anchor": "middle" });
    drawing.append(...this.bars, ...names, this.number, ...this.areas);
    this.drawing = drawing;
    this.body.append(drawing);
    /** @type {import("../ask.js").Second | null} */
    this.second = null;
    this.at = 0;
    walkable(
      drawing,
      ({ x }) => {
        this.at = (this.at + x + K) % K;
        this.pointAt(this.at);
      },
      () => host.point(null),
    );
  }

  /** @param {number} k */
  pointAt(k) {
    this.at = k;
    const p = this.view?.reading.layers.output[k] ?? 0;
    const votes = this.second?.votes;
    const more = votes ? ` The convolutional network: ${percent(votes[k])}.` : "";
    this.host.point({ kind: "digit", digit: k }, `The network gives ${k} a probability of ${percent(p)}.${more}`);
  }

  /** @param {import("../gallery.js").View} view */
  change(view) {
    const { reading } = view;
    const p = reading.layers.output;
    this.bars.forEach((bar, k) => {
      const y = height(p[k]);
      bar.setAttribute("y", String(y));
      bar.setAttribute("height", String(HEIGHT - BOTTOM - y));
      bar.classList.toggle("predicted", k === reading.prediction);
    });
    this.number.textContent = reading.prediction < 0 ? "" : reading.confidence.toFixed(2);
    this.number.setAttribute("x", String(LEFT + (reading.prediction + 0.5) * STEP));
    this.number.setAttribute("y", String(height(reading.confidence) - 4));
    this.drawing.setAttribute(
      "aria-label",
      reading.prediction < 0
        ? "Ten bars, all at zero: nothing is read."
        : `Ten bars. ${Array.from(p, (v, k) => `${k}: ${percent(v)}`).join(", ")}. The green one is ${reading.prediction}.`,
    );
    this.second?.show(view);
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    const marked = new Set();
    if (pointed?.kind === "digit") marked.add(pointed.digit);
    if (pointed?.kind === "cell") marked.add(pointed.label).add(pointed.predicted);
    const last = (this.view?.reading.activity.columns.length ?? 0) - 1;
    if (pointed?.kind === "neuron" && pointed.column === last) marked.add(pointed.place);
    this.areas.forEach((area, k) => area.classList.toggle("marked", marked.has(k)));
    this.second?.mark(marked);
  }

  /** @param {import("../gallery.js").View} view */
  rows({ reading }) {
    const votes = this.second?.votes;
    return [
      ["digit", "probability", "logit", ...(votes ? ["CNN"] : [])],
      ...Array.from(reading.layers.output, (p, k) => [k, percent(p, 2), reading.logits[k].toFixed(2), ...(votes ? [percent(votes[k], 2)] : [])]),
    ];
  }
}

/** @param {number} share */
function height(share) {
  return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
}
