/** Every number of every panel, as Python has it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { relu, softmax } from "../../src/mnist_core/explorer/web/by_hand.js";
import { a } from "../../src/mnist_core/explorer/web/dom.js";
import { accuracy, Gallery, History, reachOf } from "../../src/mnist_core/explorer/web/gallery.js";
import { answer, histogram, largest, mostAndLeast, read } from "../../src/mnist_core/explorer/web/reading.js";
import { describe } from "../../src/mnist_core/explorer/web/words.js";
import { bytes, fixture, near, network } from "./fixtures.js";

for (const { what, network: name, reading: theirs, words } of fixture("readings"))
  test(`${name}: ${what}`, async () => {
    const net = await network(name);
    const pixels = Float32Array.from(theirs.layers.input);
    const ours = read(net, pixels, theirs.label);

    assert.deepEqual(Object.keys(ours.layers), Object.keys(theirs.layers));
    for (const layer of Object.keys(theirs.layers)) near(ours.layers[layer], theirs.layers[layer], layer);
    near(ours.logits, theirs.logits, "logits");
    assert.equal(ours.label, theirs.label);
    assert.equal(ours.prediction, theirs.prediction);
    assert.equal(ours.runnerUp, theirs.runner_up);
    near(ours.confidence, theirs.confidence, "confidence");
    near(ours.layerMeans, theirs.layer_means, "means");
    near(ours.layerMaxima, theirs.layer_maxima, "maxima");

    near(ours.outputWeights, theirs.output_weights, "weights into the prediction", 0);
    assert.deepEqual(ours.weightHistogram.counts, theirs.weight_histogram.counts);
    near(ours.weightHistogram.edges, theirs.weight_histogram.edges, "bins", 1e-12);

    const { columns, edges } = theirs.activity;
    assert.equal(ours.activity.columns.length, columns.length);
    columns.forEach((/** @type {any} */ column, /** @type {number} */ k) => {
      const mine = ours.activity.columns[k];
      assert.deepEqual(mine.shown, column.shown, `shown of ${column.name}`);
      assert.deepEqual(mine.active, column.active, `active of ${column.name}`);
      assert.deepEqual([mine.name, mine.size], [column.name, column.size]);
      near(mine.levels, column.levels, `levels of ${column.name}`);
    });
    assert.equal(ours.activity.edges.length, edges.length);
    edges.forEach((/** @type {any} */ between, /** @type {number} */ k) => {
      const mine = ours.activity.edges[k];
      near(mine.strength, between.strength, `strength of edges ${k}`);
      assert.deepEqual(mine.negative, between.negative, `negative edges ${k}`);
      assert.deepEqual(mine.strong, between.strong, `strong edges ${k}`);
    });

    assert.equal(describe(ours), words);
    const short = answer(net, pixels);
    assert.deepEqual([short.prediction, short.confidence], [ours.prediction, ours.confidence]);
    assert.deepEqual(short.probabilities, ours.layers.output);
  });

