/** Digits pushed about, as mnist_core.data.Nudge does it, and as only the page does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { curveOf } from "../../src/mnist_core/explorer/web/curve.js";
import { gaussian, inWords, isNudged, NO_NUDGE, nudged, RANGES, squareOf } from "../../src/mnist_core/explorer/web/nudge.js";
import { answer } from "../../src/mnist_core/explorer/web/reading.js";
import { fixture, near, network } from "./fixtures.js";

const SIDE = 28;
const nudges = fixture("nudges");
/** @type {Float32Array} */
const digit = Float32Array.from(nudges[3].digit);
const GREY = new Float32Array(784).fill(0.5);

test("shifted and turned as in Python, and said in the same words", () => {
  for (const { digit: before, right, down, degrees, nudged: theirs, words } of nudges) {
    const nudge = { ...NO_NUDGE, right, down, degrees };
    near(nudged(before, nudge), theirs, words);
    assert.equal(isNudged(nudge), words !== "");
    // The page's sliders stand on hundredths, and say no more.
    if ([right, down, degrees].every((v) => Math.round(100 * v) === 100 * v)) assert.equal(inWords(nudge), words);
  }
  near(nudged(digit, NO_NUDGE), digit, "nothing", 0);
});

test("in words", () => {
  const words = (/** @type {object} */ nudge) => inWords({ ...NO_NUDGE, ...nudge });
  assert.equal(words({}), "");
  assert.equal(words({ noise: 0.25, thicken: -0.5, right: 1 }), "0.5 px thinner, 1 pixel right, noise 0.25");
  assert.equal(words({ square: 6, squareWhite: false, degrees: -7.5 }), "turned 7.5° counter-clockwise, under a black square of 6 px");
});

test("noise is as strong as asked, clipped, and the same for the same seed", () => {
  const grain = gaussian(4);
  const many = Float64Array.from({ length: 50_000 }, grain);
  const mean = many.reduce((sum, v) => sum + v, 0) / many.length;
  const power = (/** @type {number} */ p) => many.reduce((sum, v) => sum + (v - mean) ** p, 0) / many.length;
  assert.ok(Math.abs(mean) < 0.02, `mean ${mean}`);
  assert.ok(Math.abs(power(2) - 1) < 0.03, `variance ${power(2)}`);
  assert.ok(Math.abs(power(3)) < 0.05 && Math.abs(power(4) - 3) < 0.15, "not a bell");
  for (const [bound, share] of [[1, 0.6827], [2, 0.9545]])
    assert.ok(Math.abs(many.filter((v) => Math.abs(v) < bound).length / many.length - share) < 0.01);
  const noisy = nudged(GREY, { ...NO_NUDGE, noise: 0.05 }, 9);
  const spread = Math.sqrt(noisy.reduce((sum, v) => sum + (v - 0.5) ** 2, 0) / 784);
  assert.ok(Math.abs(spread / 0.05 - 1) < 0.1, `deviation ${spread}`);
  assert.deepEqual(nudged(GREY, { ...NO_NUDGE, noise: 0.05 }, 9), noisy);
  assert.notDeepEqual(nudged(GREY, { ...NO_NUDGE, noise: 0.05 }, 10), noisy);
  const loud = nudged(digit, { ...NO_NUDGE, noise: 1 }, 1);
  assert.ok(loud.every((v) => v >= 0 && v <= 1));
  for (let seed = 0; seed < 10_000; seed++) assert.ok(Number.isFinite(gaussian(seed)()));
});

