// @ts-check
/**
 * The digits on board, and a walk past them: which ones, in which order, what the
 * network says to each, and how sure it was of the last ones.
 *
 * Mirrors mnist_core.reading.gallery. Knows no page.
 */

import { D, K } from "./shapes.js";
import { answer, HISTOGRAM_BINS, HISTORY, histogram } from "./reading.js";

/**
 * @typedef {object} Digits
 * @property {Uint8Array} pixels (N, 784), 0 to 255
 * @property {number[]} labels (N)
 * @property {number[]} positions (N) of each in the test set, rising
 */

/**
 * @typedef {object} View what is on screen
 * @property {import("./reading.js").Reading} reading
 * @property {number[][]} confusion 10 rows of 10 counts, rows true
 * @property {{confidence: number, key: unknown}[]} shown the last ones, oldest first
 * @property {Reach} reach
 */

/**
 * @typedef {object} Reach how far the axes must go for every digit to fit
 * @property {number} activation the largest activation in a hidden layer
 * @property {number} weight the largest |weight| into an output
 * @property {number} count the tallest bar of an output's histogram of weights
 */

export class Gallery {
  /**
   * @param {import("./network.js").Network} network
   * @param {Digits} digits
   */
  constructor(network, digits) {
    this.network = network;
    this.digits = digits;
    this.brightness = Float32Array.from(digits.pixels, (v) => v / 255);
    const count = digits.labels.length;
    this.predictions = new Uint8Array(count);
    this.confidences = new Float32Array(count);
    for (let n = 0; n < count; n++) {
      const { prediction, confidence } = answer(network, this.image(n));
      this.predictions[n] = prediction;
      this.confidences[n] = confidence;
    }
    this.counts = countsOf(digits.labels, this.predictions);
  }

  get length() {
    return this.digits.labels.length;
  }

  /**
   * Brightness from 0 to 1, of the n-th digit on board.
   * @param {number} n
   */
  image(n) {
    return this.brightness.subarray(n * D, (n + 1) * D);
  }

  /** @param {number} n */
  isMistake(n) {
    return this.predictions[n] !== this.digits.labels[n];
  }

  /**
   * Which digit on board stands at a position of the test set; the nearest, if that one
   * is not on board.
   * @param {number} position
   */
  find(position) {
    const { positions } = this.digits;
    let best = 0;
    for (let n = 1; n < positions.length; n++)
      if (Math.abs(positions[n] - position) < Math.abs(positions[best] - position)) best = n;
    return best;
  }

  /**
   * The digits asked for, in the order asked for.
   * @param {import("./state.js").Wanted} wanted
   */
  choose(wanted) {
    const chosen = [];
    for (let n = 0; n < this.length; n++) {
      if (wanted.true !== null && this.digits.labels[n] !== wanted.true) continue;
      if (wanted.predicted !== null && this.predictions[n] !== wanted.predicted) continue;
      if (wanted.mistakesOnly && !this.isMistake(n)) continue;
      chosen.push(n);
    }
    if (wanted.leastSureFirst)
      chosen.sort((a, b) => this.confidences[a] - this.confidences[b] || a - b);
    return chosen;
  }

  /**
   * Digits that are the one and are taken for the other: mistakes with the surest
   * first, right answers with the least sure first.
   * @param {number} label
   * @param {number} predicted
   */
  cell(label, predicted) {
    const chosen = this.choose({
      true: label,
      predicted,
      mistakesOnly: false,
      leastSureFirst: true,
    });
    return label === predicted ? chosen : chosen.reverse();
  }
}

/** The last confidences; while one thing is changed, only its latest counts. */
export class History {
  constructor() {
    /** @type {{confidence: number, key: unknown}[]} */
    this.shown = [];
  }

  /**
   * @param {unknown} key of what is shown
   * @param {number} confidence
   */
  add(key, confidence) {
    const last = this.shown[this.shown.length - 1];
    if (last && last.key === key) this.shown.pop();
    this.shown.push({ key, confidence });
    if (this.shown.length > HISTORY) this.shown.shift();
  }
}

/**
 * How often each true digit (row) got each answer (column).
 * @param {ArrayLike<number>} labels
 * @param {ArrayLike<number>} predictions
 */
export function countsOf(labels, predictions) {
  const counts = Array.from({ length: K }, () => new Array(K).fill(0));
  for (let n = 0; n < labels.length; n++) counts[labels[n]][predictions[n]]++;
  return counts;
}

/**
 * Right answers over all answers; NaN when there are none.
 * @param {number[][]} counts
 */
export function accuracy(counts) {
  let [right, all] = [0, 0];
  counts.forEach((row, label) =>
    row.forEach((n, predicted) => {
      all += n;
      if (label === predicted) right += n;
    }),
  );
  return right / all;
}

/**
 * @param {import("./network.js").Network} network
 * @param {Gallery | null} gallery of digits that must fit
 * @returns {Reach}
 */
export function reachOf(network, gallery) {
  let activation = 0;
  for (let n = 0; n < (gallery?.length ?? 0); n++)
    for (const layer of network.forward(/** @type {Gallery} */ (gallery).image(n)).slice(0, -1))
      for (const a of layer) activation = Math.max(activation, a);
  const { inputs, outputs, weight } = network.layers[network.layers.length - 1];
  let [widest, count] = [0, 0];
  for (let k = 0; k < outputs; k++) {
    const into = Float64Array.from(weight.subarray(k * inputs, (k + 1) * inputs));
    widest = Math.max(widest, ...into.map(Math.abs));
    count = Math.max(count, ...histogram(into, HISTOGRAM_BINS).counts);
  }
  return { activation, weight: widest, count };
}
