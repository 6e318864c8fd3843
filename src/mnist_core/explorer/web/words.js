// @ts-check
/** What a reading shows, in words. Mirrors mnist_core.reading.words. */

import { a } from "./dom.js";

/**
 * What the network makes of a digit, in a sentence or two.
 * @param {import("./reading.js").Reading} reading
 */
export function describe({ label, prediction, confidence, runnerUp, layers }) {
  const share = (/** @type {number} */ v) => `${(100 * v).toFixed(1)}%`;
  const truth =
    label === null ? "" : label === prediction ? " It is right." : ` It is wrong: this is ${a(label)}.`;
  return `The network reads ${a(prediction)} with ${share(confidence)} confidence; runner-up ${runnerUp} with ${share(layers.output[runnerUp])}.${truth}`;
}