test("a pen of another width takes the brightest or the darkest of the neighbours", () => {
  const dot = new Float32Array(784);
  dot[10 * SIDE + 10] = 0.8;
  const lit = (/** @type {number} */ amount, before = dot) =>
    [...nudged(before, { ...NO_NUDGE, thicken: amount })].flatMap((v, i) => (v > 1e-6 ? [[i % SIDE, Math.floor(i / SIDE), Math.round(100 * v) / 100]] : []));
  assert.deepEqual(lit(1), [[10, 9, 0.8], [9, 10, 0.8], [10, 10, 0.8], [11, 10, 0.8], [10, 11, 0.8]]);
  assert.deepEqual(lit(0.5), [[10, 9, 0.4], [9, 10, 0.4], [10, 10, 0.8], [11, 10, 0.4], [10, 11, 0.4]]);
  assert.equal(lit(2).length, 13);
  assert.deepEqual(lit(-1), []);
  assert.deepEqual(lit(-0.25), [[10, 10, 0.6]]);
  const corner = new Float32Array(784);
  corner[0] = corner[27] = corner[783] = 1;
  assert.equal(lit(1, corner).length, 9); // nothing comes round the other side
  for (let amount = -1; amount < 1.95; amount += 0.1) {
    const [thin, thick] = [amount, amount + 0.1].map((v) => nudged(digit, { ...NO_NUDGE, thicken: v }));
    assert.ok(thin.every((v, i) => v <= thick[i] + 1e-6), `${amount}`);
  }
});

test("a square lies where it is put, cut off at the edge", () => {
  const covered = (/** @type {object} */ nudge) => nudged(GREY, { ...NO_NUDGE, ...nudge }).reduce((n, v) => n + Number(v !== 0.5), 0);
  for (const side of [1, 4, 7, 16]) {
    assert.equal(covered({ square: side }), side ** 2);
    const { left, top, right, bottom } = squareOf({ ...NO_NUDGE, square: side });
    assert.deepEqual([right - left, bottom - top], [side, side]);
  }
  assert.equal(covered({ square: 8, squareX: 0, squareY: 0 }), 16);
  assert.equal(covered({ square: 8, squareX: 28, squareY: 14 }), 32);
  const white = nudged(digit, { ...NO_NUDGE, square: 4 });
  const black = nudged(digit, { ...NO_NUDGE, square: 4, squareWhite: false });
  assert.deepEqual([white[14 * SIDE + 14], black[14 * SIDE + 14]], [1, 0]);
});

test("a curve says what the network says, and marks the first flip on either side", async () => {
  const net = await network("course-16");
  const names = /** @type {(keyof typeof RANGES)[]} */ (Object.keys(RANGES));
  let flips = 0;
  for (const name of names) {
    const nudge = { ...NO_NUDGE, right: 2, noise: 0.1 };
    const curve = curveOf(net, digit, nudge, name, 5);
    const { low, high } = RANGES[name];
    assert.deepEqual([curve.amounts[0], curve.amounts.at(-1)], [low, high]);
    assert.ok(curve.amounts.some((v) => v === 0), `${name} passes by nothing`);
    curve.amounts.forEach((amount, k) => {
      const { prediction, confidence } = answer(net, nudged(digit, { ...nudge, [name]: amount }, 5));
      assert.deepEqual([curve.predictions[k], curve.confidences[k]], [prediction, confidence]);
    });
    // To the slider's own step: one step nearer to nothing, it is still the same.
    const says = (/** @type {number} */ amount) => answer(net, nudged(digit, { ...nudge, [name]: amount }, 5)).prediction;
    for (const { amount, prediction } of curve.flips) {
      assert.equal(says(amount), prediction);
      assert.notEqual(prediction, curve.base);
      assert.equal(says(amount - Math.sign(amount) * RANGES[name].step), curve.base);
    }
    for (const way of [1, -1]) {
      const other = curve.amounts.filter((v, k) => v * way > 0 && curve.predictions[k] !== curve.base).map((v) => v * way);
      const flip = curve.flips.find(({ amount }) => amount * way > 0);
      assert.equal(flip === undefined, other.length === 0, name);
      if (flip) assert.ok(flip.amount * way <= Math.min(...other), name);
    }
    flips += curve.flips.length;
  }
  assert.ok(flips > 2);
});
