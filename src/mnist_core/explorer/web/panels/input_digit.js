// @ts-check
/** Panel 1: the digit as the network is given it, and what it makes of it. */

import { a, canvas, html, paint, percent, svg } from "../dom.js";
import { D, SIDE } from "../shapes.js";
import { Panel, walkable } from "./panel.js";

/** 28x28 brightnesses, white on black; the answer beside it. */
export class InputDigit extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("input_digit", "Input digit", host);
    const { element, pen } = canvas(SIDE, SIDE, { class: "pixels", "aria-hidden": true });
    this.pen = pen;
    this.overlay = svg("svg", { class: "overlay", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" });
    this.cross = svg("rect", { class: "pixel", width: 1, height: 1, visibility: "hidden" });
    this.overlay.append(this.cross);
    this.overlay.addEventListener("pointermove", (event) => {
      const box = this.overlay.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * SIDE);
      const row = Math.floor(((event.clientY - box.top) / box.height) * SIDE);
      if (column >= 0 && row >= 0 && column < SIDE && row < SIDE) this.pointAt(row * SIDE + column);
    });
    this.overlay.addEventListener("pointerleave", () => host.point(null));
    this.at = 14 * SIDE + 14;
    walkable(
      this.overlay,
      ({ x, y }) => this.pointAt((this.at + x + y * SIDE + D) % D),
      () => host.point(null),
    );
    this.picture = html("div", { class: "digit" }, element, this.overlay);
    this.answer = html("p", { class: "answer" });
    this.sure = html("p", { class: "sure-text" });
    this.truth = html("p", { class: "truth" });
    this.verdict = html("div", { class: "verdict" }, html("p", { class: "says" }, "It reads"), this.answer, this.sure, this.truth);
    this.stage = html("div", { class: "stage" }, html("div", { class: "given" }, this.picture, this.verdict));
    this.body.append(this.stage);
  }

  /** @param {number} pixel */
  pointAt(pixel) {
    this.at = pixel;
    const value = this.view?.reading.layers.input[pixel] ?? 0;
    this.host.point(
      { kind: "pixel", pixel },
      `Pixel ${pixel}, row ${Math.floor(pixel / SIDE)}, column ${pixel % SIDE}: brightness ${value.toFixed(2)}.`,
    );
  }

  /** @param {import("../gallery.js").View} view */
  change({ reading }) {
    const { label, prediction, confidence, runnerUp, layers } = reading;
    paint(this.pen, layers.input, SIDE);
    const isRead = prediction >= 0;
    this.answer.textContent = isRead ? String(prediction) : "?";
    this.sure.textContent = isRead ? `${percent(confidence)} sure` : "nothing to read yet";
    const wrong = label !== null && label !== prediction;
    this.verdict.classList.toggle("wrong", wrong);
    this.truth.textContent = !isRead
      ? ""
      : label === null
        ? `then ${a(runnerUp)}, ${percent(layers.output[runnerUp])}`
        : wrong
          ? `✗ but it is ${a(label)}`
          : `✓ it is ${a(label)}`;
    const lit = Array.from(layers.input).filter((v) => v > 0).length;
    this.overlay.setAttribute("aria-label", isRead ? `A digit, ${lit} of ${D} pixels lit.` : "Nothing is drawn yet.");
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    let pixel = -1;
    const shown = this.view?.reading.activity.columns[0].shown ?? [];
    if (pointed?.kind === "pixel") pixel = pointed.pixel;
    if (pointed?.kind === "neuron" && pointed.column === 0) pixel = shown[pointed.place];
    this.cross.setAttribute("visibility", pixel < 0 ? "hidden" : "visible");
    if (pixel < 0) return;
    this.cross.setAttribute("x", String(pixel % SIDE));
    this.cross.setAttribute("y", String(Math.floor(pixel / SIDE)));
  }

  /** @param {import("../gallery.js").View} view */
  rows({ reading: { layers } }) {
    const columns = Array.from({ length: SIDE }, (_, k) => k);
    return [
      ["row", ...columns],
      ...columns.map((row) => [row, ...columns.map((column) => Math.round(100 * layers.input[row * SIDE + column]))]),
    ];
  }
}
