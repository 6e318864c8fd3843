// @ts-check
/**
 * A convolutional network: its weights file, and what passes through it.
 *
 * Mirrors mnist_core.models.CNN, with batch norm folded away. Knows no page.
 */

import { relu } from "../by_hand.js";
import { checkLoudness, floats, opened, WeightsError } from "../safetensors.js";
import { K, SIDE } from "../shapes.js";

const MAX_BLOCKS = 3;
const MAX_DEPTH = 3; // convolutions in a block
const MAX_MAPS = 512;
const KERNELS = [3, 5, 7];

/**
 * @typedef {object} Maps feature maps, one number for each place in the picture
 * @property {number} count
 * @property {number} side of each, in places
 * @property {Float64Array} values (side, side, count): the maps' numbers for one place
 *   stand side by side
 */

/**
 * @typedef {object} Convolution
 * @property {number} kernel width and height of what it looks at
 * @property {number} before maps it looks at
 * @property {number} maps it makes
 * @property {number} inputs numbers that it looks at for each place
 * @property {Float32Array} weight (kernel, kernel, before, maps)
 * @property {Float32Array} bias (maps)
 */

/** Blocks of convolutions, the largest number of each map, ten neurons. */
export class ConvolutionalNetwork {
  /**
   * @param {Convolution[][]} blocks first to last
   * @param {{inputs: number, weight: Float32Array, bias: Float32Array}} last ten neurons
   * @param {{[name: string]: any}} record what the file says of it
   */
  constructor(blocks, last, record) {
    this.blocks = blocks;
    this.last = last;
    this.record = record;
  }

  /**
   * Show it one digit.
   *
   * @param {ArrayLike<number>} pixels (784) brightness from 0 to 1
   * @returns {{blocks: Maps[], logits: Float64Array}} what each block holds, before or
   *   after its largest numbers were found, and the ten sums at the end
   */
  forward(pixels) {
    /** @type {Maps[]} */
    const held = [];
    /** @type {Maps} */
    let maps = { count: 1, side: SIDE, values: Float64Array.from(pixels) };
    for (const [number, block] of this.blocks.entries()) {
      const whole = block.reduce(convolved, maps);
      maps = number < this.blocks.length - 1 ? halved(whole) : whole;
      held.push(this.record.pool_first === true ? maps : whole);
    }
    return { blocks: held, logits: weighed(largestOf(maps), this.last) };
  }
}

/**
 * One small dense layer that looks at every place of the picture in turn: at a square
 * around it, in all maps at once. Beyond the edge, everything is 0. ReLU follows.
 *
 * @param {Maps} maps
 * @param {Convolution} convolution
 * @returns {Maps}
 */
export function convolved({ count, side, values }, { kernel, maps, weight, bias }) {
  const made = new Float64Array(side * side * maps);
  const reach = (kernel - 1) / 2;
  const z = new Float64Array(maps);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      z.set(bias);
      for (let row = Math.max(0, y - reach); row <= Math.min(side - 1, y + reach); row++)
        for (let column = Math.max(0, x - reach); column <= Math.min(side - 1, x + reach); column++) {
          const seen = (row * side + column) * count;
          const place = (row - y + reach) * kernel + (column - x + reach);
          for (let i = 0; i < count; i++) {
            const lit = values[seen + i];
            if (lit === 0) continue; // most are, after ReLU
            const from = (place * count + i) * maps;
            for (let j = 0; j < maps; j++) z[j] += lit * weight[from + j];
          }
        }
      const to = (y * side + x) * maps;
      for (let j = 0; j < maps; j++) made[to + j] = relu(z[j]);
    }
  return { count: maps, side, values: made };
}

/**
 * Half as wide and high: of every 2 x 2 places, the largest number stays.
 *
 * @param {Maps} maps
 * @returns {Maps}
 */
export function halved({ count, side, values }) {
  const half = Math.floor(side / 2);
  const made = new Float64Array(half * half * count);
  for (let y = 0; y < half; y++)
    for (let x = 0; x < half; x++)
      for (let j = 0; j < count; j++) {
        const corner = (2 * y * side + 2 * x) * count + j;
        const below = corner + side * count;
        made[(y * half + x) * count + j] = Math.max(values[corner], values[corner + count], values[below], values[below + count]);
      }
  return { count, side: half, values: made };
}

