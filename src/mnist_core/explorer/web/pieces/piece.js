// @ts-check
/** What every piece is: a few numbers under a hand, a drawing of them, and a sentence. */

import { button, check, choice, slider } from "../controls.js";
import { html, svg } from "../dom.js";

/** @typedef {{[name: string]: any}} Values */

/**
 * @typedef {object} Knob a value that a slider moves
 * @property {string} name of the value
 * @property {string} label
 * @property {number} low
 * @property {number} high
 * @property {number} step
 * @property {number} [power] the slider goes over powers of this, from low to high
 * @property {(value: number) => string} [say]
 */

/**
 * @typedef {object} Choice a value chosen from a list
 * @property {string} name
 * @property {string} label
 * @property {[string, any][]} options
 */

/** A small thing to try, about one idea. */
export class Piece {
  /** @param {Values} values to begin with */
  constructor(values) {
    this.values = values;
    this.frame = 0;
    this.drawing = html("div", { class: "drawing", "aria-hidden": true });
    this.sentence = html("p", { class: "words", "aria-live": "polite" });
    this.knobs = html("div", { class: "knobs" });
    /** @type {(() => void)[]} bring each control to the values */
    this.follow = [];
  }

  /** What it is, for those who do not see it. */
  get title() {
    return "";
  }

  /** Change it to the values. */
  show() {}

  /** What it shows now, in a sentence or two. */
  words() {
    return "";
  }

  /** All of it, ready to be put into a page. */
  element() {
    this.draw();
    return html("div", { class: "piece", role: "group", "aria-label": this.title }, this.knobs, this.drawing, this.sentence);
  }

  draw() {
    for (const follow of this.follow) follow();
    this.show();
    const words = this.words();
    if (this.sentence.textContent !== words) this.sentence.textContent = words;
  }

  /**
   * Other values, shown in the next display frame.
   * @param {Values} values
   */
  set(values) {
    this.values = { ...this.values, ...values };
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  /** @param {...Knob} knobs */
  addKnobs(...knobs) {
    for (const { name, label, low, high, step, power, say } of knobs) {
      const up = (/** @type {number} */ place) => (power ? power ** place : place);
      const made = slider(
        label,
        { low, high, step, value: low },
        (place) => this.set({ [name]: up(place) }),
        (place) => (say ?? String)(up(place)),
      );
      this.follow.push(() => made.set(power ? Math.log(this.values[name]) / Math.log(power) : this.values[name]));
      this.knobs.append(made.element);
    }
  }

  /** @param {Choice} choice */
  addChoice({ name, label, options }) {
    const made = choice(label, options, (value) => this.set({ [name]: value }));
    this.follow.push(() => made.set(this.values[name]));
    this.knobs.append(made.element);
  }

  /** @param {{name: string, label: string}} check */
  addCheck({ name, label }) {
    const made = check(label, (value) => this.set({ [name]: value }));
    this.follow.push(() => made.set(this.values[name]));
    this.knobs.append(made.element);
  }

  /**
   * @param {string} name
   * @param {() => void} click
   */
  addButton(name, click) {
    const made = button(name, click);
    this.knobs.append(made);
    return made;
  }

  /**
   * A drawing of its own, beside those before.
   * @param {number} width
   * @param {number} height
   */
  addPicture(width, height) {
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "picture" });
    this.drawing.append(picture);
    return picture;
  }

  /**
   * Let a hand move something in a drawing.
   * @param {SVGSVGElement} picture
   * @param {(x: number, y: number) => void} move is given a place in its units
   */
  drag(picture, move) {
    const go = (/** @type {PointerEvent} */ event) => {
      const box = picture.getBoundingClientRect();
      const { width, height } = picture.viewBox.baseVal;
      move(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
    };
    picture.classList.add("moved");
    picture.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      picture.setPointerCapture(event.pointerId);
      go(event);
    });
    picture.addEventListener("pointermove", (event) => picture.hasPointerCapture(event.pointerId) && go(event));
  }
}

/** Where numbers stand in a drawing: a frame with two axes. */
export class Axes {
  /**
   * @param {SVGSVGElement} picture
   * @param {{left: number, top: number, width: number, height: number}} place
   * @param {[number, number]} x from and to
   * @param {[number, number]} y
   */
  constructor(picture, place, x, y) {
    this.picture = picture;
    this.place = place;
    this.low = { x: x[0], y: y[0] };
    this.high = { x: x[1], y: y[1] };
  }

  /** @param {number} value */
  x(value) {
    return this.place.left + ((value - this.low.x) / (this.high.x - this.low.x)) * this.place.width;
  }

  /** @param {number} value */
  y(value) {
    return this.place.top + this.place.height * (1 - (value - this.low.y) / (this.high.y - this.low.y));
  }

  /**
   * The value at a place across.
   * @param {number} x
   */
  valueAt(x) {
    return this.low.x + ((x - this.place.left) / this.place.width) * (this.high.x - this.low.x);
  }

  /**
   * Lines and their numbers.
   * @param {number[]} across
   * @param {number[]} up
   * @param {{title?: string, x?: string, y?: string, say?: (value: number) => string}} names
   */
  grid(across, up, { title = "", x = "", y = "", say = String } = {}) {
    const { left, top, width, height } = this.place;
    const bottom = top + height;
    for (const value of across)
      this.picture.append(
        svg("line", { class: "grid", x1: this.x(value), x2: this.x(value), y1: top, y2: bottom }),
        svg("text", { class: "tick", x: this.x(value), y: bottom + 16, "text-anchor": "middle" }, minus(value)),
      );
    for (const value of up)
      this.picture.append(
        svg("line", { class: "grid", x1: left, x2: left + width, y1: this.y(value), y2: this.y(value) }),
        svg("text", { class: "tick", x: left - 6, y: this.y(value) + 4, "text-anchor": "end" }, say(value)),
      );
    if (title) this.picture.append(svg("text", { class: "title", x: left, y: top - 10 }, title));
    if (x) this.picture.append(svg("text", { class: "tick", x: left + width / 2, y: bottom + 32, "text-anchor": "middle" }, x));
    if (y) this.picture.append(svg("text", { class: "tick", x: left + width, y: top - 10, "text-anchor": "end" }, y));
  }

  /**
   * A path through points.
   * @param {ArrayLike<number>} xs
   * @param {ArrayLike<number>} ys
   */
  path(xs, ys) {
    let path = "";
    for (let k = 0; k < xs.length; k++) path += `${k ? "L" : "M"}${this.x(xs[k]).toFixed(1)},${this.y(ys[k]).toFixed(1)}`;
    return path;
  }
}

/**
 * Numbers as evenly spaced as posts, both ends included.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export function posts(low, high, count) {
  return Array.from({ length: count }, (_, k) => low + (k * (high - low)) / (count - 1));
}

/**
 * A number with a real minus sign.
 * @param {number} value
 * @param {number} [decimals]
 */
export function minus(value, decimals) {
  const text = decimals === undefined ? String(Math.round(1e6 * value) / 1e6) : value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/**
 * The same, with its sign in any case.
 * @param {number} value
 * @param {number} decimals
 */
export function signed(value, decimals) {
  const text = minus(value, decimals);
  return text.startsWith("−") ? text : `+${text}`;
}

/**
 * Set attributes of an element that is there.
 * @param {Element} element
 * @param {{[name: string]: string | number}} attributes
 */
export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
