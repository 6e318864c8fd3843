// @ts-check
/** Pushing a digit about: one slider an amount, and what the last one does as a curve. */

import { button, check, slider } from "./controls.js";
import { curveOf, CurvePicture } from "./curve.js";
import { html, svg } from "./dom.js";
import { NO_NUDGE, RANGES, squareOf } from "./nudge.js";
import { SIDE } from "./shapes.js";

/** @typedef {import("./nudge.js").Nudge} Nudge */
/** @typedef {import("./nudge.js").Amount} Amount */
/** @typedef {import("./state.js").State} State */

const AMOUNTS = /** @type {Amount[]} */ (Object.keys(RANGES));
const QUIET = 60; // milliseconds without a change, before a curve is drawn anew

export class Push {
  /** @param {(fields: Partial<State>) => void} set */
  constructor(set) {
    this.setState = set;
    /** @type {Nudge} */
    this.nudge = NO_NUDGE;
    this.sliders = AMOUNTS.map((name) => {
      const range = RANGES[name];
      const made = slider(
        range.name,
        { ...range, value: 0 },
        (value) => this.set({ [name]: value }, name),
        (value) => `${value > 0 && range.low < 0 ? "+" : ""}${Math.round(100 * value) / 100}${range.unit}`.replace("-", "−"),
      );
      made.input.addEventListener("focus", () => set({ curve: name }));
      return { name, ...made };
    });
    this.white = check("white square", (on) => this.set({ squareWhite: on }, "square"));
    this.reset = button("Undo all", () => set({ nudge: NO_NUDGE }));
    this.curve = new CurvePicture();
    this.element = html(
      "div",
      { class: "push" },
      html("div", { class: "sliders" }, ...this.sliders.map(({ element }) => element), html("div", { class: "buttons" }, this.white.element, this.reset)),
      this.curve.element,
    );
    this.square = svg("rect", { class: "square", visibility: "hidden" });
    this.waiting = 0;
    /** @type {import("./network.js").Network | null} */
    this.network = null;
    this.key = "";
  }

  /**
   * @param {Partial<Nudge>} amounts
   * @param {Amount} curve
   */
  set(amounts, curve) {
    this.setState({ nudge: { ...this.nudge, ...amounts }, curve });
  }

  /** @param {State} state */
  show({ nudge, curve }) {
    this.nudge = nudge;
    for (const { name, set, element } of this.sliders) {
      set(nudge[name]);
      element.classList.toggle("touched", name === curve);
    }
    this.white.set(nudge.squareWhite);
    this.reset.disabled = AMOUNTS.every((name) => !nudge[name]);
    const { left, top, right, bottom } = squareOf(nudge);
    this.square.setAttribute("visibility", nudge.square ? "visible" : "hidden");
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top }))
      this.square.setAttribute(name, String(value));
  }

  /**
   * The curve, drawn anew only when another one is asked for, and once things are quiet.
   *
   * @param {import("./network.js").Network} network
   * @param {ArrayLike<number>} pixels (784) of the digit, not pushed
   * @param {State} state
   * @param {number} confidence of the digit as it is pushed
   */
  showCurve(network, pixels, { nudge, curve, index }, confidence) {
    const key = JSON.stringify([index, curve, { ...nudge, [curve]: 0 }]);
    const point = () => this.curve.point(nudge[curve], confidence);
    if (key === this.key && network === this.network) return this.waiting || point();
    const draw = () => {
      this.waiting = 0;
      this.curve.show(curveOf(network, pixels, nudge, curve, index), curve);
      this.curve.point(this.nudge[curve], confidence);
    };
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(draw, this.key ? QUIET : 0);
    [this.key, this.network] = [key, network];
  }

  /**
   * Let the square be dragged over a picture of the digit.
   * @param {SVGSVGElement} overlay
   */
  dragOver(overlay) {
    overlay.append(this.square);
    const go = (/** @type {PointerEvent} */ event) => {
      const box = overlay.getBoundingClientRect();
      const squareX = Math.round(((event.clientX - box.left) / box.width) * SIDE);
      const squareY = Math.round(((event.clientY - box.top) / box.height) * SIDE);
      this.set({ squareX, squareY, square: this.nudge.square || 8 }, "square");
    };
    overlay.addEventListener("pointerdown", (event) => {
      if (!overlay.classList.contains("pushing") || event.button !== 0) return;
      event.preventDefault();
      overlay.setPointerCapture(event.pointerId);
      go(event);
    });
    overlay.addEventListener("pointermove", (event) => {
      if (overlay.hasPointerCapture?.(event.pointerId)) go(event);
    });
  }
}
