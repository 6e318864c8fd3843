/** The convolutional network in the page: PyTorch's answers, and its feature maps. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutInWords, bothInWords } from "../../src/mnist_core/explorer/web/cnn/compare.js";
import { chooseMaps, SHOWN_MAPS } from "../../src/mnist_core/explorer/web/cnn/maps.js";
import { convolved, halved, largestOf, readCnn } from "../../src/mnist_core/explorer/web/cnn/network.js";
import { mapInWords } from "../../src/mnist_core/explorer/web/cnn/pictures.js";
import { WeightsError } from "../../src/mnist_core/explorer/web/safetensors.js";
import { bytes, chance, fixture, near } from "./fixtures.js";

const said = fixture("cnns");
const pixels = new Float32Array(bytes("cnn-pixels.bin").buffer);

/** @param {number} n */
const picture = (n) => pixels.subarray(784 * n, 784 * (n + 1));

/** @param {string} name */
const network = (name) => readCnn(/** @type {ArrayBuffer} */ (bytes(`${name}.safetensors`).buffer));

for (const name of Object.keys(said)) {
  test(`${name} gives PyTorch's logits and answers`, async () => {
    const net = await network(name);
    const { logits } = said[name];
    assert.equal(logits.length, pixels.length / 784);
    assert.ok(logits.length > 300);
    logits.forEach((/** @type {number[]} */ theirs, /** @type {number} */ n) => {
      const ours = net.forward(picture(n)).logits;
      near(ours, theirs, `${name}, picture ${n}`, 1e-6);
      assert.equal(ours.indexOf(Math.max(...ours)), theirs.indexOf(Math.max(...theirs)));
    });
  });

  test(`${name} shows the maps that Python shows`, async () => {
    const net = await network(name);
    assert.ok(said[name].maps.length >= 10);
    said[name].maps.forEach((/** @type {any[]} */ theirs, /** @type {number} */ n) => {
      const ours = net.forward(picture(n)).blocks.map(chooseMaps);
      const halvings = theirs.map((/** @type {any} */ _, /** @type {number} */ b) => (net.record.pool_first ? Math.min(b + 1, theirs.length - 1) : b));
      assert.deepEqual(ours.map(({ side }) => side), halvings.map((/** @type {number} */ n) => 28 >> n));
      ours.forEach(({ count, side, shown, maps }, b) => {
        assert.equal(count, theirs[b].count);
        assert.deepEqual(shown, theirs[b].shown);
        assert.equal(shown.length, Math.min(SHOWN_MAPS, count));
        assert.equal(side ** 2, theirs[b].maps[0].length);
        near(maps, theirs[b].maps, `${name}, picture ${n}, block ${b + 1}`, 1e-6);
      });
    });
  });
}

// --- each step by hand ----------------------------------------------------------------

