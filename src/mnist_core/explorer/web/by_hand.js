// @ts-check
/** The formulas of the course. Mirrors mnist_core.by_hand. */

/**
 * Off below zero; above, as it is.
 * @param {number} z
 */
export function relu(z) {
  return Math.max(0, z);
}

/**
 * Shares that sum to 1: e^z, divided by the sum of them all.
 * @param {ArrayLike<number>} z
 */
export function softmax(z) {
  const top = Math.max(...Array.from(z));
  const e = Float64Array.from(z, (v) => Math.exp(v - top)); // the largest is 1
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}
