// @ts-check
/**
 * Weights files: tensors by name, a record, and a seal over both.
 *
 * Mirrors mnist_core.storage. Knows no page.
 */

import { joined } from "./fetched.js";

const MAX_BYTES = 64 * 2 ** 20; // no network of the course comes near it

/** A file does not hold weights of a network of this course. */
export class WeightsError extends Error {}

/**
 * What a .safetensors file holds, as mnist_core.save_weights writes it.
 *
 * @param {ArrayBuffer} buffer the whole file
 * @returns {Promise<{tensors: Map<string, Raw>, record: {[name: string]: any}}>}
 * @throws {WeightsError} in one sentence, whatever is wrong with it
 */
export async function opened(buffer) {
  const { tensors, header } = parse(buffer);
  const record = recordOf(header);
  await checkSeal(tensors, header);
  return { tensors, record };
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
  const types = { F16: "torch.float16", F32: "torch.float32", I8: "torch.int8" };
  const names = [...tensors.keys()].sort();
  const encoder = new TextEncoder();
  const parts = [encoder.encode(record)];
  for (const name of names) {
    const { dtype, shape, bytes } = /** @type {Raw} */ (tensors.get(name));
    const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
    const type = /** @type {any} */ (types)[dtype] ?? dtype;
    parts.push(encoder.encode(`${name} ${type} ${tuple}`), bytes);
  }
  const digest = await crypto.subtle.digest("SHA-256", joined(parts));
  const hex = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0"));
  if (hex.join("") !== sha256)
    throw new WeightsError("This file is damaged: its checksum is wrong.");
}

/**
 * A tensor in 32 bits, whether the file has it in 8, in 16 or in 32.
 * @param {Map<string, Raw>} tensors
 * @param {string} name
 */
export function floats(tensors, name) {
  const raw = tensors.get(name);
  if (!raw) throw new WeightsError(`This file holds no ${name}.`);
  const { dtype, shape, bytes } = raw;
  const size = { I8: 1, F16: 2, F32: 4 }[dtype];
  if (!size) throw new WeightsError(`In this file ${name} is neither in 8, 16 nor 32 bits.`);
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== count * size)
    throw new WeightsError("This is not a whole .safetensors file.");
  const values = new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < count; i++)
    if (size === 1) values[i] = view.getInt8(i);
    else values[i] = size === 2 ? half(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true);
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
 * See that no sum can grow beyond what a number holds.
 * @param {{inputs: number, weight: Float32Array, bias: Float32Array}[]} layers first to
 *   last, and into how many numbers each neuron looks
 */
export function checkLoudness(layers) {
  const most = (/** @type {Float32Array} */ values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  let loudest = 1;
  for (const { inputs, weight, bias } of layers) loudest = loudest * inputs * most(weight) + most(bias);
  if (!Number.isFinite(loudest)) throw new WeightsError("In this file the weights are far too large: training ran away.");
}
