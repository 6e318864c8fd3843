/** What a reader has chosen travels in a link; strokes become a picture. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_NUDGE, RANGES } from "../../src/mnist_core/explorer/web/nudge.js";
import { decodeStrokes, encodeStrokes, inkSegment, onPad, PAD, rasterise, blankPad } from "../../src/mnist_core/explorer/web/raster.js";
import { ALL, fromHash, isEmpty, isSame, MADE, NOTHING, START, toHash } from "../../src/mnist_core/explorer/web/state.js";
import { chance } from "./fixtures.js";

const STATES = 1000;
const HASHES = 3000;
const random = chance(5);
const AMOUNTS = /** @type {import("../../src/mnist_core/explorer/web/nudge.js").Amount[]} */ (Object.keys(RANGES));
const MODES = /** @type {const} */ (["look", "draw", "push"]);

/** A stroke of so many points, anywhere. @param {number} count */
function someStroke(count) {
  const points = Array.from({ length: count }, () => onPad(random.next() * 130 - 9, random.next() * 130 - 9));
  return { width: random.one([5, 9, 14, 1, 40, 6.5]), points };
}

function someOwn() {
  const kind = random.below(5);
  if (kind === 0) return { ...NOTHING, made: random.one(MADE) };
  if (kind === 1) return { ...NOTHING, pixels: Uint8Array.from({ length: 784 }, () => random.below(256)) };
  if (kind === 2) return { ...NOTHING, strokes: Array.from({ length: 1 + random.below(9) }, () => someStroke(1 + random.below(255))) };
  return NOTHING;
}

/** A state that the page can come to. @returns {import("../../src/mnist_core/explorer/web/state.js").State} */
function someState() {
  const maybe = (/** @type {() => any} */ make, /** @type {any} */ other) => (random.next() < 0.5 ? make() : other);
  const digit = () => random.below(10);
  const nudge = { ...NO_NUDGE };
  for (const name of AMOUNTS) {
    const { low, high, step } = RANGES[name];
    const steps = random.below(Math.round((high - low) / step) + 1);
    nudge[name] = maybe(() => Math.round(100 * (low + steps * step)) / 100 + 0, 0);
  }
  if (nudge.square) Object.assign(nudge, { squareX: random.below(29), squareY: random.below(29), squareWhite: random.next() < 0.5 });
  return {
    wanted: maybe(() => ({ true: maybe(digit, null), predicted: maybe(digit, null), mistakesOnly: maybe(() => true, false), leastSureFirst: maybe(() => true, false) }), ALL),
    index: maybe(() => random.below(10_000), 0),
    nudge,
    own: someOwn(),
    mode: random.one([...MODES]),
    centred: random.next() < 0.7,
    curve: random.one(AMOUNTS),
    cell: maybe(() => ({ true: digit(), predicted: digit() }), null),
    question: maybe(() => random.below(6), null),
  };
}

test(`${STATES} states come back from a link as they were`, () => {
  for (let k = 0; k < STATES; k++) {
    const state = someState();
    const hash = toHash(state);
    assert.deepEqual(fromHash(hash), state, hash);
    assert.deepEqual(fromHash(`#${hash}`), state);
    assert.match(hash, /^[\w=&,.-]*$/); // a link that survives being pasted into a letter
    const other = someState();
    assert.equal(isSame(state, { ...state, nudge: { ...state.nudge } }), true);
    if (toHash(other) !== hash) assert.equal(isSame(state, other), false);
  }
});

test("a link says only what differs from the start", () => {
  assert.equal(toHash(START), "");
  assert.deepEqual(fromHash(""), START);
  assert.deepEqual(fromHash("#"), START);
  assert.equal(toHash({ ...START, mode: "push", index: 42, nudge: { ...NO_NUDGE, degrees: 20 } }), "mode=push&digit=42&degrees=20");
  assert.equal(toHash({ ...START, cell: { true: 7, predicted: 2 } }), "cell=7,2");
  assert.ok(isEmpty(NOTHING) && !isEmpty({ ...NOTHING, made: "blank" }));
});

