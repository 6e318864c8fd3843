// @ts-check
/**
 * What a reader has chosen, as one value, and as a link.
 *
 * Mirrors mnist_core.widgets.State, field by field; what follows own is the page's own.
 * Knows no page.
 */

import { K } from "./shapes.js";
import { NO_NUDGE, RANGES } from "./nudge.js";
import { decodeStrokes, encodeStrokes } from "./raster.js";

/**
 * @typedef {object} Wanted which digits the slider goes over, and in which order
 * @property {number | null} true digits that are this one; any, if null
 * @property {number | null} predicted digits taken for this one; any, if null
 * @property {boolean} mistakesOnly
 * @property {boolean} leastSureFirst by confidence, else in their own order
 */

/**
 * @typedef {object} Own a digit of the reader's own
 * @property {import("./raster.js").Stroke[]} strokes of a drawing
 * @property {Uint8Array | null} pixels (784) of a picture from a file, prepared
 * @property {Made | null} made a picture that is no digit
 */

/** @typedef {"blank" | "stripes" | "noise"} Made */
/** @typedef {"look" | "draw" | "push"} Mode */

/**
 * @typedef {object} State
 * @property {Wanted} wanted
 * @property {number} index position of the digit in the test set
 * @property {import("./nudge.js").Nudge} nudge what is done to it
 * @property {Own} own shown in its place while the mode is "draw"
 * @property {Mode} mode
 * @property {boolean} centred whether a drawing is brought to MNIST's form
 * @property {Amount} curve which amount of the nudge is drawn as a curve
 * @property {Cell | null} cell of the matrix whose digits are laid out
 * @property {number | null} question which of the guide's questions is asked
 */

/** @typedef {import("./nudge.js").Amount} Amount */
/** @typedef {{true: number, predicted: number}} Cell */

/** @type {Readonly<Wanted>} */
export const ALL = Object.freeze({
  true: null,
  predicted: null,
  mistakesOnly: false,
  leastSureFirst: false,
});

/** @type {Readonly<Own>} */
export const NOTHING = Object.freeze({ strokes: [], pixels: null, made: null });

/** @type {Readonly<State>} */
export const START = Object.freeze({
  wanted: ALL,
  index: 0,
  nudge: NO_NUDGE,
  own: NOTHING,
  mode: "look",
  centred: true,
  curve: "degrees",
  cell: null,
  question: null,
});

/** @param {Own} own */
export function isEmpty(own) {
  return !own.strokes.length && !own.pixels && !own.made;
}

/** @type {Made[]} */
export const MADE = ["blank", "stripes", "noise"];
/** @type {Mode[]} */
const MODES = ["look", "draw", "push"];
const AMOUNTS = /** @type {Amount[]} */ (Object.keys(RANGES));
const QUESTIONS = 6;
const LONGEST = 20_000; // characters of a link that are read

/**
 * A state as the part of a link behind the #; only what differs from the start.
 * @param {State} state
 */
export function toHash(state) {
  const words = new URLSearchParams();
  const { wanted, nudge, own } = state;
  if (state.mode !== START.mode) words.set("mode", state.mode);
  if (state.index || isChoosy(wanted)) words.set("digit", String(state.index));
  if (wanted.true !== null) words.set("true", String(wanted.true));
  if (wanted.predicted !== null) words.set("predicted", String(wanted.predicted));
  if (wanted.mistakesOnly) words.set("mistakes", "1");
  if (wanted.leastSureFirst) words.set("unsure", "1");
  for (const name of AMOUNTS)
    if (hundredths(nudge[name])) words.set(name, String(hundredths(nudge[name])));
  if (nudge.square) {
    words.set("at", `${Math.round(nudge.squareX)},${Math.round(nudge.squareY)}`);
    if (!nudge.squareWhite) words.set("shade", "black");
  }
  if (own.strokes.length) words.set("pen", encodeStrokes(own.strokes));
  else if (own.pixels) words.set("picture", base64(own.pixels));
  else if (own.made) words.set("made", own.made);
  if (!state.centred) words.set("centred", "0");
  if (state.curve !== START.curve) words.set("curve", state.curve);
  if (state.cell) words.set("cell", `${state.cell.true},${state.cell.predicted}`);
  if (state.question !== null) words.set("question", String(state.question + 1));
  const hash = words.toString();
  return hash.length > LONGEST ? "" : hash.replaceAll("%2C", ",");
}

