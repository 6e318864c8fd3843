// @ts-check
/** What the network says along one amount of a nudge, with the first flips marked. */

import { a, html, percent, svg } from "./dom.js";
import { nudged, RANGES } from "./nudge.js";
import { answer } from "./reading.js";

/** @typedef {import("./nudge.js").Nudge} Nudge */
/** @typedef {import("./nudge.js").Amount} Amount */

const [WIDTH, HEIGHT] = [420, 132];
const [LEFT, RIGHT, TOP, BOTTOM] = [30, 8, 20, 20];
const SAMPLES = 120;

/**
 * @typedef {object} Curve what the network says along one amount
 * @property {number[]} amounts
 * @property {number[]} confidences
 * @property {number[]} predictions
 * @property {number} base what it says when this amount is nothing
 * @property {Flip[]} flips where, going from nothing up and down, it first says
 *   something else
 *
 * @typedef {{amount: number, prediction: number}} Flip
 */

/**
 * @param {import("./network.js").Network} network
 * @param {ArrayLike<number>} pixels (784)
 * @param {Nudge} nudge
 * @param {Amount} name
 * @param {number} seed
 * @returns {Curve}
 */
export function curveOf(network, pixels, nudge, name, seed) {
  const { low, high, step } = RANGES[name];
  const every = Math.max(step, (high - low) / SAMPLES);
  const count = Math.round((high - low) / every);
  const amounts = Array.from({ length: count + 1 }, (_, k) => low + (k * (high - low)) / count);
  const ask = (/** @type {number} */ amount) => answer(network, nudged(pixels, { ...nudge, [name]: amount }, seed));
  const answers = amounts.map(ask);
  const predictions = answers.map(({ prediction }) => prediction);
  const base = ask(0).prediction;
  const flips = [1, -1].flatMap((way) => {
    const flip = firstFlip(amounts, predictions, base, way);
    return flip ? [nearest(flip, (flip.amount - flip.before) * way, way * step, base, ask)] : [];
  });
  return { amounts, confidences: answers.map(({ confidence }) => confidence), predictions, base, flips };
}

/**
 * Going from nothing one way, where the answer is first another one.
 *
 * @param {number[]} amounts
 * @param {number[]} predictions
 * @param {number} base
 * @param {number} way 1 for up, -1 for down
 */
function firstFlip(amounts, predictions, base, way) {
  for (let k = amounts.findIndex((amount) => amount >= 0); k >= 0 && k < amounts.length; k += way)
    if (predictions[k] !== base)
      return { amount: amounts[k], prediction: predictions[k], before: amounts[k - way] ?? amounts[k] };
  return null;
}

/**
 * Between two samples, to the slider's own step.
 *
 * @param {Flip} flip at a sample
 * @param {number} gap to the sample before
 * @param {number} step back is minus this
 * @param {number} base
 * @param {(amount: number) => {prediction: number}} ask
 * @returns {Flip}
 */
function nearest(flip, gap, step, base, ask) {
  let found = { amount: flip.amount, prediction: flip.prediction };
  for (let k = 1; k * Math.abs(step) < gap - 1e-9; k++) {
    const amount = flip.amount - k * step;
    const { prediction } = ask(amount);
    if (prediction === base) break;
    found = { amount, prediction };
  }
  return found;
}

/** Confidence against the amount, with the first flip marked on either side. */
export class CurvePicture {
  constructor() {
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    this.here = svg("circle", { class: "here", r: 5 });
    this.element = html("figure", { class: "curve" }, this.drawing);
    /** @type {Curve | null} */
    this.curve = null;
    /** @type {Amount} */
    this.name = "degrees";
  }

  /** @param {number} amount */
  across(amount) {
    const { low, high } = RANGES[this.name];
    return LEFT + ((amount - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  }

  /**
   * @param {Curve} curve
   * @param {Amount} name
   */
  show(curve, name) {
    this.curve = curve;
    this.name = name;
    const { amounts, confidences, predictions, base, flips } = curve;
    const { low, high, unit } = RANGES[name];
    const parts = [];
    for (const share of [0, 0.5, 1])
      parts.push(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: height(share), y2: height(share) }),
        svg("text", { class: "tick", x: LEFT - 5, y: height(share) + 3, "text-anchor": "end" }, percent(share, 0)),
      );
    for (const amount of low < 0 ? [low, low / 2, 0, high / 2, high] : [low, high / 2, high])
      parts.push(svg("text", { class: "tick", x: this.across(amount), y: HEIGHT - 5, "text-anchor": amount === high ? "end" : "middle" }, `${said(amount)}${unit}`));
    for (let k = 1; k < amounts.length; k++) {
      const same = predictions[k] === base && predictions[k - 1] === base;
      parts.push(
        svg("line", {
          class: same ? "same" : "other",
          x1: this.across(amounts[k - 1]),
          x2: this.across(amounts[k]),
          y1: height(confidences[k - 1]),
          y2: height(confidences[k]),
        }),
      );
    }
    for (const { amount, prediction } of flips) {
      const x = this.across(amount);
      const anchor = x > WIDTH - 70 ? "end" : x < 80 ? "start" : "middle";
      parts.push(
        svg("line", { class: "flip", x1: x, x2: x, y1: TOP - 4, y2: HEIGHT - BOTTOM }),
        svg("text", { class: "value flip-text", x, y: TOP - 8, "text-anchor": anchor }, `${a(prediction)} at ${said(amount)}${unit}`),
      );
    }
    this.drawing.replaceChildren(...parts, this.here);
    const words = flips.map(({ amount, prediction }) => `${a(prediction)} at ${said(amount)}${unit}`);
    this.drawing.setAttribute(
      "aria-label",
      `Confidence against ${RANGES[name].name.toLowerCase()}. It stays ${a(base)}${words.length ? ` until it becomes ${words.join(", or ")}` : " throughout"}.`,
    );
  }

  /**
   * @param {number} amount
   * @param {number} confidence
   */
  point(amount, confidence) {
    this.here.setAttribute("cx", String(this.across(amount)));
    this.here.setAttribute("cy", String(height(confidence)));
  }
}

/** @param {number} share */
function height(share) {
  return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
}

/** @param {number} amount */
function said(amount) {
  return String(Math.round(10 * amount) / 10).replace("-", "−");
}
