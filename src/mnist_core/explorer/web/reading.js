// @ts-check
/**
 * A reading: everything one forward pass says about one digit.
 *
 * Mirrors mnist_core.reading, to the number; tested on the same fixtures.
 */

import { softmax } from "./by_hand.js";
import { K } from "./shapes.js";

export const HISTOGRAM_BINS = 30;
export const HISTORY = 50; // confidences kept

const SHOWN_INPUTS = 15;
const MOST_ACTIVE = [12, 9]; // of the first hidden layer, and of each later one
const LEAST_ACTIVE = 3; // of each hidden layer
const ACTIVE_ABOVE = 0.1; // of the layer's largest activation
const ACTIVE_OUTPUT_ABOVE = 0.01; // probability

/**
 * @typedef {object} Column the neurons of one layer that are shown
 * @property {string} name of the layer
 * @property {number} size neurons in the whole layer
 * @property {number[]} shown which of them, in index order
 * @property {number[]} levels their activations divided by the layer's largest; of the
 *   outputs, the probabilities
 * @property {boolean[]} active level above 0.1; of outputs, above 0.01
 */

/**
 * @typedef {object} Edges the connections between two neighbouring columns
 * @property {number[][]} strength |weight| × level it comes from × level it goes to
 * @property {boolean[][]} negative weight below zero
 * @property {boolean[][]} strong in the top quarter (rounded up) of those not zero
 */

/**
 * @typedef {object} Reading
 * @property {number | null} label the true digit, if known
 * @property {number} prediction the most probable digit; -1 while nothing is read
 * @property {number} confidence its probability
 * @property {number} runnerUp the second most probable digit
 * @property {{[layer: string]: ArrayLike<number>}} layers what each holds, by name:
 *   input, hidden1, hidden2, ..., output (the probabilities)
 * @property {Float64Array} logits
 * @property {Float64Array} outputWeights the weights into the predicted output
 * @property {number[]} layerMeans
 * @property {number[]} layerMaxima
 * @property {{counts: number[], edges: number[]}} weightHistogram
 * @property {{columns: Column[], edges: Edges[]}} activity
 */

/**
 * Show one digit to the network and write down what happens.
 *
 * @param {import("./network.js").Network} network
 * @param {ArrayLike<number>} pixels (784) brightness from 0 to 1
 * @param {number | null} label
 * @returns {Reading}
 */
export function read(network, pixels, label = null) {
  const held = network.forward(pixels);
  const logits = held[held.length - 1];
  const probabilities = shares(logits);
  /** @type {{[layer: string]: ArrayLike<number>}} */
  const layers = { input: pixels };
  held.slice(0, -1).forEach((activations, k) => {
    layers[`hidden${k + 1}`] = activations;
  });
  layers.output = probabilities;
  const [prediction, runnerUp] = largest(probabilities, 2);
  const last = network.layers[network.layers.length - 1];
  const outputWeights = Float64Array.from(
    last.weight.subarray(prediction * last.inputs, (prediction + 1) * last.inputs),
  );
  const all = Object.values(layers);
  return {
    label,
    prediction,
    runnerUp,
    confidence: probabilities[prediction],
    layers,
    logits,
    outputWeights,
    layerMeans: all.map(mean),
    layerMaxima: all.map(maximum),
    weightHistogram: histogram(outputWeights, HISTOGRAM_BINS),
    activity: activityOf(layers, network),
  };
}

/**
 * Nothing is looked at: every layer silent, no answer.
 *
 * @param {import("./network.js").Network} network
 * @returns {Reading}
 */
export function resting(network) {
  /** @type {Reading["layers"]} */
  const layers = { input: new Float64Array(network.layers[0].inputs) };
  network.layers.forEach(({ outputs }, k) => {
    const isLast = k === network.layers.length - 1;
    layers[isLast ? "output" : `hidden${k + 1}`] = new Float64Array(outputs);
  });
  const silent = Object.keys(layers).map(() => 0);
  return {
    label: null,
    prediction: -1,
    runnerUp: -1,
    confidence: 0,
    layers,
    logits: new Float64Array(K),
    outputWeights: new Float64Array(),
    layerMeans: silent,
    layerMaxima: silent,
    weightHistogram: { counts: new Array(HISTOGRAM_BINS).fill(0), edges: new Array(HISTOGRAM_BINS + 1).fill(0) },
    activity: activityOf(layers, network),
  };
}

/**
 * The answer alone: a third of the work of a whole reading.
 *
 * @param {import("./network.js").Network} network
 * @param {ArrayLike<number>} pixels
 */
export function answer(network, pixels) {
  const held = network.forward(pixels);
  const probabilities = shares(held[held.length - 1]);
  const [prediction] = largest(probabilities, 1);
  return { prediction, confidence: probabilities[prediction], probabilities };
}

