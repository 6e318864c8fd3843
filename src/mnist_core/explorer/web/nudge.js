// @ts-check
/**
 * Changes to a digit that a person hardly minds, and a network may.
 *
 * Turning, shifting and noise mirror mnist_core.data.Nudge; a pen of another width and
 * a square laid over the digit are the page's own. Knows no page.
 */

import { D, SIDE } from "./shapes.js";

/**
 * @typedef {object} Nudge
 * @property {number} right pixels; negative for left
 * @property {number} down pixels; negative for up
 * @property {number} degrees clockwise
 * @property {number} noise standard deviation, where black is 0 and white is 1
 * @property {number} thicken pixels on each side of a stroke; negative for thinner
 * @property {number} square side of the square, pixels; 0 for none
 * @property {number} squareX where its middle is
 * @property {number} squareY
 * @property {boolean} squareWhite or black
 */

/** @typedef {"right" | "down" | "degrees" | "thicken" | "noise" | "square"} Amount */

/** @type {Readonly<Nudge>} */
export const NO_NUDGE = Object.freeze({
  right: 0,
  down: 0,
  degrees: 0,
  noise: 0,
  thicken: 0,
  square: 0,
  squareX: 14,
  squareY: 14,
  squareWhite: true,
});

/**
 * How far each amount goes, and in which steps.
 * @type {{[name in Amount]: {name: string, low: number, high: number, step: number, unit: string}}}
 */
export const RANGES = {
  right: { name: "Shift right", low: -10, high: 10, step: 1, unit: " px" },
  down: { name: "Shift down", low: -10, high: 10, step: 1, unit: " px" },
  degrees: { name: "Turn", low: -180, high: 180, step: 1, unit: "°" },
  thicken: { name: "Thicken", low: -1, high: 2, step: 0.1, unit: " px" },
  noise: { name: "Noise", low: 0, high: 1, step: 0.02, unit: "" },
  square: { name: "Square", low: 0, high: 16, step: 1, unit: " px" },
};

/** @param {Nudge} nudge */
export function isNudged(nudge) {
  const amounts = /** @type {Amount[]} */ (Object.keys(RANGES));
  return amounts.some((name) => nudge[name] !== 0);
}

/**
 * The nudged digit.
 *
 * @param {ArrayLike<number>} pixels (784) brightness from 0 to 1
 * @param {Nudge} nudge
 * @param {number} seed of the noise: the same seed gives the same grains
 * @returns {Float32Array}
 */
export function nudged(pixels, nudge, seed = 0) {
  /** @type {Float32Array} */
  let digit = Float32Array.from(pixels);
  if (nudge.thicken) digit = thickened(digit, nudge.thicken);
  if (nudge.right || nudge.down || nudge.degrees) digit = moved(digit, nudge);
  if (nudge.noise) {
    const grain = gaussian(seed);
    digit = digit.map((v) => Math.min(1, Math.max(0, v + nudge.noise * grain())));
  }
  if (nudge.square) layOn(digit, nudge);
  return digit;
}

/**
 * Turned around the middle of the picture, then shifted; brightness between pixels is
 * interpolated (bilinear), what comes in is black.
 *
 * @param {Float32Array} digit
 * @param {Nudge} nudge
 */
function moved(digit, { right, down, degrees }) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = (SIDE - 1) / 2;
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    x >= 0 && y >= 0 && x < SIDE && y < SIDE ? digit[y * SIDE + x] : 0;
  const out = new Float32Array(D);
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [dx, dy] = [column - middle - right, row - middle - down];
      const x = middle + cos * dx + sin * dy;
      const y = middle - sin * dx + cos * dy;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      const above = (1 - fx) * at(left, top) + fx * at(left + 1, top);
      const below = (1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1);
      out[row * SIDE + column] = Math.min(1, Math.max(0, (1 - fy) * above + fy * below));
    }
  return out;
}

/**
 * Each pixel becomes the brightest of its four neighbours and itself, so many times;
 * the darkest, for a thinner pen. Parts of a time are mixed in.
 *
 * @param {Float32Array} digit
 * @param {number} amount
 */
function thickened(digit, amount) {
  const choose = amount > 0 ? Math.max : Math.min;
  let rest = Math.abs(amount);
  for (; rest > 0; rest--) {
    const before = digit;
    const share = Math.min(1, rest);
    digit = before.map((v, i) => {
      const x = i % SIDE;
      const around = choose(
        v,
        x > 0 ? before[i - 1] : 0,
        x < SIDE - 1 ? before[i + 1] : 0,
        i >= SIDE ? before[i - SIDE] : 0,
        i < D - SIDE ? before[i + SIDE] : 0,
      );
      return v + share * (around - v);
    });
  }
  return digit;
}

/**
 * Where the square lies, in pixels; cut off at the picture's edge.
 * @param {Nudge} nudge
 */
export function squareOf({ square, squareX, squareY }) {
  const inside = (/** @type {number} */ v) => Math.min(SIDE, Math.max(0, Math.round(v)));
  const [left, top] = [inside(squareX - square / 2), inside(squareY - square / 2)];
  return {
    left,
    top,
    right: inside(squareX - square / 2 + square),
    bottom: inside(squareY - square / 2 + square),
  };
}

/**
 * @param {Float32Array} digit changed in place
 * @param {Nudge} nudge
 */
function layOn(digit, nudge) {
  const { left, top, right, bottom } = squareOf(nudge);
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) digit[y * SIDE + x] = nudge.squareWhite ? 1 : 0;
}

/**
 * Random numbers of mean 0 and deviation 1 (Box & Muller, 1958), from a seed.
 * @param {number} seed
 */
export function gaussian(seed) {
  let state = (seed + 0x9e3779b9) >>> 0;
  const uniform = () => {
    // mulberry32: a small generator that passes the usual tests.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * In words, such as "turned 30° clockwise, 2 pixels left".
 * @param {Nudge} nudge
 */
export function inWords(nudge) {
  const words = [];
  const { degrees, thicken, noise, square } = nudge;
  const number = (/** @type {number} */ v) => String(Math.round(100 * Math.abs(v)) / 100);
  if (thicken) words.push(`${number(thicken)} px ${thicken > 0 ? "thicker" : "thinner"}`);
  if (degrees)
    words.push(`turned ${number(degrees)}° ${degrees > 0 ? "clockwise" : "counter-clockwise"}`);
  for (const [amount, ways] of /** @type {[number, string[]][]} */ ([
    [nudge.right, ["right", "left"]],
    [nudge.down, ["down", "up"]],
  ]))
    if (amount)
      words.push(
        `${number(amount)} ${Math.abs(amount) === 1 ? "pixel" : "pixels"} ${ways[amount < 0 ? 1 : 0]}`,
      );
  if (noise) words.push(`noise ${number(noise)}`);
  if (square)
    words.push(`under a ${nudge.squareWhite ? "white" : "black"} square of ${number(square)} px`);
  return words.join(", ");
}
