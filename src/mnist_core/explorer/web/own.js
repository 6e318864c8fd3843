// @ts-check
/** What the network is given of a digit of the reader's own. */

import { prepare, shrunk } from "./centring.js";
import { gaussian } from "./nudge.js";
import { PAD, rasterise } from "./raster.js";
import { PictureError } from "./picture.js";
import { D, SIDE } from "./shapes.js";

/** @typedef {import("./state.js").Own} Own */

/**
 * Pictures that are no digits.
 * @type {{[name in import("./state.js").Made]: () => Float32Array}}
 */
export const MADE = {
  blank: () => new Float32Array(D).fill(1),
  stripes: () => Float32Array.from({ length: D }, (_, i) => Number(i % SIDE >= 4 && i % SIDE < 24 && i % 4 === 0)),
  noise: () => {
    const grain = gaussian(3);
    return Float32Array.from({ length: D }, () => Math.min(1, Math.abs(grain()) / 2));
  },
};

/**
 * @typedef {object} Seen what the network is given
 * @property {Float32Array} pixels (784) from 0 to 1
 * @property {import("./centring.js").Prepared | null} prepared
 */

/**
 * What the network is given of a digit of the reader's own; null if there is none yet.
 *
 * @param {Own} own
 * @param {boolean} centred
 * @returns {Seen | null}
 */
export function seenOf(own, centred) {
  if (own.made) return { pixels: MADE[own.made](), prepared: null };
  if (own.pixels) return { pixels: Float32Array.from(own.pixels, (v) => v / 255), prepared: null };
  if (!own.strokes.length) return null;
  const picture = { width: PAD, height: PAD, values: Float32Array.from(rasterise(own.strokes), (v) => v / 255) };
  if (!centred) return { pixels: Float32Array.from(shrunk(picture), (v) => v / 255), prepared: null };
  try {
    const prepared = prepare(picture);
    return { pixels: Float32Array.from(prepared.pixels, (v) => v / 255), prepared };
  } catch (error) {
    if (error instanceof PictureError) return null;
    throw error;
  }
}
