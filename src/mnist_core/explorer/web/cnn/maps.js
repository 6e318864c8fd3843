// @ts-check
/** Which feature maps are shown. Mirrors mnist_core.reading.feature_maps. */

import { largest } from "../reading.js";

export const SHOWN_MAPS = 6; // of each block

/**
 * @typedef {object} Shown the feature maps of one block that are shown
 * @property {number} count maps in the whole block
 * @property {number} side of each, in places
 * @property {number[]} shown which of them: those that vary most over the picture (by
 *   their standard deviation; ties go to the lower index), in index order
 * @property {Float32Array[]} maps (side * side) each, from 0 to 1: relative to the
 *   block's largest number
 */

/**
 * @param {import("./network.js").Maps} maps
 * @returns {Shown}
 */
export function chooseMaps({ count, side, values }) {
  const places = side * side;
  const most = values.reduce((top, v) => Math.max(top, v), 0) || 1;
  const each = Array.from({ length: count }, (_, j) => Float64Array.from({ length: places }, (_, n) => values[n * count + j]));
  const shown = largest(each.map(deviation), SHOWN_MAPS).sort((a, b) => a - b);
  return { count, side, shown, maps: shown.map((j) => Float32Array.from(each[j], (v) => v / most)) };
}

/** @param {Float64Array} values */
function deviation(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}