test("links are read as people write them", () => {
  const said = fromHash("#mode=push&degrees=999&right=-3.456&square=4&at=2.6,27&shade=black&true=7&predicted=11&digit=-4&cell=9,4&question=6&centred=0");
  assert.deepEqual(said, {
    ...START,
    mode: "push",
    nudge: { ...NO_NUDGE, degrees: 180, right: -3.46, square: 4, squareX: 3, squareY: 27, squareWhite: false },
    wanted: { ...ALL, true: 7 },
    cell: { true: 9, predicted: 4 },
    question: 5,
    centred: false,
  });
  for (const nonsense of ["mode=fly", "digit=1.5", "digit=9e99", "true=", "true=%20", "at=a,b", "cell=10,1", "question=7", "question=0", "made=up", "pen=%%%", "picture=AAAA", "curve=x", "degrees=NaN", "noise=-Infinity", "right=0.001", "down=-0.004"])
    assert.deepEqual(fromHash(nonsense), START, nonsense);
});

// --- random links ---------------------------------------------------------------------

const NAMES = ["mode", "digit", "true", "predicted", "mistakes", "unsure", ...AMOUNTS, "at", "shade", "pen", "picture", "made", "centred", "curve", "cell", "question", "other"];
const LETTERS = [..."abcXYZ0123456789-_=&#%+.,;é\u0000\ud800€𝟗 /\\'\"<>"];

/** @param {number} length */
const letters = (length) => Array.from({ length }, () => random.one(LETTERS)).join("");
const POOL = Array.from({ length: 30_000 }, () => random.one([..."ABCDwxyz0189-_"])).join("");
const base64 = (/** @type {number} */ length) => POOL.substr(random.below(15_000), length);

/** Values that make sense somewhere. @type {(() => string)[]} */
const FITTING = [
  () => String(random.below(12)),
  () => String(random.below(100) - 50),
  () => String(random.below(2000) / 100 - 10),
  () => `${random.below(29)},${random.below(29)}`,
  () => `${random.below(12)},${random.below(12)}`,
  () => random.one([...MODES, ...MADE, ...AMOUNTS, "black"]),
  () => base64(random.below(300)),
  () => base64(1046),
];

/** Values that do not. @type {(() => string)[]} */
const STRANGE = [
  () => "",
  () => letters(random.below(12)),
  () => String((random.next() - 0.5) * 10 ** (random.below(40) - 20)),
  () => `${random.next() * 30},${random.next() * 30}`,
  () => random.one(["NaN", "Infinity", "-0", "0x1F", "1e3", "1e999", " 7 ", "007", "null", "true", "[]", "%00", "%E0%A4%A"]),
];

function someHash() {
  const kind = random.below(20);
  if (kind === 0) return letters(random.below(200));
  if (kind === 1) return `pen=${base64(random.below(15_000))}&mode=draw`;
  const pairs = Array.from({ length: 1 + random.below(16) }, () => `${random.one(NAMES)}=${random.one(random.next() < 0.8 ? FITTING : STRANGE)()}`);
  return (random.next() < 0.5 ? "#" : "") + pairs.join("&");
}

/** @param {import("../../src/mnist_core/explorer/web/state.js").State} state @param {string} what */
function isValid(state, what) {
  const { wanted, index, nudge, own, mode, centred, curve, cell, question } = state;
  const isDigit = (/** @type {unknown} */ v) => Number.isInteger(v) && Number(v) >= 0 && Number(v) <= 9;
  for (const k of [wanted.true, wanted.predicted]) assert.ok(k === null || isDigit(k), what);
  assert.ok(Number.isSafeInteger(index) && index >= 0, what);
  for (const name of AMOUNTS) assert.ok(nudge[name] >= RANGES[name].low && nudge[name] <= RANGES[name].high, `${what}: ${name}`);
  for (const v of [nudge.squareX, nudge.squareY]) assert.ok(v >= 0 && v <= 28, what);
  assert.ok(MODES.includes(mode) && AMOUNTS.includes(curve) && typeof centred === "boolean", what);
  assert.ok(cell === null || (isDigit(cell.true) && isDigit(cell.predicted)), what);
  assert.ok(question === null || [0, 1, 2, 3, 4, 5].includes(question), what);
  assert.ok(own.pixels === null || own.pixels.length === 784, what);
  assert.ok(own.made === null || MADE.includes(own.made), what);
  for (const { width, points } of own.strokes) {
    assert.ok(width >= 1 && width <= 40 && points.length > 0, what);
    for (const [x, y] of points) assert.ok(x >= 0 && x <= PAD && y >= 0 && y <= PAD, what);
  }
  assert.deepEqual(Object.keys(state), Object.keys(START));
}

