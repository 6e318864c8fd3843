// @ts-check
/**
 * The convolutional network beside the page: it loads its weights, and answers.
 *
 * It has a thread of its own, so a slider never waits for it.
 */

import { softmax } from "../by_hand.js";
import { WeightsError } from "../safetensors.js";
import { chooseMaps } from "./maps.js";
import { readCnn } from "./network.js";

/**
 * @typedef {{pixels: Float32Array, opened: boolean}} Asked with its maps, or without
 * @typedef {object} Said
 * @property {{[name: string]: any}} [record] it is there: what its file says of it
 * @property {string} [failed] it will not come, in one sentence
 * @property {Float32Array} [votes] (10) probabilities
 * @property {import("./maps.js").Shown[]} [blocks]
 */

/** @param {Said} said */
const say = (said) => self.postMessage(said);

async function start() {
  try {
    const answer = await fetch("cnn.safetensors");
    if (!answer.ok) return say({ failed: `cnn.safetensors is not there (${answer.status}).` });
    const network = await readCnn(await answer.arrayBuffer());
    self.addEventListener("message", ({ data }) => {
      const { pixels, opened } = /** @type {Asked} */ (data);
      const { blocks, logits } = network.forward(pixels);
      say({ votes: Float32Array.from(softmax(logits)), blocks: opened ? blocks.map(chooseMaps) : [] });
    });
    say({ record: network.record });
  } catch (error) {
    say({ failed: error instanceof WeightsError ? error.message : "cnn.safetensors did not come. Is there a network?" });
  }
}

start();
