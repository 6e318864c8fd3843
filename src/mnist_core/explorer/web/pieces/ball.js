// @ts-check
/** The learning rate: a ball that takes steps down a curve. */

import { isCalm, svg } from "../dom.js";
import { Axes, minus, Piece, posts, put } from "./piece.js";

const REACH = 4; // of the curve shown, to either side
const FAR = 1e6; // a ball that is further out has flown away for good
const MOST = 30; // steps
const TEMPO = 140; // milliseconds a step, while it rolls

/**
 * A loss over one weight, its slope, and where the ball begins.
 * @type {{[name: string]: {loss: (x: number) => number, slope: (x: number) => number, start: number}}}
 */
export const CURVES = {
  "one valley": { loss: (x) => x ** 2 / 2, slope: (x) => x, start: -3 },
  "two valleys": {
    loss: (x) => x ** 4 / 16 - x ** 2 / 2 + x / 4 + 1.6,
    slope: (x) => x ** 3 / 4 - x + 1 / 4,
    start: 3.2,
  },
};

/**
 * The weight before and after each step of gradient descent: weight − learning rate ×
 * slope. A ball that has flown away stays where it was last seen.
 *
 * @param {string} curve
 * @param {number} learningRate
 * @param {number} steps
 */
export function descend(curve, learningRate, steps) {
  const { slope, start } = CURVES[curve];
  const path = [start];
  for (let k = 0; k < steps; k++) {
    const x = path[k];
    path.push(Math.abs(x) < FAR ? x - learningRate * slope(x) : x);
  }
  return path;
}

export class Ball extends Piece {
  get title() {
    return "A ball that rolls down a curve in steps";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    this.addKnobs(
      { name: "learning_rate", label: "learning rate", low: -2, high: 1, step: 0.01, power: 10, say: (v) => String(Number(v.toPrecision(2))) },
      { name: "steps", label: "steps", low: 0, high: MOST, step: 1 },
    );
    this.addChoice({ name: "curve", label: "curve", options: Object.keys(CURVES).map((name) => [name, name]) });
    this.addButton("Let it roll", () => this.roll());
    this.timer = 0;
    this.drawn = "";
    const picture = this.addPicture(400, 250);
    this.axes = new Axes(picture, { left: 34, top: 34, width: 356, height: 164 }, [-REACH, REACH], [-0.5, 8.4]);
    this.axes.grid([-4, -2, 0, 2, 4], [0, 2, 4, 6, 8], { title: "The ball", x: "weight", y: "loss" });
    this.curve = svg("path", { class: "curve" });
    this.path = svg("path", { class: "steps" });
    this.feet = svg("g", { class: "feet" });
    this.ball = svg("circle", { class: "ball", r: 10 });
    const clip = svg("svg", { x: 0, y: 28, width: 400, height: 182, viewBox: "0 28 400 182", overflow: "hidden" });
    clip.append(this.curve, this.path, this.feet, this.ball);
    picture.append(clip);
    const record = this.addPicture(300, 250);
    record.classList.add("small");
    this.time = new Axes(record, { left: 26, top: 34, width: 264, height: 164 }, [-0.5, MOST + 0.5], [-0.5, 8.4]);
    this.time.grid([0, 10, 20, 30], [0, 2, 4, 6, 8], { title: "Loss after each step", x: "step" });
    this.losses = svg("path", { class: "steps" });
    this.dots = svg("g", { class: "feet" });
    const inner = svg("svg", { x: 0, y: 28, width: 300, height: 182, viewBox: "0 28 300 182", overflow: "hidden" });
    inner.append(this.losses, this.dots);
    record.append(inner);
  }

  /** Step after step, as far as it goes. */
  roll() {
    window.clearInterval(this.timer);
    const most = this.values.steps || MOST;
    if (isCalm()) return this.set({ steps: most });
    this.set({ steps: 0 });
    this.timer = window.setInterval(() => {
      if (this.values.steps >= most || !this.ball.isConnected) return window.clearInterval(this.timer);
      this.set({ steps: this.values.steps + 1 });
    }, TEMPO);
  }

  show() {
    const { learning_rate: rate, steps, curve } = this.values;
    const { loss } = CURVES[curve];
    if (this.drawn !== curve) {
      const xs = posts(-REACH, REACH, 161);
      put(this.curve, { d: this.axes.path(xs, xs.map(loss)) });
      this.drawn = curve;
    }
    const near = (/** @type {number} */ v) => Math.min(40, Math.max(-40, v)); // far outside of the picture
    const path = descend(curve, rate, steps).map(near);
    const losses = path.map(loss).map(near);
    put(this.path, { d: this.axes.path(path, losses) });
    this.feet.replaceChildren(...path.map((x, k) => svg("circle", { cx: this.axes.x(x), cy: this.axes.y(losses[k]), r: 3.4 })));
    put(this.ball, { cx: this.axes.x(path[steps]), cy: this.axes.y(losses[steps]) });
    put(this.losses, { d: this.time.path([...path.keys()], losses) });
    this.dots.replaceChildren(...losses.map((y, k) => svg("circle", { cx: this.time.x(k), cy: this.time.y(y), r: 2.8 })));
  }

  words() {
    const { learning_rate: rate, steps, curve } = this.values;
    const path = descend(curve, rate, steps);
    const begun = `With learning rate ${Number(rate.toPrecision(3))}, after ${steps} ${steps === 1 ? "step" : "steps"}`;
    if (Math.abs(path[steps]) > REACH) return `${begun}, the ball has flown out of the picture.`;
    return `${begun}, the ball is at weight ${minus(path[steps], 2)}; the loss is ${minus(CURVES[curve].loss(path[steps]), 2)}.`;
  }
}
