// @ts-check
/**
 * The network: its weights file, and what passes through it.
 *
 * Mirrors mnist_core.models. Knows no page.
 */

import { relu } from "./by_hand.js";
import { D, K } from "./shapes.js";

const MAX_BYTES = 64 * 2 ** 20; // no network of the course comes near it
const MAX_LAYERS = 20; // nobody could look at more
const ACTIVATIONS = {
  relu,
  sigmoid: (/** @type {number} */ z) => 1 / (1 + Math.exp(-z)),
};

/** A file does not hold weights of a network of this course. */
export class WeightsError extends Error {}

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
  const { tensors, header } = parse(buffer);
  const record = recordOf(header);
  await checkSeal(tensors, header);
  const { activation } = record.options ?? record ?? {};
  if (record.network !== undefined && record.network !== "mlp")
    throw new WeightsError("This file holds a network of another kind.");
  if (activation !== undefined && !Object.hasOwn(ACTIVATIONS, activation))
    throw new WeightsError("This file holds a network with another activation.");
  return new Network(layersOf(tensors), activation, cardOf(record.card));
}

/**
 * @typedef {{dtype: string, shape: number[], bytes: Uint8Array<ArrayBuffer>}} Raw
 * @param {ArrayBuffer} buffer
 * @returns {{tensors: Map<string, Raw>, header: {[name: string]: any}}}
 */
function parse(buffer) {
  const damaged = "This is not a whole .safetensors file.";
  if (buffer.byteLength > MAX_BYTES) throw new WeightsError("This file is far too large.");
  if (buffer.byteLength < 8) throw new WeightsError(damaged);
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (length > buffer.byteLength - 8) throw new WeightsError(damaged);
  let header;
  try {
    const text = new TextDecoder("utf-8", { fatal: true });
    header = JSON.parse(text.decode(new Uint8Array(buffer, 8, length)));
  } catch {
    throw new WeightsError(damaged);
  }
  if (header === null || typeof header !== "object" || Array.isArray(header))
    throw new WeightsError(damaged);
  /** @type {Map<string, Raw>} */
  const tensors = new Map();
  let end = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: offsets } = entry ?? {};
    const whole = [shape, offsets].every(
      (list) => Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0),
    );
    if (!whole || offsets.length !== 2 || typeof dtype !== "string")
      throw new WeightsError(damaged);
    const [from, to] = offsets;
    const room = buffer.byteLength - 8 - length;
    if (from > to || to > room) throw new WeightsError(damaged);
    tensors.set(name, { dtype, shape, bytes: new Uint8Array(buffer, 8 + length + from, to - from) });
    end = Math.max(end, to);
  }
  if (8 + length + end !== buffer.byteLength) throw new WeightsError(damaged);
  return { tensors, header };
}

/**
 * @param {{[name: string]: any}} header
 * @returns {{[name: string]: any}}
 */
function recordOf(header) {
  const text = header.__metadata__?.record;
  if (text === undefined) return {};
  try {
    const record = JSON.parse(plainJson(text));
    if (record !== null && typeof record === "object") return record;
  } catch {
    // said below
  }
  throw new WeightsError("What this file says of its network cannot be read.");
}

/**
 * JSON as Python writes it may hold NaN and Infinity: here they become null.
 * @param {unknown} text
 */
function plainJson(text) {
  const parts = /"(?:[^"\\]|\\.)*"?|-?(?:NaN|Infinity)/g; // strings are left alone
  return String(text).replace(parts, (part) => (part.startsWith('"') ? part : "null"));
}

/**
 * Compare the seal, where there is one and the browser can.
 * @param {Map<string, Raw>} tensors
 * @param {{[name: string]: any}} header
 */
async function checkSeal(tensors, header) {
  const { record, sha256 } = header.__metadata__ ?? {};
  if (sha256 === undefined || !globalThis.crypto?.subtle) return;
  const types = { F16: "torch.float16", F32: "torch.float32" };
  const names = [...tensors.keys()].sort();
  const encoder = new TextEncoder();
  const parts = [encoder.encode(record)];
  for (const name of names) {
    const { dtype, shape, bytes } = /** @type {Raw} */ (tensors.get(name));
    const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
    const type = /** @type {any} */ (types)[dtype] ?? dtype;
    parts.push(encoder.encode(`${name} ${type} ${tuple}`), bytes);
  }
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0"));
  if (hex.join("") !== sha256)
    throw new WeightsError("This file is damaged: its checksum is wrong.");
}

/**
 * @param {Map<string, Raw>} tensors
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
  if (!Number.isFinite(layers.reduce(loudest, 1)))
    throw new WeightsError("In this file the weights are far too large: training ran away.");
  return layers;
}

/**
 * How large a layer's outputs may become, if no input is larger than this.
 * @param {number} input
 * @param {Layer} layer
 */
function loudest(input, { inputs, weight, bias }) {
  const most = (/** @type {Float32Array} */ values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  return input * inputs * most(weight) + most(bias);
}

/**
 * @param {Map<string, Raw>} tensors
 * @param {string} name
 */
function floats(tensors, name) {
  const raw = tensors.get(name);
  if (!raw) throw new WeightsError(`This file holds no ${name}.`);
  const { dtype, shape, bytes } = raw;
  const size = { F16: 2, F32: 4 }[dtype];
  if (!size) throw new WeightsError(`In this file ${name} is neither in 16 nor in 32 bits.`);
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== count * size)
    throw new WeightsError("This is not a whole .safetensors file.");
  const values = new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < count; i++)
    values[i] = size === 2 ? half(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true);
  if (!values.every(Number.isFinite))
    throw new WeightsError(`In this file ${name} is not all numbers: training ran away.`);
  return { shape, values };
}

/**
 * A 16-bit float: 1 bit of sign, 5 of exponent, 10 of fraction (IEEE 754).
 * @param {number} bits
 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
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
