/** What the page says of its digits and of its own numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aboardInWords, proofInWords } from "../../src/mnist_core/explorer/web/about.js";
import { Gallery } from "../../src/mnist_core/explorer/web/gallery.js";
import { bytes, fixture, network } from "./fixtures.js";

const digits = { of: 10_000, source: "full", everyMistake: true, columns: 25, positions: [], labels: [] };
const proof = { digits: 10_000, logits: 0.00005, rounding: 0.02, flips: 3, torch: "2.9.1" };
const about = { version: "1.2", seen: false, digits, proof };

/** @param {string} name */
async function walk(name) {
  const { labels } = fixture("galleries").find((/** @type {any} */ one) => one.network === name);
  return new Gallery(await network(name), { pixels: bytes("digits.bin"), labels, positions: [...labels.keys()] });
}

test("which digits are on board, and that mistakes are over-represented", async () => {
  const gallery = await walk("one-32");
  const wrong = gallery.length - gallery.counts.reduce((sum, row, k) => sum + row[k], 0);
  const words = aboardInWords(about, gallery, true);
  assert.match(words, /^On board: 300 of 10,000 of MNIST's test digits\./);
  assert.ok(words.includes(`All ${wrong} mistakes are among them, so here one digit in ${Math.round(300 / wrong)} is a mistake; of all 10,000, one in ${Math.round(10_000 / wrong)}.`), words);
  assert.ok(words.endsWith("The matrix counts the digits on board.")); // it has no card
  assert.ok(!aboardInWords(about, gallery, false).includes("mistakes are among them"));
  assert.ok(!aboardInWords({ ...about, digits: { ...digits, everyMistake: false } }, gallery, true).includes("mistakes are among them"));
  const all = aboardInWords({ ...about, digits: { ...digits, of: 300, source: "sample" } }, gallery, true);
  assert.match(all, /^On board: all 300 of the test digits of a small sample of MNIST\./);
  assert.ok(!all.includes("mistakes"));
});

test("digits that the network has learned from are said to be that", async () => {
  const gallery = await walk("course-16");
  assert.match(aboardInWords({ ...about, seen: true }, gallery, true), /has learned from these very digits/);
  assert.doesNotMatch(aboardInWords({ ...about, seen: true }, gallery, false), /learned from/);
  assert.doesNotMatch(aboardInWords(about, gallery, true), /counts the digits on board/); // its card's are shown
});

test("how far the numbers may be trusted, for the network that it was measured on", async () => {
  const course = await network("course-16");
  const words = proofInWords(about, course, true);
  assert.match(words, /784-128-64-10, 109,386 numbers learned; mnist-core 1\.2/);
  assert.match(words, /Checked on 10,000 digits: no logit is further than 0\.00005 from what PyTorch 2\.9\.1 gives/);
  assert.match(words, /moves a logit by at most 0\.02 and changes 3 of the 10,000 answers\.$/);
  assert.match(proofInWords({ ...about, proof: { ...proof, flips: 0 } }, course, true), /changes no answer\.$/);
  for (const other of [proofInWords(about, course, false), proofInWords({ ...about, proof: null }, course, true)]) {
    assert.doesNotMatch(other, /Checked|PyTorch/);
    assert.match(other, /^This page computes every number itself/);
  }
});
