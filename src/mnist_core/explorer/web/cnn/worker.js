// @ts-check
/**
 * The convolutional network beside the page: it loads its weights, and answers.
 *
 * It has a thread of its own, so a slider never waits for it.
 */

import { softmax } from "../by_hand.js";
import { fetched, LoadError } from "../fetched.js";
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
    const network = await readCnn((await fetched("cnn.safetensors")).buffer);
    self.addEventListener("message", ({ data }) => {
      const { pixels, opened } = /** @type {Asked} */ (data);
      const { blocks, logits } = network.forward(pixels);
      say({ votes: Float32Array.from(softmax(logits)), blocks: opened ? blocks.map(chooseMaps) : [] });
    });
    say({ record: network.record });
  } catch (error) {
    const isKnown = error instanceof WeightsError || error instanceof LoadError;
    say({ failed: isKnown ? error.message : "The convolutional network cannot run in this browser." });
  }
}

start();
