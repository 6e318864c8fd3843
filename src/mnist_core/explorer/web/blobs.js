// @ts-check
/** The digit alone: what is one blob of ink, or several large ones, with a pen of use. */

import { extreme } from "./paper.js";
import { BOX, PictureError } from "./picture.js";
import { greatest, halfEven, median, percentile, total } from "./numbers.js";

/** @typedef {import("./picture.js").Picture} Picture */

const PEN = 2; // pixels: strokes of MNIST's digits are hardly ever thinner
const SPECK = 0.05; // of the largest blob: smaller blobs are dust
const FULL = 0.6; // of the picture: more ink than this is no digit on paper

/**
 * The digit, cropped to its edges, strokes at least PEN wide; and where it was.
 * @param {Picture} ink
 */
export function digitAlone(ink) {
  const { width, height } = ink;
  const top = greatest(ink.values);
  let values = ink.values.map((v) => v / top);
  const limit = otsu(values);
  const kept = keptBlobs({ width, height, values }, limit);
  const full = Math.fround(median(Array.from(values).filter((_, i) => kept[i])));
  values = values.map((v) => Math.min(1, v / full));
  if (total(kept) / kept.length > FULL)
    throw new PictureError(
      "There is no digit that can be told from the background. Leave some empty paper around it.",
    );
  const found = edges(kept, width, height);
  const side = Math.max(found.bottom - found.top, found.right - found.left) + 1;
  const depths = depthsOf(kept, width, found);
  const pen = 2 * percentile(depths, 90);
  const grow = halfEven(((PEN * side) / BOX - pen) / 2);
  const near = dilated(dilated(kept, width, height), width, height);
  let digit = { width, height, values: values.map((v, i) => (near[i] ? v : 0)) };
  let place = found;
  if (grow > 0) {
    digit = extreme(padded(digit, grow), 2 * grow + 1, 0, 1);
    place = edges(Uint8Array.from(digit.values, (v) => Number(v > 0.5)), digit.width, digit.height);
  }
  return { digit: cropped(digit, place), found };
}

/**
 * The threshold that parts values in [0, 1] into two groups most unlike.
 * (Otsu, "A threshold selection method from gray-level histograms", 1979.)
 *
 * @param {Float32Array} values
 */
function otsu(values, bins = 128) {
  const counts = new Array(bins).fill(0);
  for (const v of values) counts[Math.min(bins - 1, Math.trunc(v * bins))]++;
  let [below, sumBelow] = [0, 0];
  const middle = (/** @type {number} */ k) => (k + 0.5) / bins;
  const sum = total(counts.map((n, k) => n * middle(k)));
  let [best, at] = [-1, 0];
  counts.forEach((n, k) => {
    below += n;
    sumBelow += n * middle(k);
    const above = values.length - below;
    const gap = sumBelow / below - (sum - sumBelow) / above;
    const between = below && above ? below * above * (gap * gap) : 0;
    if (between > best) [best, at] = [between, k];
  });
  return (at + 1) / bins;
}

/**
 * Blobs of ink that are no dust; and, if any is left then, none that runs out of the
 * picture. Neighbours touch at corners too.
 *
 * @param {Picture} picture
 * @param {number} limit
 * @returns {Uint8Array} 1 where one is
 */
function keptBlobs({ width, height, values }, limit) {
  const blob = new Int32Array(values.length);
  const areas = [0];
  const atEdge = [false];
  for (let start = 0; start < values.length; start++) {
    if (blob[start] || !(values[start] > limit)) continue;
    const name = areas.length;
    areas.push(0);
    atEdge.push(false);
    const todo = [start];
    blob[start] = name;
    while (todo.length) {
      const i = /** @type {number} */ (todo.pop());
      areas[name]++;
      const row = Math.floor(i / width);
      const column = i % width;
      if (row === 0 || column === 0 || row === height - 1 || column === width - 1)
        atEdge[name] = true;
      for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
          const j = r * width + c;
          if (blob[j] || !(values[j] > limit)) continue;
          blob[j] = name;
          todo.push(j);
        }
    }
  }
  const largest = Math.max(...areas);
  const stays = areas.map((area, name) => name > 0 && area >= SPECK * largest);
  const whole = stays.map((stay, name) => stay && !atEdge[name]);
  const chosen = whole.some(Boolean) ? whole : stays;
  return Uint8Array.from(blob, (name) => Number(chosen[name]));
}

/**
 * First and last row and column that are not empty.
 * @param {Uint8Array} mask
 * @param {number} width
 * @param {number} height
 */
export function edges(mask, width, height) {
  const box = { left: width, top: height, right: -1, bottom: -1 };
  mask.forEach((set, i) => {
    if (!set) return;
    const row = Math.floor(i / width);
    const column = i % width;
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  });
  return box;
}

/**
 * How far each place of ink is from the paper, which begins outside the box too.
 * Ridges of it are half a stroke; their upper values stand for the stroke's width.
 *
 * @param {Uint8Array} mask
 * @param {number} width
 * @param {{left: number, top: number, right: number, bottom: number}} box
 */
function depthsOf(mask, width, { left, top, right, bottom }) {
  const [w, h] = [right - left + 3, bottom - top + 3];
  // Squared distances down each column, then the lowest parabola along each row.
  const far = w * w + h * h;
  const column = new Float64Array(w * h);
  const isInk = (/** @type {number} */ x, /** @type {number} */ y) =>
    x > 0 && y > 0 && x < w - 1 && y < h - 1 && mask[(top + y - 1) * width + left + x - 1];
  for (let x = 0; x < w; x++) {
    let last = -far;
    for (let y = 0; y < h; y++) {
      if (!isInk(x, y)) last = y;
      column[y * w + x] = Math.min(far, (y - last) ** 2);
    }
    last = far;
    for (let y = h - 1; y >= 0; y--) {
      if (!isInk(x, y)) last = y;
      column[y * w + x] = Math.min(column[y * w + x], (last - y) ** 2);
    }
  }
  const depths = [];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      if (!isInk(x, y)) continue;
      let best = column[y * w + x];
      for (let d = 1; d * d < best; d++) {
        if (x >= d) best = Math.min(best, column[y * w + x - d] + d * d);
        if (x + d < w) best = Math.min(best, column[y * w + x + d] + d * d);
      }
      depths.push(Math.sqrt(best));
    }
  return depths;
}

/**
 * One pixel more on each of four sides.
 * @param {Uint8Array} mask
 * @param {number} width
 * @param {number} height
 */
function dilated(mask, width, height) {
  return mask.map((set, i) => {
    const column = i % width;
    const near =
      set ||
      (column > 0 && mask[i - 1]) ||
      (column < width - 1 && mask[i + 1]) ||
      (i >= width && mask[i - width]) ||
      (i < width * (height - 1) && mask[i + width]);
    return near ? 1 : 0;
  });
}

/**
 * @param {Picture} picture
 * @param {number} by
 */
function padded({ width, height, values }, by) {
  const wide = width + 2 * by;
  const out = new Float32Array(wide * (height + 2 * by));
  for (let y = 0; y < height; y++)
    out.set(values.subarray(y * width, (y + 1) * width), (y + by) * wide + by);
  return { width: wide, height: height + 2 * by, values: out };
}

/**
 * @param {Picture} picture
 * @param {{left: number, top: number, right: number, bottom: number}} box
 */
function cropped({ width, values }, { left, top, right, bottom }) {
  const [w, h] = [right - left + 1, bottom - top + 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const from = (top + y) * width + left;
    out.set(values.subarray(from, from + w), y * w);
  }
  return { width: w, height: h, values: out };
}
