// @ts-check
/** The loss as a distance from the bullseye. */

import { svg } from "../dom.js";
import { Axes, Piece, posts, put } from "./piece.js";

const LEAST = 0.01; // the smallest probability
const BOARD = -Math.log(LEAST); // loss at the board's edge
const ANGLE = (38 * Math.PI) / 180; // where the darts land: only the distance means something
const [MIDDLE, RADIUS] = [122, 112];

/**
 * The cross-entropy, in nats, of one digit.
 * @param {number} probability that the right one got
 */
export function loss(probability) {
  return Math.abs(-Math.log(probability));
}

export class Bullseye extends Piece {
  get title() {
    return "How far from the bullseye a prediction lands";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    this.addKnobs({ name: "probability", label: "probability of the right digit", low: LEAST, high: 1, step: 0.01, say: (v) => v.toFixed(2) });
    const board = this.addPicture(244, 244);
    board.classList.add("small");
    for (let k = 6; k > 0; k--) board.append(svg("circle", { class: k % 2 ? "ring odd" : "ring", cx: MIDDLE, cy: MIDDLE, r: (k / 6) * RADIUS }));
    this.gap = svg("line", { class: "gap", x1: MIDDLE, y1: MIDDLE });
    this.dart = svg("path", { class: "dart", d: "M-8,-8L8,8M-8,8L8,-8" });
    board.append(
      svg("circle", { class: "eye", cx: MIDDLE, cy: MIDDLE, r: 4 }),
      svg("text", { class: "tick halo", x: MIDDLE, y: 228, "text-anchor": "middle" }, "edge: 1%"),
      this.gap,
      this.dart,
    );
    this.drag(board, (x, y) => this.land(Math.exp((-Math.hypot(x - MIDDLE, y - MIDDLE) / RADIUS) * BOARD)));
    const picture = this.addPicture(400, 244);
    this.axes = new Axes(picture, { left: 36, top: 34, width: 350, height: 158 }, [0, 1.02], [-0.1, BOARD * 1.05]);
    this.axes.grid([0, 0.25, 0.5, 0.75, 1], [0, 1, 2, 3, 4], { title: "Loss = −log(probability)", x: "probability of the right digit" });
    const curve = posts(LEAST, 1, 200);
    this.guide = svg("path", { class: "guide" });
    this.point = svg("circle", { class: "handle", r: 9 });
    this.number = svg("text", { class: "total", x: 386, y: 60, "text-anchor": "end" });
    picture.append(svg("path", { class: "curve", d: this.axes.path(curve, curve.map(loss)) }), this.guide, this.point, this.number);
    this.drag(picture, (x) => this.land(this.axes.valueAt(x)));
  }

  /** @param {number} probability */
  land(probability) {
    this.set({ probability: Math.min(1, Math.max(LEAST, Math.round(100 * probability) / 100)) });
  }

  show() {
    const { probability } = this.values;
    const far = loss(probability);
    const [x, y] = [Math.cos(ANGLE), -Math.sin(ANGLE)].map((share) => MIDDLE + (far / BOARD) * RADIUS * share);
    put(this.gap, { x2: x, y2: y });
    put(this.dart, { transform: `translate(${x} ${y})` });
    put(this.guide, { d: `M${this.axes.x(probability)},${this.axes.y(-0.1)}V${this.axes.y(far)}H${this.axes.x(0)}` });
    put(this.point, { cx: this.axes.x(probability), cy: this.axes.y(far) });
    this.number.textContent = `loss ${far.toFixed(3)}`;
  }

  words() {
    const { probability } = this.values;
    return `The right digit got ${probability.toFixed(2)}. −log(${probability.toFixed(2)}) = ${loss(probability).toFixed(3)}: so far from the bullseye.`;
  }
}
