// @ts-check
/** A hand that draws a 7, once, for those who have just come. */

import { isCalm } from "./dom.js";
import { onPad, PAD, WIDTHS } from "./raster.js";
import { NOTHING } from "./state.js";

const CORNERS = [[0.27, 0.27], [0.5, 0.26], [0.72, 0.25], [0.62, 0.44], [0.52, 0.62], [0.45, 0.82]];
const SECONDS = 1.5;
const COUNT = 48; // points

/** The stroke, as far as it has come: from 0 to 1. @param {number} share */
function stroke(share) {
  const points = Array.from({ length: Math.max(2, Math.round(share * COUNT)) }, (_, k) => {
    const at = (k / (COUNT - 1)) * (CORNERS.length - 1);
    const [from, to] = [CORNERS[Math.floor(at)], CORNERS[Math.min(CORNERS.length - 1, Math.ceil(at))]];
    const rest = at - Math.floor(at);
    return onPad(PAD * (from[0] + rest * (to[0] - from[0])), PAD * (from[1] + rest * (to[1] - from[1])));
  });
  return { width: WIDTHS.normal, points };
}

/**
 * Draw it. Whatever a hand does meanwhile ends it.
 *
 * @param {import("./pad.js").Pad} pad
 * @param {(own: import("./state.js").Own, passing: boolean) => void} show
 */
export function demonstrate(pad, show) {
  pad.lend();
  let begun = 0;
  const frame = (/** @type {number} */ now) => {
    if (!pad.isLent) return;
    begun ||= now;
    const share = isCalm() ? 1 : Math.min(1, (now - begun) / (1000 * SECONDS));
    show({ ...NOTHING, strokes: [stroke(share)] }, share < 1);
    if (share < 1) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