test(`${HASHES} random links: each gives a state, and its own link`, () => {
  const seen = new Set();
  for (let k = 0; k < HASHES; k++) {
    const hash = someHash();
    const state = fromHash(hash);
    isValid(state, hash);
    const own = toHash(state);
    assert.equal(toHash(fromHash(own)), own, hash);
    assert.deepEqual(Object.keys(fromHash(own)), Object.keys(state));
    seen.add(own);
  }
  assert.ok(seen.size > HASHES / 4, `${seen.size} different ones`);
});

// --- strokes --------------------------------------------------------------------------

test("strokes come back from their letters, and make the same picture", () => {
  for (let k = 0; k < 6; k++) {
    const strokes = Array.from({ length: 1 + random.below(3) }, () => someStroke(random.one([1, 2, 254, 255, 256, 509, 700])));
    const back = decodeStrokes(encodeStrokes(strokes));
    if (strokes.every(({ points }) => points.length <= 255)) assert.deepEqual(back, strokes);
    assert.deepEqual(rasterise(back), rasterise(strokes)); // long ones come in parts
    assert.equal(encodeStrokes(back), encodeStrokes(strokes));
  }
  const long = [someStroke(3000), someStroke(3000), someStroke(3)];
  const some = decodeStrokes(encodeStrokes(long));
  assert.ok(encodeStrokes(long).length < 11_000);
  assert.deepEqual(some[0].points, long[0].points.slice(0, some[0].points.length));
  assert.equal(encodeStrokes(some), encodeStrokes(long));
  assert.deepEqual(decodeStrokes(""), []);
});

/** How many separate blobs of ink there are. @param {Uint8ClampedArray} pad */
function blobs(pad) {
  const left = new Set([...pad.keys()].filter((i) => pad[i] > 127));
  let count = 0;
  for (const start of left) {
    count++;
    const todo = [start];
    left.delete(start);
    while (todo.length) {
      const i = /** @type {number} */ (todo.pop());
      for (const j of [i - PAD, i + PAD, i % PAD ? i - 1 : -1, (i + 1) % PAD ? i + 1 : -1])
        if (left.delete(j)) todo.push(j);
    }
  }
  return count;
}

test("a fast hand leaves no gap, however far apart its points are", () => {
  for (let k = 0; k < 60; k++) {
    const stroke = { width: random.one([5, 9, 14]), points: Array.from({ length: 2 + random.below(3) }, () => onPad(random.next() * PAD, random.next() * PAD)) };
    const pad = rasterise([stroke]);
    assert.equal(blobs(pad), 1);
    for (let n = 1; n < stroke.points.length; n++) {
      const [[x0, y0], [x1, y1]] = [stroke.points[n - 1], stroke.points[n]];
      for (let t = 0; t <= 1; t += 1 / 400) {
        const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)].map((v) => Math.min(PAD - 1, Math.floor(v)));
        assert.equal(pad[y * PAD + x], 255, `at ${x}, ${y}`);
      }
    }
  }
});

test("a stroke is as wide as its pen, round at its ends, whichever way it is drawn", () => {
  for (const width of [5, 9, 14]) {
    const dot = rasterise([{ width, points: [[56, 56]] }]);
    const area = dot.reduce((sum, v) => sum + v / 255, 0);
    assert.ok(Math.abs(area - (Math.PI * width ** 2) / 4) < 0.04 * area, `${width}: ${area}`);
    const line = rasterise([{ width, points: [[20, 40], [90, 40]] }]);
    const across = Array.from({ length: PAD }, (_, y) => line[y * PAD + 55] / 255).reduce((sum, v) => sum + v, 0);
    assert.ok(Math.abs(across - width) < 0.01);
    assert.deepEqual(rasterise([{ width, points: [[90, 40], [20, 40]] }]), line);
  }
  const again = blankPad();
  inkSegment(again, [20, 40], [90, 40], 9);
  inkSegment(again, [30, 40], [60, 40], 9); // ink upon ink
  assert.deepEqual(again, rasterise([{ width: 9, points: [[20, 40], [90, 40]] }]));
  const beyond = rasterise([{ width: 14, points: [[-50, -50], [300, 400]] }]);
  assert.equal(beyond.length, PAD * PAD);
});

test("places on the pad are inside, on half pixels", () => {
  assert.deepEqual(onPad(-3, 500), [0, PAD]);
  assert.deepEqual(onPad(1.26, 1.24), [1.5, 1]);
});
