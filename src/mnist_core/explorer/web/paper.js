// @ts-check
/** Ink alone, white on black: uneven light, paper and its grain are taken away. */

import { greatest, least, median, total } from "./numbers.js";
import { SIDE } from "./shapes.js";

/** @typedef {import("./picture.js").Picture} Picture */

const GRAIN = 1 / 400; // of the longer side: detail finer than this is noise

/**
 * Paper (which is what most of the edge shows) to black, ink to white.
 * @param {Picture} grey
 */
export function whiteOnBlack(grey) {
  const { width, height, values } = grey;
  const framed = width === SIDE && height === SIDE;
  const paper = framed ? constant(median(edgeOf(grey).map((i) => values[i]))) : plane(grey);
  const ink = values.map((v, i) => paper(Math.floor(i / width), i % width) - v);
  const flip = greatest(ink) > -least(ink) ? 1 : -1;
  return { width, height, values: ink.map((v) => Math.min(1, Math.max(0, flip * v))) };
}

/** @param {number} value */
function constant(value) {
  return (/** @type {number} */ _row, /** @type {number} */ _column) => value;
}

/**
 * Places along the picture's edge, one pixel wide.
 * @param {Picture} picture
 */
function edgeOf({ width, height }) {
  const places = [];
  for (let i = 0; i < width * height; i++) {
    const row = Math.floor(i / width);
    const column = i % width;
    if (row === 0 || column === 0 || row === height - 1 || column === width - 1)
      places.push(i);
  }
  return places;
}

/**
 * How bright the paper is, everywhere: the plane that fits most of the edge. Each
 * round fits the better half.
 *
 * @param {Picture} grey
 */
function plane(grey) {
  const { width, values } = grey;
  const points = edgeOf(grey).map((i) => ({
    terms: [Math.floor(i / width), i % width, 1],
    seen: values[i],
  }));
  if (points.every(({ seen }) => seen === points[0].seen)) return constant(points[0].seen);
  let best = points;
  let [a, b, c] = [0, 0, 0];
  for (let round = 0; round < 5; round++) {
    [a, b, c] = leastSquares(best);
    const errors = points.map(({ terms: [row, column], seen }) =>
      Math.abs(a * row + b * column + c - seen),
    );
    const limit = median(errors);
    best = points.filter((_, i) => errors[i] <= limit);
  }
  return (/** @type {number} */ row, /** @type {number} */ column) =>
    a * row + b * column + c;
}

/**
 * Three unknowns, by the normal equations.
 * @param {{terms: number[], seen: number}[]} points
 */
function leastSquares(points) {
  const rows = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => total(points.map(({ terms }) => terms[i] * terms[j]))),
    total(points.map(({ terms, seen }) => terms[i] * seen)),
  ]);
  for (let i = 0; i < 3; i++) {
    const pivot = [...rows.keys()].slice(i).sort((p, q) => Math.abs(rows[q][i]) - Math.abs(rows[p][i]))[0];
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    if (Math.abs(rows[i][i]) < 1e-12) return [0, 0, points[0].seen];
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const times = rows[k][i] / rows[i][i];
      rows[k] = rows[k].map((v, j) => v - times * rows[i][j]);
    }
  }
  return rows.map((row, i) => row[3] / row[i]);
}

/**
 * Take away whatever changes more slowly than a stroke is wide.
 * @param {Picture} ink
 */
export function evenLight(ink) {
  const size = Math.floor(Math.max(ink.width, ink.height) / 3);
  const back = size % 2 ? 0 : 1; // an even window dilates from its other middle
  const opened = extreme(extreme(ink, size, 0, -1), size, back, 1);
  if (greatest(opened.values) <= 0) return ink;
  const paper = meanOf(opened, size);
  return { ...ink, values: ink.values.map((v, i) => Math.min(1, Math.max(0, v - paper.values[i]))) };
}

/**
 * Smooth away what is far finer than a stroke: the camera's noise.
 * @param {Picture} ink
 */
export function withoutGrain(ink) {
  const sigma = GRAIN * Math.max(ink.width, ink.height);
  const radius = Math.trunc(4 * sigma + 0.5);
  // Half of the bell, its middle first.
  const raw = Array.from({ length: radius + 1 }, (_, k) => Math.exp((-0.5 / (sigma * sigma)) * k * k));
  const sum = raw[0] + 2 * total(raw.slice(1));
  const kernel = raw.map((v) => v / sum);
  return alongBoth(ink, (line, out) => {
    const n = line.length;
    for (let i = 0; i < n; i++) {
      let v = line[i] * kernel[0];
      for (let k = radius; k > 0; k--)
        v += (line[reflected(i - k, n)] + line[reflected(i + k, n)]) * kernel[k];
      out[i] = v;
    }
  });
}

/**
 * The smallest or the largest within a square window, one direction after the other;
 * beyond the picture its edge goes on.
 *
 * @param {Picture} picture
 * @param {number} size of the window
 * @param {number} back how far the window is moved
 * @param {1 | -1} sign 1 for the largest, -1 for the smallest
 */
export function extreme(picture, size, back, sign) {
  const from = back - Math.floor(size / 2);
  // Places in the window that may still become its extreme, best first.
  const queue = new Int32Array(Math.max(picture.width, picture.height) + size);
  return alongBoth(picture, (line, out) => {
    const n = line.length;
    let head = 0;
    let tail = 0;
    const at = (/** @type {number} */ i) => sign * line[clamped(i, n)];
    for (let i = from; i < n + from + size - 1; i++) {
      while (tail > head && at(queue[tail - 1]) <= at(i)) tail--;
      queue[tail++] = i;
      const place = i - from - size + 1;
      if (place < 0) continue;
      while (queue[head] < place + from) head++;
      out[place] = line[clamped(queue[head], n)];
    }
  });
}

/**
 * The mean within a square window; beyond the picture it is mirrored.
 * @param {Picture} picture
 * @param {number} size of the window
 */
function meanOf(picture, size) {
  return alongBoth(picture, (line, out) => {
    const n = line.length;
    const from = -Math.floor(size / 2);
    let sum = 0;
    for (let k = 0; k < size; k++) sum += line[reflected(from + k, n)];
    for (let i = 0; i < n; i++) {
      out[i] = sum / size;
      sum += line[reflected(i + from + size, n)] - line[reflected(i + from, n)];
    }
  });
}

/**
 * @param {Picture} picture
 * @param {(line: Float32Array, out: Float32Array) => void} filter
 */
function alongBoth({ width, height, values }, filter) {
  const down = new Float32Array(values.length);
  const [column, filteredColumn] = [new Float32Array(height), new Float32Array(height)];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) column[y] = values[y * width + x];
    filter(column, filteredColumn);
    for (let y = 0; y < height; y++) down[y * width + x] = filteredColumn[y];
  }
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++)
    filter(down.subarray(y * width, (y + 1) * width), across.subarray(y * width, (y + 1) * width));
  return { width, height, values: across };
}

/**
 * @param {number} i
 * @param {number} n
 */
function clamped(i, n) {
  return Math.min(n - 1, Math.max(0, i));
}

/**
 * d c b a | a b c d | d c b a
 * @param {number} i
 * @param {number} n
 */
function reflected(i, n) {
  if (i >= 0 && i < n) return i;
  const place = ((i % (2 * n)) + 2 * n) % (2 * n);
  return place < n ? place : 2 * n - 1 - place;
}
