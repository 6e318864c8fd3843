// @ts-check
/** Softmax: ten scores become ten shares of one vote. */

import { softmax } from "../by_hand.js";
import { percent, svg } from "../dom.js";
import { K } from "../shapes.js";
import { Axes, Piece, put, signed } from "./piece.js";

const WIDTH = 0.76; // of a bar, where the next begins at 1

/**
 * The scores, one of them changed, and the votes they win.
 * @param {import("./piece.js").Values} values
 */
export function won({ scores, temperature, digit, more }) {
  const raised = scores.map((/** @type {number} */ score, /** @type {number} */ k) => score + (k === digit ? more : 0));
  return { raised, shares: softmax(raised.map((/** @type {number} */ score) => score / temperature)) };
}

export class Votes extends Piece {
  get title() {
    return "Ten scores, and the shares of the vote they win";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    this.addKnobs({ name: "temperature", label: "temperature", low: -1, high: 1, step: 0.01, power: 10, say: (v) => v.toPrecision(2) });
    this.addChoice({ name: "digit", label: "change the score of", options: Array.from({ length: K }, (_, k) => [String(k), k]) });
    this.addKnobs({ name: "more", label: "by", low: -8, high: 8, step: 0.1, say: (v) => signed(v, 1) });
    const { scores } = this.values;
    const [low, high] = [Math.min(-6, Math.min(...scores) - 1), Math.max(9, Math.max(...scores) + 1)];
    this.scores = new Chart(this, "Scores", [low, high], [-5, 0, 5]);
    this.shares = new Chart(this, "Votes", [0, 1.12], [0, 0.5, 1], (v) => percent(v, 0));
  }

  show() {
    const { raised, shares } = won(this.values);
    const first = shares.indexOf(Math.max(...shares));
    this.scores.show(raised, first);
    this.shares.show(shares, first, (share) => percent(share, 0));
  }

  words() {
    const { shares } = won(this.values);
    const [first, second] = Array.from(shares.keys()).sort((a, b) => shares[b] - shares[a] || a - b);
    return `At temperature ${Number(this.values.temperature.toPrecision(3))}, ${first} wins with ${percent(shares[first])} of the votes; ${second} is second with ${percent(shares[second])}. Together the ten make 100%.`;
  }
}

/** Ten bars. */
class Chart {
  /**
   * @param {Piece} piece
   * @param {string} title
   * @param {[number, number]} reach
   * @param {number[]} ticks
   * @param {(value: number) => string} [say]
   */
  constructor(piece, title, reach, ticks, say) {
    const picture = piece.addPicture(360, 226);
    this.axes = new Axes(picture, { left: 40, top: 34, width: 312, height: 164 }, [-0.5, K - 0.5], reach);
    this.axes.grid([], ticks, { title, say });
    const step = this.axes.x(1) - this.axes.x(0);
    this.bars = Array.from({ length: K }, (_, k) => svg("rect", { x: this.axes.x(k) - (WIDTH / 2) * step, width: WIDTH * step }));
    this.numbers = this.bars.map((_, k) => svg("text", { class: "value", x: this.axes.x(k), "text-anchor": "middle" }));
    picture.append(
      ...this.bars,
      ...this.numbers,
      ...this.bars.map((_, k) => svg("text", { class: "tick", x: this.axes.x(k), y: 216, "text-anchor": "middle" }, k)),
    );
  }

  /**
   * @param {ArrayLike<number>} values
   * @param {number} first which one wins
   * @param {(value: number) => string} [say]
   */
  show(values, first, say) {
    this.bars.forEach((bar, k) => {
      const clipped = Math.min(this.axes.high.y, Math.max(this.axes.low.y, values[k]));
      const [from, to] = [this.axes.y(0), this.axes.y(clipped)];
      put(bar, { y: Math.min(from, to), height: Math.abs(from - to), class: k === first ? "first" : "for" });
      if (!say) return;
      put(this.numbers[k], { y: Math.min(from, to) - 5 });
      this.numbers[k].textContent = say(values[k]);
    });
  }
}
