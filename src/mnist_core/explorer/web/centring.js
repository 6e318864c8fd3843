// @ts-check
/**
 * A picture of one digit, brought to the form MNIST's digits have.
 *
 * Mirrors mnist_core.data.centring step by step, and is tested to give the same picture
 * within one grey level. Knows no page.
 */

import { digitAlone, edges } from "./blobs.js";
import { evenLight, whiteOnBlack, withoutGrain } from "./paper.js";
import { BOX, PictureError } from "./picture.js";
import { lanczos } from "./resample.js";
import { greatest, halfEven, total } from "./numbers.js";
import { SIDE } from "./shapes.js";

const FAINT = 0.08; // of full contrast: below this there is nothing on the paper
export const WORKING_SIZE = 400; // pixels: larger pictures are shrunk to this first

/** @typedef {import("./picture.js").Picture} Picture */

/**
 * @typedef {object} Prepared
 * @property {Uint8Array} pixels (784) white on black, as the network gets them
 * @property {{left: number, top: number, right: number, bottom: number}} found the
 *   digit's edges in the picture given, in its pixels
 * @property {{left: number, top: number, width: number, height: number}} box where it
 *   came to lie in the 28x28 picture
 * @property {{x: number, y: number}} centre of mass, in pixels of the 28x28 picture
 */

/**
 * @param {Picture} grey
 * @returns {Prepared}
 * @throws {PictureError} it shows nothing, or nothing that stands out
 */
export function prepare(grey) {
  const framed = grey.width === SIDE && grey.height === SIDE;
  let ink = whiteOnBlack(grey);
  if (!framed) ink = withoutGrain(evenLight(ink));
  if (greatest(ink.values) < FAINT)
    throw new PictureError("There is no digit: it is blank, or too faint.");
  if (framed) return asItIs(ink);
  const { digit, found } = digitAlone(ink);
  return { ...frame(digit), found };
}

/**
 * What the network would get if nothing were centred: the whole picture, shrunk.
 * @param {Picture} grey white on black, a multiple of 28 pixels a side
 */
export function shrunk({ width, values }) {
  const step = width / SIDE;
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      let sum = 0;
      for (let y = row * step; y < (row + 1) * step; y++)
        for (let x = column * step; x < (column + 1) * step; x++)
          sum += values[y * width + x];
      pixels[row * SIDE + column] = Math.round((255 * sum) / (step * step));
    }
  return pixels;
}

/**
 * The centre of mass, in pixels; the middle if there is no ink.
 * @param {ArrayLike<number>} pixels (784)
 */
export function centreOf(pixels) {
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    sum += pixels[i];
    x += pixels[i] * (i % SIDE);
    y += pixels[i] * Math.floor(i / SIDE);
  }
  return sum ? { x: x / sum, y: y / sum } : { x: SIDE / 2, y: SIDE / 2 };
}

/**
 * A picture that is 28x28 already.
 * @param {Picture} ink
 * @returns {Prepared}
 */
function asItIs({ values }) {
  const pixels = Uint8Array.from(values, (v) => halfEven(255 * v));
  const found = edges(pixels, SIDE, SIDE);
  const box = {
    left: found.left,
    top: found.top,
    width: found.right - found.left + 1,
    height: found.bottom - found.top + 1,
  };
  return { pixels, found, box, centre: centreOf(pixels) };
}

/**
 * Into a 20-pixel box, then 28x28 with the centre of mass in the middle.
 * @param {Picture} digit
 */
function frame(digit) {
  const factor = BOX / Math.max(digit.height, digit.width);
  const width = Math.max(1, halfEven(digit.width * factor));
  const height = Math.max(1, halfEven(digit.height * factor));
  const raw = Uint8Array.from(digit.values, (v) => Math.trunc(Math.fround(v * 255)));
  const resized = lanczos({ ...digit, values: raw }, width, height);
  const top255 = 255 / greatest(resized);
  const small = Array.from(resized, (v) => v * top255);
  const sum = total(small);
  const middleX = total(small.map((v, i) => v * (i % width))) / sum;
  const middleY = total(small.map((v, i) => v * Math.floor(i / width))) / sum;
  const [left, top] = [start(middleX, width), start(middleY, height)];
  const pixels = new Uint8Array(SIDE * SIDE);
  small.forEach((v, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    pixels[(top + row) * SIDE + left + column] = halfEven(v);
  });
  const centre = { x: left + middleX, y: top + middleY };
  return { pixels, box: { left, top, width, height }, centre };
}

/**
 * Where to begin so that the centre comes to the middle, and all stays inside.
 * @param {number} centre
 * @param {number} length
 */
function start(centre, length) {
  return Math.min(Math.max(halfEven(SIDE / 2 - centre), 0), SIDE - length);
}
