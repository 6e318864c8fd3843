// @ts-check
/** Two networks about one digit, in words. */

import { a, grouped, percent } from "../dom.js";
import { largest } from "../reading.js";

/**
 * @param {ArrayLike<number>} votes (10) of the convolutional network
 * @param {import("../reading.js").Reading} reading of the dense one
 */
export function bothInWords(votes, { prediction, label }) {
  const [mine] = largest(votes, 1);
  const sure = `The convolutional network reads ${a(mine)}, ${percent(votes[mine])} sure. The dense one reads`;
  const right = [mine, prediction].map((digit) => digit === label);
  if (mine === prediction) return `${sure} the same.${label === null ? "" : right[0] ? " Both are right." : ` Both are wrong: it is ${a(label)}.`}`;
  const truth = right[0] ? " The convolutional one is right." : right[1] ? " The dense one is right." : ` Both are wrong: it is ${a(label ?? 0)}.`;
  return `${sure} ${a(prediction)}.${label === null ? "" : truth}`;
}

/**
 * What a reader should know about the second network.
 *
 * @param {{[name: string]: any}} record what its file says of it
 * @param {number[][]} confusion of the dense network
 */
export function aboutInWords({ architecture, parameters, card, seen }, confusion) {
  let words = `${architecture}: ${grouped(parameters)} numbers learned.`;
  const [mine, dense] = [mistakesOf(card?.confusion ?? []), mistakesOf(confusion)];
  if (mine.of) {
    words += ` Of ${grouped(mine.of)} test digits it misread ${grouped(mine.wrong)}`;
    words += dense.of === mine.of ? `; the dense network ${grouped(dense.wrong)}.` : ".";
  }
  if (seen) words += " It has learned from the digits on board: it does better on them than it should.";
  return words;
}

/** @param {number[][]} counts rows true, columns predicted */
function mistakesOf(counts) {
  let [wrong, of] = [0, 0];
  counts.forEach((row, label) =>
    row.forEach((n, predicted) => {
      of += n;
      if (label !== predicted) wrong += n;
    }),
  );
  return { wrong, of };
}
