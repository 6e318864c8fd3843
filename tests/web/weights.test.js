/** Weights files: what is right loads, whatever is wrong is said in one sentence. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aboardInWords, proofInWords } from "../../src/mnist_core/explorer/web/about.js";
import { Gallery } from "../../src/mnist_core/explorer/web/gallery.js";
import { Network, readWeights } from "../../src/mnist_core/explorer/web/network.js";
import { read } from "../../src/mnist_core/explorer/web/reading.js";
import { WeightsError } from "../../src/mnist_core/explorer/web/safetensors.js";
import { bytes, chance, network } from "./fixtures.js";

const COUNT = 3000; // of files with something random in them
const NOISE = Float32Array.from({ length: 784 }, (_, i) => ((i * 7919) % 256) / 255);

/** @typedef {{header: any, body: Uint8Array}} Parts */

/** @param {Uint8Array} file @returns {Parts} */
function opened(file) {
  const length = new DataView(file.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  return { header, body: file.slice(8 + length) };
}

/**
 * @param {unknown} header
 * @param {Uint8Array} body
 */
function closed(header, body, text = JSON.stringify(header) ?? "") {
  const head = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + head.length + body.length);
  new DataView(file.buffer).setUint32(0, head.length, true);
  file.set(head, 8);
  file.set(body, 8 + head.length);
  return file;
}

/**
 * A file of these layers, as anybody may write one: no seal, no record.
 * @param {{[name: string]: number[]}} shapes
 * @param {any} metadata
 */
function made(shapes, metadata = undefined, fill = 0.01) {
  /** @type {any} */
  const header = metadata === undefined ? {} : { __metadata__: metadata };
  let end = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const from = end;
    end += 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [from, end] };
  }
  return closed(header, new Uint8Array(new Float32Array(end / 4).fill(fill).buffer));
}

/** @param {number[]} sizes */
function dense(...sizes) {
  /** @type {{[name: string]: number[]}} */
  const shapes = {};
  [784, ...sizes, 10].forEach((size, k, all) => {
    if (k) Object.assign(shapes, { [`fc${k}.weight`]: [size, all[k - 1]], [`fc${k}.bias`]: [size] });
  });
  return shapes;
}

/** @param {Uint8Array} file */
const load = (file) => readWeights(/** @type {ArrayBuffer} */ (file.buffer));

/** @param {unknown} error @param {string} what */
function isOneSentence(error, what) {
  assert.ok(error instanceof WeightsError, `${what}: ${error instanceof Error ? error.stack : error}`);
  assert.match(error.message, /^(?!.*\. [A-Z])[A-Z][^\n]{10,120}\.$/, what);
}

/** What the page does with a network it was given. @param {Network} net @param {string} what */
function isOfUse(net, what) {
  const { confidence, prediction, logits, layerMeans, layerMaxima, activity, weightHistogram } = read(net, NOISE, 3);
  const strengths = activity.edges.flatMap(({ strength }) => strength.flat());
  for (const v of [confidence, ...logits, ...layerMeans, ...layerMaxima, ...strengths, ...weightHistogram.edges])
    assert.ok(Number.isFinite(v), `${what}: ${net.architecture} gives ${v}`);
  assert.ok(prediction >= 0 && prediction < 10);
  assert.match(net.architecture, /^784-(\d+-)+10$/);
  const gallery = new Gallery(net, { pixels: new Uint8Array(784), labels: [3], positions: [0] });
  const about = { version: "0", seen: true, proof: null, digits: { of: 1, source: "full", everyMistake: true, columns: 1, positions: [0], labels: [3] } };
  assert.doesNotMatch(aboardInWords(about, gallery, true) + proofInWords(about, net, true), /NaN|undefined/);
}

test("what a file may leave out, and what older ones say", async () => {
  const shapes = dense(6);
  const bare = await load(made(shapes));
  assert.deepEqual([bare.architecture, bare.activation, bare.card, bare.parameters], ["784-6-10", "relu", null, 784 * 6 + 6 + 70]);
  const said = async (/** @type {unknown} */ record) => load(made(shapes, { record: JSON.stringify(record) }));
  assert.equal((await said({ activation: "sigmoid" })).activation, "sigmoid"); // before 0.2
  assert.equal((await said({ network: "mlp", options: { activation: "sigmoid" } })).activation, "sigmoid");
  assert.equal((await said({ network: "mlp", options: {} })).activation, "relu");
  await assert.rejects(said({ network: "stack", options: {} }), WeightsError);
  await assert.rejects(said({ network: "mlp", options: { activation: "tanh" } }), WeightsError);
  await assert.rejects(said({ network: "mlp", options: { activation: "toString" } }), WeightsError);
});

test("every number that 16 bits can hold is read as Python reads it", async () => {
  const theirs = new Float32Array(bytes("halves.bin").buffer);
  const ours = (await network("halves")).layers[0].weight;
  assert.deepEqual(new Uint32Array(ours.buffer), new Uint32Array(theirs.buffer));
});