/**
 * As exact as a link is.
 * @param {number} amount
 */
function hundredths(amount) {
  return Math.round(100 * amount) / 100 + 0; // never −0
}

/** @param {Wanted} wanted */
function isChoosy(wanted) {
  return Object.values(wanted).some((wish) => wish !== null && wish !== false);
}

/**
 * Whether a link asks for the first digit of some kind, whichever that is: it has
 * filters, and names no digit.
 * @param {string} hash
 */
export function wantsFirst(hash) {
  return !new URLSearchParams(hash.replace(/^#/, "")).has("digit") && isChoosy(fromHash(hash).wanted);
}

/**
 * Back from a link. It may say anything: what makes no sense is passed over.
 * @param {string} hash with or without its #
 * @returns {State}
 */
export function fromHash(hash) {
  const words = new URLSearchParams(hash.replace(/^#/, "").slice(0, LONGEST));
  const number = (/** @type {string} */ name) => {
    const text = words.get(name);
    return text === null || text.trim() === "" ? NaN : Number(text);
  };
  const digit = (/** @type {string} */ name) => {
    const k = number(name);
    return Number.isInteger(k) && k >= 0 && k < K ? k : null;
  };
  const nudge = { ...NO_NUDGE };
  for (const name of AMOUNTS) {
    const amount = number(name);
    const { low, high } = RANGES[name];
    if (Number.isFinite(amount)) nudge[name] = hundredths(Math.min(high, Math.max(low, amount)));
  }
  const [x, y] = (words.get("at") ?? "").split(",").map(Number);
  if (x >= 0 && x <= 28 && y >= 0 && y <= 28) Object.assign(nudge, { squareX: Math.round(x), squareY: Math.round(y) });
  if (words.get("shade") === "black") nudge.squareWhite = false;
  const index = number("digit");
  const cell = /^(\d),(\d)$/.exec(words.get("cell") ?? "");
  const asked = number("question");
  return {
    wanted: {
      true: digit("true"),
      predicted: digit("predicted"),
      mistakesOnly: words.get("mistakes") === "1",
      leastSureFirst: words.get("unsure") === "1",
    },
    index: Number.isSafeInteger(index) && index >= 0 ? index : 0,
    nudge,
    own: ownOf(words),
    mode: MODES.find((mode) => mode === words.get("mode")) ?? START.mode,
    centred: words.get("centred") !== "0",
    curve: AMOUNTS.find((name) => name === words.get("curve")) ?? START.curve,
    cell: cell && { true: Number(cell[1]), predicted: Number(cell[2]) },
    question: Number.isInteger(asked) && asked >= 1 && asked <= QUESTIONS ? asked - 1 : null,
  };
}

/**
 * @param {URLSearchParams} words
 * @returns {Own}
 */
function ownOf(words) {
  const strokes = decodeStrokes(words.get("pen") ?? "");
  if (strokes.length) return { ...NOTHING, strokes };
  const pixels = fromBase64(words.get("picture") ?? "");
  if (pixels?.length === 784) return { ...NOTHING, pixels };
  return { ...NOTHING, made: MADE.find((name) => name === words.get("made")) ?? null };
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function fromBase64(text) {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * Whether two states are the same.
 * @param {State} one
 * @param {State} other
 */
export function isSame(one, other) {
  return one === other || (one.own === other.own && toHash(one) === toHash(other));
}
