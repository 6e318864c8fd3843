/** Pictures brought to MNIST's form, as mnist_core.data.prepare does it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { centreOf, prepare, shrunk } from "../../src/mnist_core/explorer/web/centring.js";
import { halfEven, median, percentile } from "../../src/mnist_core/explorer/web/numbers.js";
import { MADE, seenOf } from "../../src/mnist_core/explorer/web/own.js";
import { PictureError } from "../../src/mnist_core/explorer/web/picture.js";
import { PAD, rasterise } from "../../src/mnist_core/explorer/web/raster.js";
import { NOTHING } from "../../src/mnist_core/explorer/web/state.js";
import { bytes, fixture, near } from "./fixtures.js";

const SIDE = 28;
/** @type {[number, number][]} */
const HOOK = [[30, 20], [80, 25], [50, 90]];

test("pictures as a camera gives them, within one grey level of Python's", () => {
  const all = bytes("photos.bin");
  let [at, taken, refused, differing, worst] = [0, 0, 0, 0, 0];
  for (const { width, height, digit } of fixture("photos")) {
    const values = Float32Array.from(all.subarray(at, at + width * height), (v) => v / 255);
    at += width * height;
    const what = `photo ${taken + refused}, ${width}x${height}`;
    if (digit === null) {
      assert.throws(() => prepare({ width, height, values }), PictureError, what);
      refused++;
      continue;
    }
    const { pixels, centre, box, found } = prepare({ width, height, values });
    const gaps = digit.map((/** @type {number} */ v, /** @type {number} */ i) => Math.abs(v - pixels[i]));
    worst = Math.max(worst, ...gaps);
    differing += gaps.filter(Boolean).length;
    taken++;
    assert.ok(Math.max(...gaps) <= 1, `${what}: ${Math.max(...gaps)} grey levels`);
    near(centre, centreOf(pixels), what, 0.1);
    const outside = pixels.some((v, i) => v && (i % SIDE < box.left || i % SIDE >= box.left + box.width || i < box.top * SIDE || i >= (box.top + box.height) * SIDE));
    assert.ok(!outside, `${what}: ink outside of its box`);
    assert.ok(found.left >= 0 && found.right < width && found.top >= 0 && found.bottom < height && found.left <= found.right, what);
  }
  assert.equal(at, all.length);
  assert.ok(taken >= 15 && refused >= 5);
  console.log(`${taken} photos: ${differing} of ${784 * taken} pixels differ, by ${worst} at most; ${refused} refused`);
});

test("a drawing is centred, or shrunk as it lies, or not there at all", () => {
  const own = { ...NOTHING, strokes: [{ width: 9, points: HOOK }] };
  const centred = seenOf(own, true);
  assert.ok(centred?.prepared);
  near(centred.pixels, Float32Array.from(centred.prepared.pixels, (v) => v / 255), "pixels", 0);
  const { x, y } = centreOf(centred.pixels);
  assert.ok(Math.abs(x - 14) <= 0.51 && Math.abs(y - 14) <= 0.51, `${x}, ${y}`);
  assert.equal(Math.max(centred.prepared.box.width, centred.prepared.box.height), 20);
  const asItLies = seenOf(own, false);
  assert.equal(asItLies?.prepared, null);
  const pad = rasterise(own.strokes);
  const ink = pad.reduce((sum, v) => sum + v, 0) / 255;
  assert.ok(Math.abs((asItLies?.pixels.reduce((sum, v) => sum + v, 0) ?? 0) - ink / 16) < 0.5);
  // Wherever it is drawn, it comes to the same place; unless nobody centres it.
  const moved = { ...own, strokes: [{ width: 9, points: HOOK.map(([px, py]) => /** @type {[number, number]} */ ([px + 12, py + 8])) }] };
  near(seenOf(moved, true)?.pixels, centred.pixels, "moved", 1 / 255 + 1e-9);
  assert.notDeepEqual(seenOf(moved, false)?.pixels, asItLies?.pixels);

  assert.equal(seenOf(NOTHING, true), null);
  assert.equal(seenOf({ ...NOTHING, strokes: [{ width: 40, points: [[0, 0], [112, 0], [112, 112], [0, 112], [0, 0], [112, 112], [112, 0], [0, 112], [56, 56], [0, 56], [112, 56], [56, 0], [56, 112]] }] }, true), null); // all ink
  for (const width of [1, 5, 14]) assert.ok(seenOf({ ...NOTHING, strokes: [{ width, points: [[56, 56]] }] }, true)); // a dot
});

test("a picture from a file, and pictures that are no digits", () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => i % 256);
  const seen = seenOf({ ...NOTHING, pixels }, true);
  near(seen?.pixels, Float32Array.from(pixels, (v) => v / 255), "pixels", 0);
  for (const made of /** @type {(keyof typeof MADE)[]} */ (Object.keys(MADE))) {
    const { pixels: shown } = /** @type {import("../../src/mnist_core/explorer/web/own.js").Seen} */ (seenOf({ ...NOTHING, made }, true));
    assert.ok(shown.length === 784 && shown.every((v) => v >= 0 && v <= 1), made);
    assert.deepEqual(MADE[made](), shown); // the same noise again
  }
});

test("shrunk: each pixel is the mean of its sixteen", () => {
  const values = new Float32Array(PAD * PAD);
  for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) values[(8 + y) * PAD + 20 + x] = (y * 4 + x) / 15;
  const small = shrunk({ width: PAD, height: PAD, values });
  assert.equal(small[2 * SIDE + 5], 128);
  assert.equal(small.reduce((sum, v) => sum + v, 0), 128);
  assert.deepEqual(centreOf(small), { x: 5, y: 2 });
  assert.deepEqual(centreOf(new Uint8Array(784)), { x: 14, y: 14 });
});

test("small mathematics as Python has it", () => {
  assert.deepEqual([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6, -2.4].map((v) => halfEven(v) + 0), [0, 2, 2, 0, -2, 2, 3, -2]);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(percentile([1, 2, 3, 4, 5], 90), 4.6);
});