test("a card with parts missing, or with no numbers in it, does not keep a network out", async () => {
  const { header } = opened(bytes("course-16.safetensors"));
  const whole = JSON.parse(header.__metadata__.record);
  const said = (/** @type {any} */ card) => load(made(dense(6), { record: JSON.stringify({ ...whole, card }) }));
  assert.deepEqual((await said(whole.card)).card, whole.card);
  const counts = whole.card.confusion;
  const bad = [null, 5, "card", [], {}, { confusion: null }, { confusion: counts.slice(1) }, { confusion: counts.map((/** @type {number[]} */ row) => row.slice(1)) }];
  bad.push({ confusion: counts.map((/** @type {number[]} */ row) => row.map(() => 0)) });
  for (const value of [-1, 0.5, "3", null, 1e300]) bad.push({ ...whole.card, confusion: [[value, ...counts[0].slice(1)], ...counts.slice(1)] });
  for (const card of bad) {
    const net = await said(card);
    assert.equal(net.card, null);
    isOfUse(net, JSON.stringify(card));
  }
  for (const part of Object.keys(whole.card)) {
    const { [part]: _, ...rest } = whole.card;
    isOfUse(await said(rest), `no ${part}`);
  }
  // Python writes what is no number as NaN, which is no JSON.
  const record = JSON.stringify({ ...whole, card: { ...whole.card, note: 'NaN, "Infinity"' } });
  const text = record.replace(/"history":\s*\[/, '"history": [{"test_loss": NaN, "worst": [-Infinity, Infinity]}, ');
  assert.notEqual(text, record);
  const { card } = await load(made(dense(6), { record: text }));
  assert.deepEqual(card?.confusion, counts);
  assert.equal(/** @type {any} */ (card).note, 'NaN, "Infinity"');
});

test("what is wrong with a file is said in one sentence", async () => {
  const good = bytes("course-16.safetensors");
  const { header, body } = opened(good);
  const [first] = Object.keys(header).filter((name) => name !== "__metadata__");
  const meta = header.__metadata__;
  const flipped = good.slice();
  flipped[good.length - 100] ^= 4;
  const shapes = dense(6);
  const nan = made(shapes, undefined, Number.NaN);
  const files = {
    "an empty file": [new Uint8Array(0), /not a whole/],
    "a picture": [new TextEncoder().encode("\x89PNG\r\n\x1a\n................"), /not a whole/],
    "half of one": [good.slice(0, good.length / 2), /not a whole/],
    "one byte more": [Uint8Array.from([...good, 0]), /not a whole/],
    "a bit flipped": [flipped, /checksum/],
    "another record": [closed({ ...header, __metadata__: { ...meta, record: '{"network": "mlp"}' } }, body), /checksum/],
    "a record that is none": [closed({ ...header, __metadata__: { record: "{" } }, body), /cannot be read/],
    "a tensor of another type": [closed({ ...header, __metadata__: {}, [first]: { ...header[first], dtype: "BF16" } }, body), /neither in 8, 16 nor 32 bits/],
    "no numbers": [nan, /not all numbers/],
    "infinity": [made(shapes, undefined, -Infinity), /not all numbers/],
    "one layer": [made({ "fc1.weight": [10, 784], "fc1.bias": [10] }), /no dense network/],
    "eleven answers": [made({ ...shapes, "fc2.weight": [11, 6], "fc2.bias": [11] }), /no dense network/],
    "transposed": [made({ ...shapes, "fc1.weight": [784, 6] }), /wrong shape/],
    "a bias too long": [made({ ...shapes, "fc1.bias": [7] }), /wrong shape/],
    "a bias too deep": [made({ ...shapes, "fc1.bias": [6, 1] }), /wrong shape/],
    "a byte to spare": [closed({ ...opened(made(shapes)).header, "fc2.bias": { dtype: "F32", shape: [10], data_offsets: [4 * (784 * 6 + 66), 4 * (784 * 6 + 76) + 1] } }, new Uint8Array(4 * (784 * 6 + 76) + 1)), /not a whole/],
    "no neurons": [made(dense(0)), /wrong shape/],
    "something else too": [made({ ...shapes, extra: [1] }), /no dense network/],
    "no bias": [made({ "fc1.weight": [6, 784], "fc2.weight": [10, 6], "fc2.bias": [10] }), /no fc1.bias/],
    "layers without end": [made(dense(...Array(25).fill(1))), /no dense network/],
    "weights that grow without end": [made(dense(...Array(12).fill(8)), undefined, 3e38), /far too large/],
    "far too large": [new Uint8Array(65 * 2 ** 20), /far too large/],
  };
  for (const [what, [file, words]] of Object.entries(files)) {
    const error = await load(/** @type {Uint8Array} */ (file)).then(() => assert.fail(`${what} was taken`), (e) => e);
    isOneSentence(error, what);
    assert.match(error.message, /** @type {RegExp} */ (words), what);
  }
});

// --- random files ---------------------------------------------------------------------

const random = chance(11);
const NASTY = [
  null, true, 0, -1, 0.5, 3, 784, 1e9, 2 ** 53, 1e308, "", "F16", "F64", "I8", "relu", "__proto__", "constructor",
  [], {}, [0], [-1], [0, 784], [784, 0], [2 ** 31, 2 ** 31], [1e308, 1e308], [[]], [{}], [null], "\u0000\ud800", "9".repeat(400),
];

/** Any JSON at all. @param {number} depth @returns {any} */
function anything(depth) {
  const kind = depth > 3 ? 2 : random.below(4);
  if (kind === 0) return Array.from({ length: random.below(4) }, () => anything(depth + 1));
  if (kind === 1) {
    const names = ["__metadata__", "record", "sha256", "dtype", "shape", "data_offsets", "fc1.weight", "fc1.bias", "fc2.weight", "x", "__proto__"];
    return Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.one(names), anything(depth + 1)]));
  }
  return random.one(NASTY);
}

