// @ts-check
/** One dial of a network is turned: what becomes of its loss, and of its accuracy. */

import { percent, svg } from "../dom.js";
import { Axes, minus, Piece, put } from "./piece.js";

const TURN = 135; // degrees, from the middle to either end

export class Dial extends Piece {
  get title() {
    return "One dial of the network, turned: its loss and its accuracy";
  }

  /** Which of the measured places the dial stands at. */
  get place() {
    const { weights, weight } = this.values;
    let best = 0;
    weights.forEach((/** @type {number} */ w, /** @type {number} */ k) => {
      if (Math.abs(w - weight) < Math.abs(weights[best] - weight)) best = k;
    });
    return best;
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    const { weights, losses, accuracies } = this.values;
    const [low, high] = [weights[0], weights[weights.length - 1]];
    this.addKnobs({ name: "weight", label: "the dial", low, high, step: (high - low) / (weights.length - 1), say: (v) => minus(v, 2) });
    const knob = this.addPicture(150, 226);
    knob.classList.add("tiny");
    this.needle = svg("path", { class: "needle", d: "M0,-14V-44" });
    knob.append(
      svg("path", { class: "grid", d: "M33,144A60,60 0 1 1 117,144", fill: "none" }),
      svg("circle", { class: "knob", cx: 75, cy: 102, r: 48 }),
      this.needle,
      svg("text", { class: "tick", x: 26, y: 166, "text-anchor": "middle" }, minus(low, 1)),
      svg("text", { class: "tick", x: 124, y: 166, "text-anchor": "middle" }, minus(high, 1)),
      svg("text", { class: "title", x: 75, y: 24, "text-anchor": "middle" }, "One dial"),
    );
    this.drag(knob, (x, y) => {
      const angle = (Math.atan2(x - 75, 102 - y) * 180) / Math.PI;
      this.set({ weight: low + ((Math.min(TURN, Math.max(-TURN, angle)) + TURN) / (2 * TURN)) * (high - low) });
    });
    const across = [low, 0, high].filter((v) => v >= low && v <= high);
    this.pictures = [
      { title: "Loss", ys: losses, reach: padded(losses), say: (/** @type {number} */ v) => v.toFixed(2) },
      { title: "Accuracy", ys: accuracies, reach: /** @type {[number, number]} */ ([0, 1.04]), say: (/** @type {number} */ v) => percent(v, 0) },
    ].map(({ title, ys, reach, say }) => {
      const picture = this.addPicture(330, 226);
      const axes = new Axes(picture, { left: 44, top: 34, width: 276, height: 142 }, [low, high], reach);
      axes.grid(across, title === "Loss" ? [Math.min(...losses), Math.max(...losses)] : [0, 0.5, 1], { title, x: "where the dial stands", say });
      const guide = svg("path", { class: "guide" });
      const point = svg("circle", { class: "handle", r: 8 });
      picture.append(svg("path", { class: title === "Loss" ? "curve" : "curve other", d: axes.path(weights, ys) }), guide, point);
      this.drag(picture, (x) => this.set({ weight: Math.min(high, Math.max(low, axes.valueAt(x))) }));
      return { axes, ys, guide, point };
    });
  }

  show() {
    const { weights } = this.values;
    const [low, high] = [weights[0], weights[weights.length - 1]];
    const { place } = this;
    const angle = ((weights[place] - low) / (high - low)) * 2 * TURN - TURN;
    put(this.needle, { transform: `translate(75 102) rotate(${angle})` });
    for (const { axes, ys, guide, point } of this.pictures) {
      const [x, y] = [axes.x(weights[place]), axes.y(ys[place])];
      put(guide, { d: `M${x},${axes.y(axes.low.y)}V${y}` });
      put(point, { cx: x, cy: y });
    }
  }

  words() {
    const { weights, losses, accuracies, count } = this.values;
    const { place } = this;
    const step = losses[place + 1] - losses[place];
    const way = place + 1 === losses.length ? "" : ` One notch further, the loss ${step < 0 ? "falls" : "rises"} by ${Math.abs(step).toFixed(4)}; the accuracy ${accuracies[place + 1] === accuracies[place] ? "does not change" : "jumps"}.`;
    return `At ${minus(weights[place], 2)}: loss ${losses[place].toFixed(4)}, ${Math.round(accuracies[place] * count)} of ${count} digits right.${way}`;
  }
}

/**
 * From a little below the least to a little above the greatest.
 * @param {number[]} values
 * @returns {[number, number]}
 */
function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.06 * (high - low) || 0.1;
  return [low - room, high + room];
}
