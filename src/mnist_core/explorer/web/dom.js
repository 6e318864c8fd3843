// @ts-check
/** Making elements: text is text here, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/** The browser lacks something that nothing works without. */
export class BrowserError extends Error {}

/** @typedef {{[name: string]: string | number | boolean | null | undefined | ((event: any) => void)}} Attributes */
/** @typedef {Node | string | number | null} Child */

/**
 * An HTML element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} attributes a function is called on the event of that name
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, attributes);
  append(element, children);
  return element;
}

/**
 * An SVG element.
 *
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} attributes
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  dress(element, attributes);
  append(element, children);
  return element;
}

/**
 * Set attributes; null and false take one away.
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === null || value === false || value === undefined)
      element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children)
    if (child !== null) element.append(typeof child === "number" ? String(child) : child);
}

/**
 * A canvas element and its pen.
 * @param {number} width pixels
 * @param {number} height pixels
 * @param {Attributes} attributes
 */
export function canvas(width, height, attributes = {}) {
  const element = html("canvas", { width, height, ...attributes });
  const pen = element.getContext("2d");
  if (!pen) throw new BrowserError("This cannot move here: the browser lets no page draw (canvas).");
  return { element, pen };
}

/**
 * Paint brightnesses as grey pixels.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {ArrayLike<number>} values from 0 (black) to `full` (white), row by row
 * @param {number} width
 * @param {number} full
 */
export function paint(pen, values, width, full = 1) {
  const image = pen.createImageData(width, values.length / width);
  for (let i = 0; i < values.length; i++) {
    const grey = (255 * values[i]) / full;
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = grey;
    image.data[4 * i + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}

/** A digit with its article: a 7, an 8.
 * @param {number} digit
 */
export function a(digit) {
  return digit === 8 ? `an ${digit}` : `a ${digit}`;
}

/**
 * A share as a percentage.
 * @param {number} share
 * @param {number} decimals
 */
export function percent(share, decimals = 1) {
  return `${(100 * share).toFixed(decimals)}%`;
}

const GROUPED = new Intl.NumberFormat("en");

/** A whole number with its thousands parted: 10,000.
 * @param {number} n
 */
export function grouped(n) {
  return GROUPED.format(n);
}

/** Whether the reader asked for less motion. */
export function isCalm() {
  return globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
}