/** Replace something within, however deep. @param {any} value @returns {any} */
function changed(value) {
  if (value === null || typeof value !== "object" || random.next() < 0.15) return anything(2);
  const names = Object.keys(value);
  if (!names.length) return anything(2);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const name = random.one(names);
  if (random.next() < 0.15) delete copy[name];
  else copy[name] = changed(copy[name]);
  return copy;
}

/** @param {Uint8Array} file @param {number} below bits are flipped before this byte */
function withFlips(file, below) {
  const copy = file.slice();
  for (let k = random.below(8); k >= 0; k--) copy[random.below(below)] ^= 1 << random.below(8);
  return copy;
}

/** @type {{[what: string]: (file: Uint8Array) => Uint8Array}} */
const HARMS = {
  truncated: (file) => file.slice(0, random.below(file.length)),
  "bits flipped": (file) => withFlips(file, file.length),
  "bits of the header flipped": (file) => withFlips(file, 8 + new DataView(file.buffer).getUint32(0, true)),
  "bits of the length flipped": (file) => withFlips(file, 8),
  "a header of anything": (file) => closed(anything(0), opened(file).body),
  "a header with something else in it": (file) => {
    const { header, body } = opened(file);
    if (random.next() < 0.7) delete header.__metadata__.sha256;
    return closed(changed(header), body);
  },
  "a record with something else in it": (file) => {
    const { header, body } = opened(file);
    const record = JSON.stringify(changed(JSON.parse(header.__metadata__.record)));
    return closed({ ...header, __metadata__: { record } }, body);
  },
  "metadata of anything": (file) => {
    const { header, body } = opened(file);
    const metadata = random.next() < 0.5 ? anything(0) : { record: anything(0), sha256: anything(2) };
    return closed({ ...header, __metadata__: metadata }, body);
  },
  "deeply nested": (file) => {
    const depth = 10 ** (1 + random.below(5));
    const nest = random.one(["[", '{"a":']).repeat(depth);
    const { header, body } = opened(file);
    return random.next() < 0.5 ? closed({}, body, nest) : closed({ ...header, __metadata__: { record: nest } }, body);
  },
  "numbers of any kind": (file) => {
    const { header, body } = opened(file);
    delete header.__metadata__.sha256;
    const numbers = body.slice();
    for (let k = random.below(200); k >= 0; k--) numbers[random.below(numbers.length)] = random.one([0, 0x7b, 0x7c, 0x7f, 0xff, random.below(256)]);
    return closed(header, numbers);
  },
  "other sizes": () => {
    const shapes = dense(...Array.from({ length: 1 + random.below(4) }, () => random.one([0, 1, 2, 5, 20])));
    const wrong = random.one(Object.keys(shapes));
    if (random.next() < 0.5) shapes[wrong] = shapes[wrong].map((n) => random.one([n, n + 1, 0, 1]));
    return made(shapes, undefined, random.one([0, -1, 3e38, 1e-40]));
  },
  noise: () => Uint8Array.from({ length: random.below(400) }, () => random.below(256)),
};

test(`${COUNT} files with something random in them`, async () => {
  const files = ["sigmoid-16", "one-32"].map((name) => bytes(`${name}.safetensors`));
  const harms = Object.entries(HARMS);
  const seen = { taken: 0, refused: 0 };
  const said = new Set();
  for (let k = 0; k < COUNT; k++) {
    const [what, harm] = harms[k % harms.length];
    const file = harm(random.one(files));
    let net;
    try {
      net = await load(file);
    } catch (error) {
      isOneSentence(error, `${what}, file ${k}`);
      said.add(/** @type {Error} */ (error).message.replace(/fc\d\.?\w*/, "fc"));
      seen.refused++;
      continue;
    }
    isOfUse(net, `${what}, file ${k}`);
    seen.taken++;
  }
  assert.ok(seen.taken > COUNT / 50 && seen.refused > COUNT / 2, JSON.stringify(seen));
  assert.ok(said.size >= 7, [...said].join(" "));
});
