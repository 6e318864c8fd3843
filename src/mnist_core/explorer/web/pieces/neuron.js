// @ts-check
/** The neuron as a friend who gives advice: two bulbs, two opinions, one mood. */

import { svg } from "../dom.js";
import { Axes, minus, Piece, put, signed } from "./piece.js";

const BULBS = [{ x: 52, y: 66 }, { x: 52, y: 186 }];
const FRIEND = { x: 252, y: 126 };
const NAMES = ["pixel 42", "pixel 100"];
const ROWS = ["pixel 42 × opinion", "pixel 100 × opinion", "mood", "excitement"];
const REACH = 6.5; // 2 x 1 x 2 opinions and a mood, and a little

/**
 * What each input and the mood add to the excitement; their sum is it.
 * @param {import("./piece.js").Values} values
 */
export function contributions({ input1, weight1, input2, weight2, bias }) {
  return [input1 * weight1, input2 * weight2, bias];
}

export class Neuron extends Piece {
  get title() {
    return "A friend with opinions about two pixels, and a mood";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    const say1 = (/** @type {number} */ v) => signed(v, 1);
    const say2 = (/** @type {number} */ v) => v.toFixed(2);
    this.addKnobs(
      { name: "input1", label: "pixel 42", low: 0, high: 1, step: 0.01, say: say2 },
      { name: "weight1", label: "opinion of it", low: -2, high: 2, step: 0.1, say: say1 },
      { name: "input2", label: "pixel 100", low: 0, high: 1, step: 0.01, say: say2 },
      { name: "weight2", label: "opinion of it", low: -2, high: 2, step: 0.1, say: say1 },
      { name: "bias", label: "mood", low: -2, high: 2, step: 0.1, say: say1 },
    );
    const picture = this.addPicture(340, 244);
    this.lines = [...BULBS, { x: FRIEND.x, y: 30 }].map(({ x, y }) => svg("line", { x1: x, y1: y, x2: FRIEND.x, y2: FRIEND.y }));
    picture.append(...this.lines);
    this.bulbs = BULBS.map(({ x, y }) => svg("circle", { class: "bulb", cx: x, cy: y, r: 28 }));
    this.lights = BULBS.map(({ x, y }) => svg("text", { class: "inside", x, y: y + 5, "text-anchor": "middle" }));
    this.opinions = BULBS.map(({ x, y }) =>
      svg("text", { class: "value halo", x: x + 0.5 * (FRIEND.x - x), y: y + 0.5 * (FRIEND.y - y) - 10, "text-anchor": "middle" }),
    );
    this.mood = svg("text", { class: "value halo", x: FRIEND.x + 12, y: 46 });
    this.total = svg("text", { class: "total", x: FRIEND.x, y: FRIEND.y + 6, "text-anchor": "middle" });
    picture.append(
      ...this.bulbs,
      ...this.lights,
      ...this.opinions,
      this.mood,
      svg("circle", { class: "friend", cx: FRIEND.x, cy: FRIEND.y, r: 38 }),
      this.total,
      ...BULBS.map(({ x, y }, k) => svg("text", { class: "tick", x, y: y + 46, "text-anchor": "middle" }, NAMES[k])),
      svg("text", { class: "tick", x: FRIEND.x, y: FRIEND.y + 57, "text-anchor": "middle" }, "excitement"),
    );
    this.sum = new Sum(this.addPicture(380, 244));
  }
  show() {
    const parts = contributions(this.values);
    const total = parts.reduce((a, b) => a + b, 0);
    const { input1, weight1, input2, weight2, bias } = this.values;
    [weight1, weight2, bias].forEach((strength, k) => {
      const line = this.lines[k];
      put(line, { class: strength < 0 ? "against" : "for", "stroke-width": 1 + 5.5 * Math.abs(strength) });
    });
    [input1, input2].forEach((light, k) => {
      this.bulbs[k].style.setProperty("--level", String(light));
      const text = this.lights[k];
      text.textContent = light.toFixed(2);
      text.classList.toggle("on-light", light > 0.55);
    });
    [weight1, weight2].forEach((strength, k) => {
      this.opinions[k].textContent = `× ${minus(strength, 1)}`;
    });
    this.mood.textContent = `mood ${signed(bias, 1)}`;
    this.total.textContent = minus(total, 2);
    this.sum.show(parts, total);
  }

  words() {
    const { input1, weight1, input2, weight2, bias } = this.values;
    const total = contributions(this.values).reduce((a, b) => a + b, 0);
    const mood = `${bias < 0 ? "−" : "+"} ${Math.abs(bias).toFixed(1)}`;
    return `(${input1.toFixed(2)} × ${minus(weight1, 1)}) + (${input2.toFixed(2)} × ${minus(weight2, 1)}) ${mood} = ${minus(total, 2)}: the friend's excitement.`;
  }
}

/** All that adds up, as bars, each of which begins where the one before ended. */
class Sum {
  /** @param {SVGSVGElement} picture */
  constructor(picture) {
    this.axes = new Axes(picture, { left: 138, top: 34, width: 220, height: 172 }, [-REACH, REACH], [4, 0]);
    this.axes.grid([-6, -3, 0, 3, 6], [], { title: "" });
    picture.append(svg("text", { class: "title", x: 4, y: 20 }, "It all adds up"));
    ROWS.forEach((name, k) =>
      picture.append(svg("text", { class: k === 3 ? "tick strong" : "tick", x: 128, y: this.row(k) + 5, "text-anchor": "end" }, name)),
    );
    this.bars = ROWS.map((_, k) => svg("rect", { y: this.row(k) - 12, height: 24, rx: 2 }));
    this.numbers = ROWS.map((_, k) => svg("text", { class: "value halo", y: this.row(k) + 5 }));
    picture.append(
      svg("line", { class: "axis", x1: this.axes.x(0), x2: this.axes.x(0), y1: 34, y2: 206 }),
      ...this.bars,
      ...this.numbers,
    );
  }

  /** @param {number} k */
  row(k) {
    return 34 + (k + 0.5) * 43;
  }
  /**
   * Each bar begins where the one before ended; the last is the sum.
   * @param {number[]} parts
   * @param {number} total
   */
  show(parts, total) {
    const { axes } = this;
    let start = 0;
    [...parts, total].forEach((length, k) => {
      const from = k === 3 ? 0 : start;
      const [low, high] = [Math.min(from, from + length), Math.max(from, from + length)];
      const kind = k === 3 ? "sum" : length < 0 ? "against" : "for";
      put(this.bars[k], { class: kind, x: axes.x(low), width: Math.max(1, axes.x(high) - axes.x(low)) });
      const number = this.numbers[k];
      const fits = high < 4.6;
      put(number, { x: fits ? axes.x(high) + 6 : axes.x(low) - 6, "text-anchor": fits ? "start" : "end" });
      number.textContent = k === 3 ? minus(total, 2) : signed(length, 2);
      start += length;
    });
  }
}
