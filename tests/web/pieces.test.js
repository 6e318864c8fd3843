/** The small things to try: their formulas against PyTorch's, their sentences at every setting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CURVES, descend } from "../../src/mnist_core/explorer/web/pieces/ball.js";
import { blames, BULBS, RIGHT, W1, W2 } from "../../src/mnist_core/explorer/web/pieces/blame.js";
import { loss } from "../../src/mnist_core/explorer/web/pieces/bullseye.js";
import { KINDS } from "../../src/mnist_core/explorer/web/pieces/element.js";
import { bends, said } from "../../src/mnist_core/explorer/web/pieces/lines.js";
import { contributions } from "../../src/mnist_core/explorer/web/pieces/neuron.js";
import { minus, posts, signed } from "../../src/mnist_core/explorer/web/pieces/piece.js";
import { won } from "../../src/mnist_core/explorer/web/pieces/votes.js";
import { chance, fixture, near } from "./fixtures.js";

const EXACT = 1e-9;
const theirs = fixture("pieces");
const random = chance(3);

/** A piece with no page around it. @param {string} kind @param {any} values */
function piece(kind, values) {
  const bare = Object.create(KINDS[kind].prototype);
  bare.values = values;
  return bare;
}

test("blame: every number of every gear is PyTorch's", () => {
  const { bulbs, w1, w2, right, cases } = theirs.blame;
  assert.deepEqual([BULBS, W1, W2, RIGHT], [bulbs, w1, w2, right]);
  let off = 0;
  for (const { moods, ...expected } of cases) {
    const ours = /** @type {any} */ (blames(moods));
    for (const [name, numbers] of Object.entries(expected)) near(ours[name], numbers, `${name} at ${moods}`, EXACT);
    ours.shares.forEach((/** @type {number[]} */ parts, /** @type {number} */ j) => {
      near(parts[0] + parts[1], ours.arrived[j], "parts of the blame", EXACT);
      near(parts, W2.map((opinions, k) => opinions[j] * ours.delta2[k]), "each part", EXACT);
    });
    off += ours.delta1.filter((/** @type {number} */ v) => v === 0).length;
  }
  assert.ok(off > 5, "friends that are switched off");
});

test("the ball: slopes are derivatives, steps are those of PyTorch's SGD", () => {
  for (const { curve, rate, path, losses, slopes } of theirs.ball) {
    const ours = descend(curve, rate, path.length - 1);
    path.forEach((/** @type {number} */ x, /** @type {number} */ k) => {
      near(ours[k], x, `${curve}, rate ${rate}, step ${k}`, EXACT * Math.max(1, Math.abs(x)));
      near(CURVES[curve].loss(x), losses[k], "loss", EXACT * Math.max(1, losses[k]));
      near(CURVES[curve].slope(x), slopes[k], "slope", EXACT * Math.max(1, Math.abs(slopes[k])));
    });
  }
  const flown = descend("two valleys", 10, 30);
  assert.ok(flown.every(Number.isFinite) && Math.abs(flown[30]) > 1e6 && flown[30] === flown[29]);
});

test("votes, bullseye, neuron and lines", () => {
  for (const { values, shares } of theirs.votes) near(won(values).shares, shares, "votes", EXACT);
  for (const [probability, nats] of theirs.bullseye) near(loss(probability), nats, "loss", EXACT);
  assert.ok(Object.is(loss(1), 0));
  for (const { values, excitement } of theirs.neuron) near(contributions(values).reduce((a, b) => a + b, 0), excitement, "excitement", EXACT);
  for (const { values, xs, sums } of theirs.lines) xs.forEach((/** @type {number} */ x, /** @type {number} */ k) => near(said(values, x).sum, sums[k], "sum", EXACT));
});

test("lines: straight but where it is said to bend", () => {
  let found = 0;
  for (const { values } of theirs.lines) {
    const at = bends(values);
    found += at.length;
    const sum = (/** @type {number} */ x) => said(values, x).sum;
    const bent = (/** @type {number} */ x) => Math.abs(sum(x - 1e-3) - 2 * sum(x) + sum(x + 1e-3)) > 1e-6;
    // Two friends that bend at one place may undo each other.
    for (const x of at) if (Math.abs(values.slope1 + values.slope2) > 1e-9 && Math.abs(values.slope1 - values.slope2) > 1e-9) assert.ok(bent(x), JSON.stringify([values, x]));
    for (const x of posts(-2.99, 2.99, 600)) if (at.every((b) => Math.abs(b - x) > 0.01)) assert.ok(!bent(x), JSON.stringify([values, x]));
    assert.deepEqual(at, [...at].sort((a, b) => a - b));
  }
  assert.ok(found > 10);
});

test("the dial stands at the nearest of the measured places", () => {
  const values = { weights: [-2, -1, 0, 1.5], losses: [3, 2, 2.5, 2.25], accuracies: [0.1, 0.5, 0.5, 0.75], count: 20 };
  for (const [weight, place] of [[-9, 0], [-2, 0], [-1.4, 1], [-0.2, 2], [1, 3], [9, 3]])
    assert.equal(piece("dial", { ...values, weight }).place, place);
  assert.equal(piece("dial", { ...values, weight: -1 }).words(), "At −1.00: loss 2.0000, 10 of 20 digits right. One notch further, the loss rises by 0.5000; the accuracy does not change.");
  assert.equal(piece("dial", { ...values, weight: 1.5 }).words(), "At 1.50: loss 2.2500, 15 of 20 digits right.");
});

test("numbers with real minus signs, and no minus before nothing", () => {
  assert.deepEqual([minus(-1.26, 1), minus(-0.001, 2), minus(-3), minus(0.1 + 0.2), minus(-0)], ["−1.3", "0.00", "−3", "0.3", "0"]);
  assert.deepEqual([signed(-2, 1), signed(2, 1), signed(-0.04, 1)], ["−2.0", "+2.0", "+0.0"]);
});

test("what each piece begins with is what it knows, and at every setting it says a sentence", () => {
  assert.deepEqual(Object.keys(KINDS).sort(), theirs.defaults.map((/** @type {any} */ one) => one.kind).sort());
  for (const { kind, values, reach } of theirs.defaults) {
    for (let k = 0; k < 400; k++) {
      /** @type {any} */
      const now = { ...values };
      for (const [name, [low, high, step]] of Object.entries(/** @type {{[name: string]: number[]}} */ (reach)))
        if (k) now[name] = Math.round((low + step * random.below(Math.round((high - low) / step) + 1)) * 1e6) / 1e6;
      if (kind === "ball" && k) Object.assign(now, { learning_rate: 10 ** (random.next() * 3 - 2), curve: random.one(Object.keys(CURVES)) });
      if (kind === "votes" && k) now.temperature = 10 ** (random.next() * 2 - 1);
      if (kind === "lines" && k) now.dimmers = random.next() < 0.5;
      const words = piece(kind, now).words();
      assert.match(words, /[.)]$/, `${kind} ${JSON.stringify(now)}`);
      assert.doesNotMatch(words, /NaN|undefined|Infinity|null|-\d|[+−]\s?[+−]/, `${kind} ${JSON.stringify(now)}`);
    }
    assert.ok(piece(kind, values).title.length > 20);
  }
});
