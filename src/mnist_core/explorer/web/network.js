// @ts-check
/**
 * The network: its weights file, and what passes through it.
 *
 * Mirrors mnist_core.models. Knows no page.
 */

import { relu } from "./by_hand.js";
import { checkLoudness, floats, opened, WeightsError } from "./safetensors.js";
import { D, K } from "./shapes.js";

const MAX_LAYERS = 20; // nobody could look at more
const ACTIVATIONS = {
  relu,
  sigmoid: (/** @type {number} */ z) => 1 / (1 + Math.exp(-z)),
};

/**
 * @typedef {object} Layer one matrix with its biases
 * @property {number} inputs
 * @property {number} outputs
 * @property {Float32Array} weight (outputs, inputs), row by row
 * @property {Float32Array} bias (outputs)
 */

/**
 * @typedef {object} Card where the network comes from; see mnist_core.models.ModelCard
 * @property {number[][]} confusion 10 rows of 10 counts, rows true
 * @property {{source: string, count: number, sha256: string}} data
 * @property {{source: string, count: number, sha256: string}} test
 * @property {{[name: string]: any}} config
 * @property {{[name: string]: string}} versions
 */

/** A dense network: 784 inputs, hidden layers of any number and size, 10 outputs. */
export class Network {
  /**
   * @param {Layer[]} layers first to last
   * @param {"relu" | "sigmoid"} activation what follows each hidden layer
   * @param {Card | null} card
   */
  constructor(layers, activation = "relu", card = null) {
    this.layers = layers;
    this.activation = activation;
    this.card = card;
    // Weights of the first layer, (inputs, outputs): most pixels are black, and only
    // the rows of lit ones are walked.
    const { inputs, outputs, weight } = layers[0];
    this.first = new Float32Array(weight.length);
    for (let j = 0; j < outputs; j++)
      for (let i = 0; i < inputs; i++)
        this.first[i * outputs + j] = weight[j * inputs + i];
  }

  /** Sizes of all layers, such as 784-128-64-10. */
  get architecture() {
    return [D, ...this.layers.map((layer) => layer.outputs)].join("-");
  }

  /** How many numbers it learned. */
  get parameters() {
    let count = 0;
    for (const { weight, bias } of this.layers) count += weight.length + bias.length;
    return count;
  }

  /**
   * What each layer holds while one digit passes through, first to last: activations
   * of each hidden layer, then the logits. Sums are kept in 64 bits.
   *
   * @param {ArrayLike<number>} pixels (784) brightness from 0 to 1
   * @returns {Float64Array[]}
   */
  forward(pixels) {
    const act = ACTIVATIONS[this.activation];
    /** @type {Float64Array[]} */
    const held = [];
    /** @type {ArrayLike<number>} */
    let before = pixels;
    this.layers.forEach((layer, depth) => {
      const z = Float64Array.from(layer.bias);
      if (depth === 0) addLit(z, pixels, this.first);
      else addRows(z, before, layer);
      if (depth < this.layers.length - 1)
        for (let j = 0; j < z.length; j++) z[j] = act(z[j]);
      held.push(z);
      before = z;
    });
    return held;
  }
}

/**
 * z += W·x for a sparse x.
 * @param {Float64Array} z
 * @param {ArrayLike<number>} x
 * @param {Float32Array} weight (inputs, outputs)
 */
function addLit(z, x, weight) {
  const n = z.length;
  for (let i = 0; i < x.length; i++) {
    const lit = x[i];
    if (lit === 0) continue;
    const row = i * n;
    for (let j = 0; j < n; j++) z[j] += lit * weight[row + j];
  }
}

/**
 * z += W·x.
 * @param {Float64Array} z
 * @param {ArrayLike<number>} x
 * @param {Layer} layer
 */
function addRows(z, x, { inputs, weight }) {
  for (let j = 0; j < z.length; j++) {
    const row = j * inputs;
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += weight[row + i] * x[i];
    z[j] += sum;
  }
}

// --- weights files ------------------------------------------------------------------

/**
 * A network from a .safetensors file, as mnist_core.save_weights writes it, in 16 or
 * 32 bits.
 *
 * @param {ArrayBuffer} buffer the whole file
 * @returns {Promise<Network>}
 * @throws {WeightsError} in one sentence, whatever is wrong with it
 */
export async function readWeights(buffer) {
  const { tensors, record } = await opened(buffer);
  const { activation } = record.options ?? record ?? {};
  if (record.network !== undefined && record.network !== "mlp")
    throw new WeightsError("This file holds a network of another kind.");
  if (activation !== undefined && !Object.hasOwn(ACTIVATIONS, activation))
    throw new WeightsError("This file holds a network with another activation.");
  return new Network(layersOf(tensors), activation, cardOf(record.card));
}

/**
 * @param {Map<string, import("./safetensors.js").Raw>} tensors
 * @returns {Layer[]}
 */
function layersOf(tensors) {
  const layers = [];
  let inputs = D;
  for (let k = 1; k <= MAX_LAYERS && tensors.has(`fc${k}.weight`); k++) {
    const weight = floats(tensors, `fc${k}.weight`);
    const bias = floats(tensors, `fc${k}.bias`);
    const outputs = weight.shape[0];
    if (weight.shape.length !== 2 || !outputs || weight.shape[1] !== inputs || bias.shape.join() !== `${outputs}`)
      throw new WeightsError(`This file holds another network: its fc${k} has the wrong shape.`);
    layers.push({ inputs, outputs, weight: weight.values, bias: bias.values });
    inputs = outputs;
  }
  if (layers.length < 2 || inputs !== K || tensors.size !== 2 * layers.length)
    throw new WeightsError("This file holds no dense network from 784 pixels to 10 digits.");
  checkLoudness(layers);
  return layers;
}

/**
 * @param {any} card
 * @returns {Card | null}
 */
function cardOf(card) {
  const counts = card?.confusion;
  const whole =
    Array.isArray(counts) &&
    counts.length === K &&
    counts.flat().some((n) => n !== 0) &&
    counts.every(
      (row) =>
        Array.isArray(row) &&
        row.length === K &&
        row.every((n) => Number.isSafeInteger(n) && n >= 0),
    );
  return whole ? card : null;
}
