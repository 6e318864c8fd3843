// @ts-check
/** A picture in another size, to the grey level as Pillow makes it. */

import { total } from "./numbers.js";

/**
 * Another size, by Lanczos' window of three lobes, in whole numbers as Pillow does it.
 *
 * @param {{width: number, height: number, values: Uint8Array}} picture
 * @param {number} width
 * @param {number} height
 */
export function lanczos(picture, width, height) {
  const across = new Uint8Array(width * picture.height);
  const columns = lobes(picture.width, width);
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < width; x++) {
      const { from, weights } = columns[x];
      const at = y * picture.width + from;
      across[y * width + x] = weighed(weights, (k) => picture.values[at + k]);
    }
  const out = new Uint8Array(width * height);
  const rows = lobes(picture.height, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const { from, weights } = rows[y];
      out[y * width + x] = weighed(weights, (k) => across[(from + k) * width + x]);
    }
  return out;
}

const PRECISION = 2 ** 22;

/**
 * @param {number[]} weights
 * @param {(k: number) => number} value
 */
function weighed(weights, value) {
  let sum = PRECISION / 2;
  for (let k = 0; k < weights.length; k++) sum += weights[k] * value(k);
  return Math.min(255, Math.max(0, Math.floor(sum / PRECISION)));
}

/**
 * Which of the old pixels make each new one, and by how much.
 * @param {number} before
 * @param {number} after
 */
function lobes(before, after) {
  const scale = before / after;
  const support = 3 * Math.max(1, scale);
  return Array.from({ length: after }, (_, i) => {
    if (before === after) return { from: i, weights: [PRECISION] };
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const to = Math.min(before, Math.trunc(centre + support + 0.5));
    const raw = [];
    for (let k = from; k < to; k++)
      raw.push(lobe((k - centre + 0.5) / Math.max(1, scale)));
    const sum = total(raw);
    return { from, weights: raw.map((w) => away(PRECISION * (w / sum))) };
  });
}

/** @param {number} x */
function lobe(x) {
  if (Math.abs(x) >= 3) return 0;
  const sinc = (/** @type {number} */ t) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
  return sinc(x) * sinc(x / 3);
}

/**
 * To the nearest whole number, halves away from zero.
 * @param {number} x
 */
function away(x) {
  return Math.trunc(x + (x < 0 ? -0.5 : 0.5));
}
