// @ts-check
/** What a reader should know about the network and the digits on board, in words. */

import { grouped } from "./dom.js";
import { ALL } from "./state.js";

/**
 * @typedef {object} About explorer.json: what is on board, and how it was checked
 * @property {string} version of mnist-core
 * @property {boolean} seen whether the network learned from the digits on board
 * @property {{of: number, source: string, everyMistake: boolean, columns: number, positions: number[], labels: number[]}} digits
 * @property {Proof | null} proof
 */

/**
 * @typedef {object} Proof how near this page's numbers come to PyTorch's
 * @property {number} digits on how many it was checked
 * @property {number} logits by how much a logit differs, at most
 * @property {number} rounding by how much 16 bits move a logit, at most
 * @property {number} flips how many predictions they change
 * @property {string} torch its version
 */

/**
 * Which digits are on board.
 *
 * @param {About} about
 * @param {import("./gallery.js").Gallery} gallery
 * @param {boolean} ours whether the network is the one that the page came with
 */
export function aboardInWords({ digits, seen }, gallery, ours) {
  const { of, source, everyMistake } = digits;
  const from = source === "full" ? "MNIST's test digits" : "the test digits of a small sample of MNIST";
  const wrong = gallery.choose({ ...ALL, mistakesOnly: true }).length;
  let words = `On board: ${gallery.length === of ? "all" : `${grouped(gallery.length)} of`} ${grouped(of)} of ${from}.`;
  if (gallery.length < of && everyMistake && ours && wrong)
    words += ` All ${grouped(wrong)} mistakes are among them, so here one digit in ${grouped(Math.round(gallery.length / wrong))} is a mistake; of all ${grouped(of)}, one in ${grouped(Math.round(of / wrong))}.`;
  if (!gallery.network.card) words += " The matrix counts the digits on board.";
  if (seen && ours)
    words += " This network has learned from these very digits: it does better on them than it should. The matrix is the one counted on digits it had never seen.";
  return words;
}

/**
 * How far the numbers may be trusted.
 *
 * @param {About} about
 * @param {import("./network.js").Network} network
 * @param {boolean} ours
 */
export function proofInWords({ version, proof }, network, ours) {
  const kind = `${network.architecture}, ${grouped(network.parameters)} numbers learned`;
  if (!ours || !proof) return `This page computes every number itself, from the weights of this network (${kind}; mnist-core ${version}).`;
  const { digits, logits, rounding, flips, torch } = proof;
  const changed = flips ? `changes ${flips} of the ${grouped(digits)} answers` : "changes no answer";
  return `This page computes every number itself, from the network's weights (${kind}; mnist-core ${version}). Checked on ${grouped(digits)} digits: no logit is further than ${logits} from what PyTorch ${torch} gives for the same weights, and every answer is the same. To be small, weights are rounded to 16 bits, which moves a logit by at most ${rounding} and ${changed}.`;
}
