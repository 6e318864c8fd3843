// @ts-check
/** Panel 5: how loud each layer is, on average and at its loudest. */

import { svg } from "../dom.js";
import { Panel, walkable } from "./panel.js";

const [WIDTH, HEIGHT] = [280, 176];
const [LEFT, RIGHT, TOP, BOTTOM] = [26, 4, 20, 18];
const STEP_UP = 5; // the axis ends at a multiple of this

/**
 * A layer's name as people write it: hidden1 is Hidden 1.
 * @param {string} layer
 */
export function titleOf(layer) {
  const words = layer.replace(/(\d+)/, " $1");
  return words[0].toUpperCase() + words.slice(1);
}

/** @param {number} value */
function short(value) {
  return value < 1 ? value.toFixed(2) : value.toFixed(1);
}

/** Mean and maximum of pixels, each hidden layer and the probabilities. */
export class LayerActivations extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("activations", "Layer activations", host);
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    this.body.append(this.drawing);
    /** @type {{name: string, mean: SVGRectElement, top: SVGRectElement, meanText: SVGTextElement, topText: SVGTextElement, area: SVGRectElement}[]} */
    this.groups = [];
    this.reach = 0;
    this.at = 0;
    walkable(
      this.drawing,
      ({ x }) => {
        this.at = (this.at + x + this.groups.length) % this.groups.length;
        this.pointAt(this.at);
      },
      () => host.point(null),
    );
  }

  /** @param {number} column */
  pointAt(column) {
    this.at = column;
    const reading = this.view?.reading;
    if (!reading) return;
    const name = titleOf(Object.keys(reading.layers)[column]);
    this.host.point(
      { kind: "layer", column },
      `${name}: mean ${short(reading.layerMeans[column])}, maximum ${short(reading.layerMaxima[column])}.`,
    );
  }

  /**
   * Axes, and a place for each bar: drawn anew only when they must.
   * @param {string[]} layers
   */
  lay(layers) {
    this.drawing.replaceChildren(
      legend(LEFT + 4, "mean", "mean"),
      legend(LEFT + 56, "maximum", "max"),
    );
    for (let k = 0; k <= this.reach; k += this.reach > 40 ? 4 * STEP_UP : STEP_UP) {
      const y = this.height(k);
      this.drawing.append(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
        svg("text", { class: "tick", x: LEFT - 5, y: y + 3, "text-anchor": "end" }, k),
      );
    }
    const step = (WIDTH - LEFT - RIGHT) / layers.length;
    this.groups = layers.map((name, k) => {
      const middle = LEFT + (k + 0.5) * step;
      const width = 0.36 * step;
      const group = {
        name,
        mean: svg("rect", { class: "bar mean", x: middle - width, width }),
        top: svg("rect", { class: "bar maximum", x: middle, width }),
        meanText: svg("text", { class: "value", x: middle - 0.68 * width, "text-anchor": "middle" }),
        topText: svg("text", { class: "value", x: middle + 0.68 * width, "text-anchor": "middle" }),
        area: svg("rect", {
          class: "area",
          x: LEFT + k * step,
          width: step,
          y: TOP - 4,
          height: HEIGHT - TOP + 4,
          pointerenter: () => this.pointAt(k),
          pointerleave: () => this.host.point(null),
        }),
      };
      const named = svg("text", { class: "tick", x: middle, y: HEIGHT - 5, "text-anchor": "middle" }, titleOf(name));
      this.drawing.append(group.mean, group.top, group.meanText, group.topText, named, group.area);
      return group;
    });
  }

  /** @param {number} value */
  height(value) {
    return HEIGHT - BOTTOM - (value / this.reach) * (HEIGHT - BOTTOM - TOP);
  }

  /** @param {import("../gallery.js").View} view */
  change({ reading, reach }) {
    const layers = Object.keys(reading.layers);
    const needed = STEP_UP * Math.ceil((1.06 * Math.max(...reading.layerMaxima, reach.activation)) / STEP_UP);
    if (needed > this.reach || layers.length !== this.groups.length) {
      this.reach = Math.max(this.reach, needed, 2 * STEP_UP);
      this.lay(layers);
    }
    this.groups.forEach((group, k) => {
      for (const [bar, text, value] of /** @type {const} */ ([
        [group.mean, group.meanText, reading.layerMeans[k]],
        [group.top, group.topText, reading.layerMaxima[k]],
      ])) {
        const y = this.height(value);
        bar.setAttribute("y", String(y));
        bar.setAttribute("height", String(Math.max(0, HEIGHT - BOTTOM - y)));
        text.setAttribute("y", String(y - 3));
        text.textContent = reading.prediction < 0 ? "" : short(value);
      }
    });
    const each = layers.map((name, k) => `${titleOf(name)} ${short(reading.layerMeans[k])} and ${short(reading.layerMaxima[k])}`);
    this.drawing.setAttribute("aria-label", `Mean and maximum of each layer: ${each.join(", ")}.`);
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    let column = -1;
    if (pointed?.kind === "layer" || pointed?.kind === "neuron") column = pointed.column;
    if (pointed?.kind === "pixel") column = 0;
    this.groups.forEach((group, k) => group.area.classList.toggle("marked", k === column));
  }

  /** @param {import("../gallery.js").View} view */
  rows({ reading }) {
    return [
      ["layer", "mean", "maximum"],
      ...Object.keys(reading.layers).map((name, k) => [
        titleOf(name),
        reading.layerMeans[k].toFixed(3),
        reading.layerMaxima[k].toFixed(3),
      ]),
    ];
  }
}

/**
 * @param {number} x
 * @param {string} kind
 * @param {string} name
 */
function legend(x, kind, name) {
  return svg(
    "g",
    {},
    svg("rect", { class: `bar ${kind}`, x, y: 3, width: 10, height: 8 }),
    svg("text", { class: "tick", x: x + 14, y: 11 }, name),
  );
}