test("a convolution sees what lies around a place, and nothing beyond the edge", () => {
  const maps = { count: 1, side: 3, values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  const sum = { kernel: 3, before: 1, maps: 1, inputs: 9, weight: new Float32Array(9).fill(1), bias: Float32Array.of(-20) };
  assert.deepEqual([...convolved(maps, sum).values], [0, 1, 0, 7, 25, 13, 4, 19, 8]);
});

test("of every four places the largest stays, and at last one number for each map", () => {
  const values = Float64Array.from({ length: 32 }, (_, n) => (n * 7) % 32); // (4, 4, 2)
  const half = halved({ count: 2, side: 4, values });
  const at = (/** @type {number} */ y, /** @type {number} */ x, /** @type {number} */ j) => values[(y * 4 + x) * 2 + j];
  for (const [y, x, j] of [[0, 0, 0], [0, 1, 1], [1, 0, 0], [1, 1, 1]])
    assert.equal(half.values[(y * 2 + x) * 2 + j], Math.max(at(2 * y, 2 * x, j), at(2 * y, 2 * x + 1, j), at(2 * y + 1, 2 * x, j), at(2 * y + 1, 2 * x + 1, j)));
  assert.deepEqual([half.count, half.side], [2, 2]);
  assert.deepEqual([...largestOf({ count: 2, side: 4, values })], [Math.max(...values.filter((_, n) => n % 2 === 0)), Math.max(...values.filter((_, n) => n % 2))]);
});

// --- words ----------------------------------------------------------------------------

test("both networks in words", () => {
  const votes = Float32Array.of(0, 0, 0, 0.75, 0, 0, 0, 0, 0.25, 0);
  const words = (/** @type {number} */ prediction, /** @type {number | null} */ label) => bothInWords(votes, /** @type {any} */ ({ prediction, label }));
  const sure = "The convolutional network reads a 3, 75.0% sure. The dense one reads";
  assert.equal(words(3, null), `${sure} the same.`);
  assert.equal(words(3, 3), `${sure} the same. Both are right.`);
  assert.equal(words(3, 8), `${sure} the same. Both are wrong: it is an 8.`);
  assert.equal(words(8, null), `${sure} an 8.`);
  assert.equal(words(8, 3), `${sure} an 8. The convolutional one is right.`);
  assert.equal(words(8, 8), `${sure} an 8. The dense one is right.`);
  assert.equal(words(8, 0), `${sure} an 8. Both are wrong: it is a 0.`);
});

test("what is to be known of it", () => {
  const counts = (/** @type {number} */ wrong) => [[1200 - wrong, wrong]];
  const record = { architecture: "CNN (3-10)", parameters: 1234, card: { confusion: counts(3) }, seen: false };
  const start = "CNN (3-10): 1,234 numbers learned.";
  assert.equal(aboutInWords(record, counts(20)), `${start} Of 1,200 test digits it misread 3; the dense network 20.`);
  assert.equal(aboutInWords(record, [[5, 0]]), `${start} Of 1,200 test digits it misread 3.`);
  assert.equal(aboutInWords({ ...record, card: null }, counts(20)), start);
  assert.match(aboutInWords({ ...record, card: null, seen: true }, []), /has learned from the digits on board/);
});

test("a map in words", () => {
  const map = (/** @type {number[]} */ ...lit) => Float32Array.from({ length: 49 }, (_, n) => (lit.includes(n) ? 1 : 0.05));
  assert.equal(mapInWords(map(), 7, 2), "Map 2: dark.");
  assert.equal(mapInWords(map(24), 7, 2), "Map 2: 2% of it lit, brightest in the middle.");
  assert.equal(mapInWords(map(0, 1, 2, 3, 4, 5, 6), 7, 9), "Map 9: 14% of it lit, brightest at the top left.");
  assert.equal(mapInWords(map(48), 7, 64), "Map 64: 2% of it lit, brightest at the bottom right.");
  assert.equal(mapInWords(map(21), 7, 1), "Map 1: 2% of it lit, brightest at the left.");
});

// --- what is wrong --------------------------------------------------------------------

/** @param {Uint8Array} file */
async function refused(file, what = "") {
  const error = await readCnn(/** @type {ArrayBuffer} */ (file.slice().buffer)).then(() => assert.fail(`${what} was taken`), (e) => e);
  assert.ok(error instanceof WeightsError, `${what}: ${error.stack}`);
  assert.match(error.message, /^(?!.*\. [A-Z])[A-Z][^\n]{10,120}\.$/, what);
  return error.message;
}

/**
 * The file with another header, and no seal.
 * @param {Uint8Array} file
 * @param {(header: any) => void} change
 */
function changed(file, change) {
  const length = new DataView(file.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  delete header.__metadata__.sha256;
  change(header);
  const head = new TextEncoder().encode(JSON.stringify(header));
  const made = new Uint8Array(8 + head.length + file.length - 8 - length);
  new DataView(made.buffer).setUint32(0, head.length, true);
  made.set(head, 8);
  made.set(file.subarray(8 + length), 8 + head.length);
  return made;
}

test("a file that is none is refused in one sentence", async () => {
  const file = bytes("cnn-small.safetensors");
  const rename = (/** @type {string} */ from, /** @type {string} */ to) => changed(file, (h) => { h[to] = h[from]; delete h[from]; });
  await readCnn(/** @type {ArrayBuffer} */ (changed(file, () => {}).buffer)); // without a seal it is taken
  assert.match(await refused(bytes("course-16.safetensors"), "dense"), /no convolutional network/);
  assert.match(await refused(new Uint8Array(0), "empty"), /not a whole/);
  assert.match(await refused(rename("fc.bias", "fc.biases"), "no bias"), /no fc.bias/);
  assert.match(await refused(rename("block2.conv1.weight", "block3.conv1.weight"), "no block 2"), /no convolutional network/);
  assert.match(await refused(changed(file, (h) => h["block1.conv1.weight"].shape.reverse()), "turned"), /block1.conv1 has the wrong shape/);
  assert.match(await refused(changed(file, (h) => { h["fc.weight"].shape = [7, 10]; }), "fc turned"), /its fc has the wrong shape/);
  assert.match(await refused(changed(file, (h) => { h["block1.conv1.weight"].shape = [196]; }), "flat"), /wrong shape/);
  assert.match(await refused(changed(file, (h) => { h["block1.conv1.unit"].shape = [2, 2]; }), "units"), /block1.conv1 has the wrong shape/);
  assert.match(await refused(rename("block1.conv2.unit", "block1.conv2.units"), "no unit"), /no block1.conv2.unit/);
  const flipped = file.slice();
  flipped[flipped.length - 3] ^= 1;
  assert.match(await refused(flipped, "a bit flipped"), /checksum/);
  for (const length of [1, 7, 8, 200, file.length - 1]) await refused(file.slice(0, length), `cut at ${length}`);
});

test("500 files with random bytes in them break nothing", async () => {
  const random = chance(3);
  const whole = changed(bytes("cnn-small.safetensors"), () => {});
  let taken = 0;
  for (let k = 0; k < 500; k++) {
    const file = whole.slice();
    const below = random.one([8, 600, file.length]);
    for (let n = random.below(6); n >= 0; n--) file[random.below(below)] = random.below(256);
    try {
      const net = await readCnn(/** @type {ArrayBuffer} */ (file.buffer));
      if (k % 10 === 0) assert.ok(net.forward(picture(0)).logits.every(Number.isFinite), `file ${k}`);
      taken++;
    } catch (error) {
      assert.ok(error instanceof WeightsError, `file ${k}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  assert.ok(taken > 20 && taken < 480, String(taken));
});
