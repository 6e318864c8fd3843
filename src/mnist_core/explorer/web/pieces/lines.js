// @ts-check
/** Why there is a dimmer: sums of straight lines stay straight, one bend changes that. */

import { relu } from "../by_hand.js";
import { svg } from "../dom.js";
import { Axes, minus, Piece, posts, put, signed } from "./piece.js";

const REACH = 3; // brightness shown, to either side
const COUNT = 241; // points a line

/**
 * What each of two friends says to a brightness, and both together.
 * @param {import("./piece.js").Values} values
 * @param {number} x
 */
export function said({ slope1, mood1, slope2, mood2, dimmers }, x) {
  const act = dimmers ? relu : (/** @type {number} */ z) => z;
  const [one, two] = [act(slope1 * x + mood1), act(slope2 * x + mood2)];
  return { one, two, sum: one + two };
}

/**
 * Where the sum bends, from left to right.
 * @param {import("./piece.js").Values} values
 */
export function bends({ slope1, mood1, slope2, mood2, dimmers }) {
  if (!dimmers) return [];
  const found = [[slope1, mood1], [slope2, mood2]].filter(([slope]) => slope).map(([slope, mood]) => -mood / slope);
  return [...new Set(found)].filter((x) => Math.abs(x) < REACH).sort((a, b) => a - b);
}

export class Lines extends Piece {
  get title() {
    return "Two friends who look at one bulb, and the sum of what they say";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    const say = (/** @type {number} */ v) => signed(v, 1);
    this.addKnobs(
      { name: "slope1", label: "opinion 1", low: -2, high: 2, step: 0.1, say },
      { name: "mood1", label: "mood 1", low: -2, high: 2, step: 0.1, say },
      { name: "slope2", label: "opinion 2", low: -2, high: 2, step: 0.1, say },
      { name: "mood2", label: "mood 2", low: -2, high: 2, step: 0.1, say },
    );
    this.addCheck({ name: "dimmers", label: "each friend has a dimmer" });
    const [friends, together] = [this.addPicture(360, 244), this.addPicture(360, 244)];
    const place = { left: 34, top: 34, width: 316, height: 160 };
    this.left = new Axes(friends, place, [-REACH, REACH], [-4, 4]);
    this.left.grid([-3, 0, 3], [-4, 0, 4], { title: "Two friends", x: "brightness" });
    this.right = new Axes(together, place, [-REACH, REACH], [-4, 4]);
    this.right.grid([-3, 0, 3], [-4, 0, 4], { title: "Both together", x: "brightness" });
    this.one = svg("path", { class: "friend-one" });
    this.two = svg("path", { class: "friend-two" });
    this.sum = svg("path", { class: "curve" });
    this.corners = svg("g", { class: "corners" });
    for (const [picture, parts] of /** @type {[SVGSVGElement, SVGElement[]][]} */ ([[friends, [this.one, this.two]], [together, [this.sum, this.corners]]])) {
      const clip = svg("svg", { x: 34, y: 34, width: 316, height: 160, viewBox: "34 34 316 160", overflow: "hidden" });
      clip.append(...parts);
      picture.append(clip);
    }
  }

  show() {
    const xs = posts(-REACH, REACH, COUNT);
    const ys = xs.map((x) => said(this.values, x));
    put(this.one, { d: this.left.path(xs, ys.map(({ one }) => one)) });
    put(this.two, { d: this.left.path(xs, ys.map(({ two }) => two)) });
    put(this.sum, { d: this.right.path(xs, ys.map(({ sum }) => sum)) });
    const found = bends(this.values);
    this.corners.replaceChildren(...found.map((x) => svg("circle", { cx: this.right.x(x), cy: this.right.y(said(this.values, x).sum), r: 6 })));
  }

  words() {
    const { slope1, slope2, dimmers } = this.values;
    if (!dimmers) return `Without dimmers: a straight line plus a straight line is a straight line, here of slope ${signed(slope1, 1)} ${minus(slope2, 1).startsWith("−") ? "−" : "+"} ${Math.abs(slope2).toFixed(1)} = ${minus(slope1 + slope2, 1)}. One friend alone could have said it.`;
    const count = bends(this.values).length;
    if (!count) return "With dimmers, but neither bends within sight: still straight here.";
    return `With dimmers the sum bends ${count === 1 ? "once" : "twice"}. No single friend, and no straight line, can say that.`;
  }
}