for (const theirs of fixture("galleries"))
  test(`a walk past the digits: ${theirs.network}`, async () => {
    const net = await network(theirs.network);
    const { labels } = theirs;
    const positions = labels.map((/** @type {any} */ _, /** @type {number} */ n) => 3 * n);
    const ours = new Gallery(net, { pixels: bytes("digits.bin"), labels, positions });

    assert.equal(ours.length, labels.length);
    assert.deepEqual([...ours.predictions], theirs.predictions);
    near(ours.confidences, theirs.confidences, "confidences");
    assert.deepEqual(ours.counts, theirs.confusion);
    near(accuracy(ours.counts), theirs.accuracy, "accuracy", 1e-12);
    const reach = reachOf(net, ours);
    near(reach.activation, theirs.reach.activation, "largest activation");
    near(reach.weight, theirs.reach.weight, "largest weight", 1e-9);
    assert.equal(reach.count, theirs.reach.count);

    for (const [wanted, chosen] of theirs.wanted) {
      const { mistakes_only: mistakesOnly, least_sure_first: leastSureFirst, ...rest } = wanted;
      const mine = ours.choose({ ...rest, mistakesOnly, leastSureFirst });
      const what = JSON.stringify(wanted);
      if (!leastSureFirst) {
        assert.deepEqual(mine, chosen, what);
        continue;
      }
      // In 32 bits several are as sure as each other: the order among those is free.
      const rising = (/** @type {number} */ x, /** @type {number} */ y) => x - y;
      assert.deepEqual([...mine].sort(rising), [...chosen].sort(rising), what);
      const sure = mine.map((n) => theirs.confidences[n]);
      sure.forEach((v, k) => assert.ok(k === 0 || v >= sure[k - 1] - 1e-6, what));
    }

    const history = new History();
    theirs.steps.forEach((/** @type {number} */ n, /** @type {number} */ k) => {
      history.add(n, read(net, ours.image(n)).confidence);
      near(history.shown.map(({ confidence }) => confidence), theirs.history[k], `confidences after step ${k}`);
    });
    assert.equal(history.shown.length, 50);
  });

test("digits of a cell: the surest mistake first, the least sure right answer first", async () => {
  const [theirs] = fixture("galleries").filter((/** @type {any} */ one) => one.network === "one-32");
  const { labels } = theirs;
  const gallery = new Gallery(await network("one-32"), { pixels: bytes("digits.bin"), labels, positions: [...labels.keys()] });
  let cells = 0;
  gallery.counts.forEach((row, label) =>
    row.forEach((count, predicted) => {
      const found = gallery.cell(label, predicted);
      assert.equal(found.length, count);
      if (count > 1) cells++;
      const sure = found.map((n) => gallery.confidences[n] * (label === predicted ? 1 : -1));
      assert.deepEqual(sure, [...Float32Array.from(sure).sort()]);
      for (const n of found) assert.deepEqual([labels[n], gallery.predictions[n]], [label, predicted]);
    }),
  );
  assert.ok(cells > 10);
});

test("the digit on board that is nearest to a position", async () => {
  const gallery = new Gallery(await network("one-32"), { pixels: new Uint8Array(4 * 784), labels: [1, 2, 3, 4], positions: [2, 5, 6, 90] });
  for (const [position, n] of [[0, 0], [2, 0], [3, 0], [4, 1], [5, 1], [6, 2], [40, 2], [60, 3], [1e9, 3]])
    assert.equal(gallery.find(position), n);
});

test("formulas", () => {
  const { softmax: shares, relu: lamps, histograms, accuracy: right, articles } = fixture("by_hand");
  for (const [logits, theirs] of shares) near(softmax(logits), theirs, "softmax", 1e-12);
  for (const [z, theirs] of lamps) near(relu(z), theirs, "relu", 0);
  for (const { values, counts, edges } of histograms) {
    const ours = histogram(Float64Array.from(values), 30);
    assert.deepEqual(ours.counts, counts);
    near(ours.edges, edges, "edges", 1e-15);
  }
  for (const [counts, theirs] of right) near(accuracy(counts), theirs, "accuracy", 1e-12);
  assert.ok(Number.isNaN(accuracy([[0, 0], [0, 0]])));
  assert.deepEqual(articles, Array.from({ length: 10 }, (_, k) => a(k)));
});

test("ties go to the lower index", () => {
  assert.deepEqual(largest([1, 3, 3, 0, 3], 2), [1, 2]);
  assert.deepEqual(mostAndLeast(new Float64Array(20), 12), [...Array(15).keys()]);
  const levels = Float64Array.from([0, 0, 1, 1, 0.5, 0, 0]);
  assert.deepEqual(mostAndLeast(levels, 2), [0, 1, 2, 3, 5]);
  assert.deepEqual(mostAndLeast(levels.subarray(0, 3), 12), [0, 1, 2]);
});
