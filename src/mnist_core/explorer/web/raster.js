// @ts-check
/**
 * Strokes of a pen on a pad, as a picture; and as text for a link. Knows no page.
 */

export const PAD = 112; // pixels a side
export const WIDTHS = { fine: 5, normal: 9, broad: 14 }; // pixels
const MAX_POINTS = 4000; // of a drawing in a link
const MOST = 255; // points of a stroke there: their number is a byte

/**
 * @typedef {object} Stroke
 * @property {number} width pixels
 * @property {[number, number][]} points x and y in pixels of the pad, on half pixels
 */

/** A blank pad, (PAD, PAD) row by row, 0 where there is no ink, 255 where it is full. */
export function blankPad() {
  return new Uint8ClampedArray(PAD * PAD);
}

/**
 * A drawing as a picture.
 * @param {Stroke[]} strokes
 */
export function rasterise(strokes) {
  const pad = blankPad();
  for (const { width, points } of strokes) {
    let before = points[0];
    for (const point of points) {
      inkSegment(pad, before, point, width);
      before = point;
    }
  }
  return pad;
}

/**
 * A piece of a stroke, with round ends: so two that meet leave no gap, however far
 * apart a fast hand's points are.
 *
 * @param {Uint8ClampedArray} pad changed in place
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {number} width
 */
export function inkSegment(pad, [x0, y0], [x1, y1], width) {
  const reach = width / 2 + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const [left, right] = span(x0, x1, reach);
  const [top, bottom] = span(y0, y1, reach);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const t = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
      const [ax, ay] = [px - t * dx, py - t * dy];
      const away = Math.sqrt(ax * ax + ay * ay);
      const ink = 255 * Math.min(1, Math.max(0, width / 2 + 0.5 - away));
      if (ink > pad[y * PAD + x]) pad[y * PAD + x] = ink;
    }
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} reach
 */
function span(a, b, reach) {
  const low = Math.max(0, Math.floor(Math.min(a, b) - reach));
  const high = Math.min(PAD - 1, Math.ceil(Math.max(a, b) + reach));
  return [low, high];
}

/**
 * A place on the pad as strokes keep it: inside, on half pixels.
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function onPad(x, y) {
  const half = (/** @type {number} */ v) => Math.min(PAD, Math.max(0, Math.round(2 * v) / 2));
  return [half(x), half(y)];
}

/**
 * A drawing in letters that a link can hold: for each stroke its width and the number
 * of its points, then the points; all in bytes, as base64url. A long stroke is told in
 * parts; of a drawing that is too long, the beginning.
 *
 * @param {Stroke[]} strokes
 */
export function encodeStrokes(strokes) {
  /** @type {number[]} */
  const bytes = [];
  for (const { width, points } of strokes) {
    for (let k = 0; k === 0 || k < points.length - 1; k += MOST - 1) {
      const room = Math.max(0, MAX_POINTS - 1 - bytes.length / 2);
      const some = points.slice(k, k + Math.min(MOST, room)); // parts share a point
      if (some.length) bytes.push(Math.round(2 * width), some.length);
      for (const [x, y] of some) bytes.push(Math.round(2 * x), Math.round(2 * y));
    }
  }
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Back from a link. What makes no sense there is left out: a link can say anything.
 *
 * @param {string} text
 * @returns {Stroke[]}
 */
export function decodeStrokes(text) {
  let bytes;
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return [];
  }
  const strokes = [];
  let at = 0;
  while (at + 1 < bytes.length && at < 2 * MAX_POINTS) {
    const width = bytes.charCodeAt(at) / 2;
    const count = bytes.charCodeAt(at + 1);
    at += 2;
    /** @type {[number, number][]} */
    const points = [];
    for (let k = 0; k < count && at + 1 < bytes.length; k++, at += 2)
      points.push(onPad(bytes.charCodeAt(at) / 2, bytes.charCodeAt(at + 1) / 2));
    if (points.length && width >= 1 && width <= 40) strokes.push({ width, points });
  }
  return strokes;
}