/**
 * The largest number of each map: what was found counts, not where.
 * @param {Maps} maps
 */
export function largestOf({ count, values }) {
  const most = values.slice(0, count);
  for (let n = count; n < values.length; n++) most[n % count] = Math.max(most[n % count], values[n]);
  return most;
}

/**
 * @param {Float64Array} features
 * @param {{inputs: number, weight: Float32Array, bias: Float32Array}} layer
 */
function weighed(features, { inputs, weight, bias }) {
  return Float64Array.from(bias, (b, k) => {
    let sum = b;
    for (let i = 0; i < inputs; i++) sum += weight[k * inputs + i] * features[i];
    return sum;
  });
}

// --- weights files ------------------------------------------------------------------

/**
 * A network from a .safetensors file, as mnist_core.explorer packs it.
 *
 * @param {ArrayBuffer} buffer the whole file
 * @returns {Promise<ConvolutionalNetwork>}
 * @throws {WeightsError} in one sentence, whatever is wrong with it
 */
export async function readCnn(buffer) {
  const { tensors, record } = await opened(buffer);
  /** @type {Convolution[][]} */
  const blocks = [];
  let before = 1;
  for (let b = 1; b <= MAX_BLOCKS && tensors.has(`block${b}.conv1.weight`); b++) {
    const block = [];
    for (let c = 1; c <= MAX_DEPTH && tensors.has(`block${b}.conv${c}.weight`); c++) {
      const made = convolutionOf(tensors, `block${b}.conv${c}`, before);
      block.push(made);
      before = made.maps;
    }
    blocks.push(block);
  }
  // a weight, a unit and a bias each, and the last layer
  if (!blocks.length || tensors.size !== 3 * blocks.flat().length + 2)
    throw new WeightsError("This file holds no convolutional network of the course.");
  const { weight, bias } = layerOf(tensors, "fc", `${K},${before}`);
  const last = { inputs: before, weight: weight.values, bias: bias.values };
  checkLoudness([...blocks.flat(), last]);
  return new ConvolutionalNetwork(blocks, last, record);
}

/**
 * @param {Map<string, import("../safetensors.js").Raw>} tensors
 * @param {string} name
 * @param {number} before maps it looks at
 * @returns {Convolution}
 */
function convolutionOf(tensors, name, before) {
  const [maps, , kernel] = tensors.get(`${name}.weight`)?.shape ?? [];
  const { weight, bias } = layerOf(tensors, name, `${maps},${before},${kernel},${kernel}`);
  if (!KERNELS.includes(kernel) || !(maps >= 1 && maps <= MAX_MAPS)) throw wrongShape(name);
  const unit = floats(tensors, `${name}.unit`);
  if (unit.shape.join() !== `${maps}`) throw wrongShape(name);
  const inputs = before * kernel * kernel;
  const grown = weight.values.map((value, n) => value * unit.values[Math.floor(n / inputs)]);
  return { kernel, before, maps, inputs, weight: turned(grown, maps, before), bias: bias.values };
}

/**
 * Weights from (maps, before, kernel, kernel), as PyTorch has them, to (kernel, kernel,
 * before, maps): those that one number meets stand side by side.
 *
 * @param {Float32Array} values
 * @param {number} maps
 * @param {number} before
 */
function turned(values, maps, before) {
  const places = values.length / (maps * before);
  const made = new Float32Array(values.length);
  for (let j = 0; j < maps; j++)
    for (let i = 0; i < before; i++)
      for (let place = 0; place < places; place++)
        made[(place * before + i) * maps + j] = values[(j * before + i) * places + place];
  return made;
}

/**
 * @param {Map<string, import("../safetensors.js").Raw>} tensors
 * @param {string} name
 * @param {string} shape of its weights; the first number is how many biases it has
 */
function layerOf(tensors, name, shape) {
  const [weight, bias] = [floats(tensors, `${name}.weight`), floats(tensors, `${name}.bias`)];
  if (weight.shape.join() !== shape || bias.shape.join() !== shape.split(",")[0]) throw wrongShape(name);
  return { weight, bias };
}

/** @param {string} name */
function wrongShape(name) {
  return new WeightsError(`This file holds another network: its ${name} has the wrong shape.`);
}
