// @ts-check
/** ReLU as a light switch with a dimmer. */

import { relu } from "../by_hand.js";
import { svg } from "../dom.js";
import { Axes, minus, Piece, put, signed } from "./piece.js";

const REACH = 4; // excitement shown, to either side

export class Dimmer extends Piece {
  get title() {
    return "The dimmer: negative excitement is off, positive passes as it is";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    this.addKnobs({ name: "excitement", label: "excitement", low: -REACH, high: REACH, step: 0.01, say: (v) => signed(v, 2) });
    const picture = this.addPicture(400, 244);
    this.axes = new Axes(picture, { left: 42, top: 34, width: 340, height: 160 }, [-REACH, REACH], [-0.4, REACH]);
    this.axes.grid([-4, -2, 0, 2, 4], [0, 2, 4], { title: "The dimmer: ReLU", x: "excitement in", y: "brightness out" });
    this.guide = svg("path", { class: "guide" });
    this.point = svg("circle", { class: "handle", r: 9 });
    picture.append(this.guide, svg("path", { class: "curve", d: this.axes.path([-REACH, 0, REACH], [0, 0, REACH]) }), this.point);
    this.drag(picture, (x) => this.set({ excitement: clamp(Math.round(100 * this.axes.valueAt(x)) / 100, REACH) }));
    const lamp = this.addPicture(220, 244);
    lamp.classList.add("small", "lamp-picture");
    this.glow = svg("circle", { class: "glow", cx: 110, cy: 108, r: 92 });
    this.lamp = svg("circle", { class: "lamp", cx: 110, cy: 108, r: 52 });
    this.state = svg("text", { class: "total", x: 110, y: 226, "text-anchor": "middle" });
    lamp.append(this.glow, this.lamp, svg("path", { class: "socket", d: "M92,160h36v10h-36zm4,14h28v9h-28z" }), this.state);
  }

  show() {
    const { excitement } = this.values;
    const out = relu(excitement);
    const { x, y } = { x: this.axes.x(excitement), y: this.axes.y(out) };
    put(this.guide, { d: `M${x},${this.axes.y(-0.4)}V${y}H${this.axes.x(-REACH)}` });
    put(this.point, { cx: x, cy: y });
    for (const light of [this.lamp, this.glow]) light.style.setProperty("--level", String((out / REACH) ** 0.6));
    this.state.textContent = out ? `on: ${out.toFixed(2)}` : "off: 0";
  }

  words() {
    const { excitement } = this.values;
    const what = excitement > 0 ? "the lamp shines with it" : "the lamp stays off";
    return `ReLU(${minus(excitement, 2)}) = ${relu(excitement).toFixed(2)}: ${what}.`;
  }
}

/**
 * @param {number} value
 * @param {number} reach
 */
function clamp(value, reach) {
  return Math.min(reach, Math.max(-reach, value));
}
