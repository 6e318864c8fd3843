/** What Python wrote down, and how near to it a number must come. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readWeights } from "../../src/mnist_core/explorer/web/network.js";

export const NEAR = 1e-4;

const FOLDER = process.env.MNIST_CORE_FIXTURES;
if (!FOLDER) throw new Error("These tests are run by: pytest tests/explorer/test_web.py");

/** @param {string} name of a file */
export function bytes(name) {
  return new Uint8Array(readFileSync(join(/** @type {string} */ (FOLDER), name)));
}

/** @param {string} name of what was written */
export function fixture(name) {
  return JSON.parse(new TextDecoder().decode(bytes(`${name}.json`)));
}

/** @type {Map<string, Promise<import("../../src/mnist_core/explorer/web/network.js").Network>>} */
const read = new Map();

/** @param {string} name of a weights file */
export function network(name) {
  if (!read.has(name)) read.set(name, readWeights(bytes(`${name}.safetensors`).buffer));
  return read.get(name);
}

/**
 * Numbers, or lists of them as deep as you like, that are nearly the same.
 *
 * @param {any} ours
 * @param {any} theirs
 * @param {string} what
 */
export function near(ours, theirs, what, within = NEAR) {
  if (typeof theirs === "number") {
    const gap = Math.abs(ours - theirs);
    assert.ok(gap <= within, `${what}: ${ours}, not ${theirs}`);
    return;
  }
  assert.equal(ours.length, theirs.length, `${what}: how many there are`);
  for (let k = 0; k < theirs.length; k++) near(ours[k], theirs[k], `${what}[${k}]`, within);
}

/**
 * Random numbers from 0 to 1, the same each time (xorshift, Marsaglia, 2003).
 * @param {number} seed
 */
export function chance(seed) {
  let state = (seed ^ 0x9e3779b9) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let k = 0; k < 20; k++) next();
  return {
    next,
    /** A whole number below n. @param {number} n */
    below: (n) => Math.floor(next() * n),
    /** One of some. @template T @param {T[]} some */
    one: (some) => some[Math.floor(next() * some.length)],
  };
}