/**
 * In 32 bits, as Python has them: what is nothing there is nothing here, so the same
 * answer is second and the same connections are counted.
 *
 * @param {Float64Array} logits
 */
function shares(logits) {
  return Float32Array.from(softmax(logits));
}

/** @param {ArrayLike<number>} values */
function mean(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** @param {ArrayLike<number>} values */
function maximum(values) {
  let top = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > top) top = values[i];
  return top;
}

/**
 * Equal bins from the smallest value to the largest, as NumPy counts them: each holds
 * its left edge, the last one both.
 *
 * @param {Float64Array} values
 * @param {number} bins
 */
export function histogram(values, bins) {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, k) => low + k * step);
  edges[bins] = high;
  const counts = new Array(bins).fill(0);
  for (const value of values) {
    let k = Math.min(Math.trunc(((value - low) / (high - low)) * bins), bins - 1);
    if (value < edges[k]) k--;
    else if (k < bins - 1 && value >= edges[k + 1]) k++;
    counts[k]++;
  }
  return { counts, edges };
}

// --- what the network panel shows -----------------------------------------------------

/**
 * @param {{[layer: string]: ArrayLike<number>}} layers
 * @param {import("./network.js").Network} network
 */
function activityOf(layers, network) {
  const names = Object.keys(layers);
  const last = names.length - 1;
  const levels = names.map((name, k) =>
    k === last ? Float64Array.from(layers[name]) : relative(layers[name]),
  );
  const shown = names.map((_, k) => {
    if (k === 0) return [];
    if (k === last) return Array.from({ length: K }, (_, i) => i);
    return mostAndLeast(levels[k], MOST_ACTIVE[Math.min(k - 1, MOST_ACTIVE.length - 1)]);
  });
  shown[0] = strongestInputs(levels, shown[1], network);
  const columns = names.map((name, k) => {
    const limit = k === last ? ACTIVE_OUTPUT_ABOVE : ACTIVE_ABOVE;
    const mine = shown[k].map((i) => levels[k][i]);
    return {
      name,
      size: levels[k].length,
      shown: shown[k],
      levels: mine,
      active: mine.map((level) => level > limit),
    };
  });
  const edges = network.layers.map(({ inputs, weight }, k) =>
    edgesBetween(columns[k], columns[k + 1], (i, j) => weight[j * inputs + i]),
  );
  return { columns, edges };
}

/**
 * Divided by the largest; all zeros stay zero.
 * @param {ArrayLike<number>} activations
 */
function relative(activations) {
  const top = maximum(activations);
  return Float64Array.from(activations, (a) => (top > 0 ? a / top : a));
}

/**
 * Positions of the n largest, largest first; ties go to the lower index.
 * @param {ArrayLike<number>} values
 * @param {number} n
 */
export function largest(values, n) {
  const order = Array.from({ length: values.length }, (_, i) => i);
  return order.sort((a, b) => values[b] - values[a] || a - b).slice(0, n);
}

/**
 * The most active, and of the others the three least, in index order.
 * @param {Float64Array} levels
 * @param {number} most
 */
export function mostAndLeast(levels, most) {
  const order = largest(levels, levels.length);
  const rest = order.slice(most).sort((a, b) => levels[a] - levels[b] || a - b);
  return [...order.slice(0, most), ...rest.slice(0, LEAST_ACTIVE)].sort((a, b) => a - b);
}

/**
 * The inputs whose connections to the shown neurons of hidden 1 carry most, in sum.
 * @param {Float64Array[]} levels
 * @param {number[]} hidden
 * @param {import("./network.js").Network} network
 */
function strongestInputs(levels, hidden, network) {
  const { outputs } = network.layers[0];
  const sums = new Float64Array(levels[0].length);
  for (let i = 0; i < sums.length; i++) {
    if (levels[0][i] === 0) continue;
    let sum = 0;
    for (const j of hidden) sum += Math.abs(network.first[i * outputs + j]) * levels[1][j];
    sums[i] = sum * levels[0][i];
  }
  return largest(sums, SHOWN_INPUTS).sort((a, b) => a - b);
}

/**
 * @param {Column} before
 * @param {Column} after
 * @param {(i: number, j: number) => number} weight from neuron i to neuron j
 * @returns {Edges}
 */
export function edgesBetween(before, after, weight) {
  const weights = before.shown.map((i) => after.shown.map((j) => weight(i, j)));
  const strength = weights.map((row, a) =>
    row.map((w, b) => Math.abs(w) * before.levels[a] * after.levels[b]),
  );
  const flat = strength.flat();
  const quarter = Math.ceil(flat.filter((s) => s !== 0).length / 4);
  const chosen = new Set(largest(flat, quarter));
  const m = after.shown.length;
  return {
    strength,
    negative: weights.map((row) => row.map((w) => w < 0)),
    strong: strength.map((row, a) => row.map((_, b) => chosen.has(a * m + b))),
  };
}
