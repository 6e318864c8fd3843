// @ts-check
/** Panel 3: the network at work, some neurons of each layer and what runs between. */

import { dress, svg } from "../dom.js";
import { titleOf } from "./activations.js";
import { Panel, walkable } from "./panel.js";

const [WIDTH, HEIGHT] = [620, 730];
const [LEFT, RIGHT, TOP, BOTTOM] = [42, 48, 62, 14];
const RADIUS = 8.5;
const STRONG = [1, 4.6]; // width, from the weakest strong one to the strongest

/** @typedef {import("../reading.js").Column} Column */

/** A column of neurons a layer: grey ones are active, wide lines carry much. */
export class NetworkActivity extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("network", "Network activity", host);
    this.weak = svg("path", { class: "weak" });
    this.strong = svg("g");
    this.pointedLines = svg("g");
    this.dots = svg("g");
    this.names = svg("g");
    this.ring = svg("circle", { class: "ring", r: RADIUS + 4 });
    this.drawing = svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
      this.weak,
      this.strong,
      this.pointedLines,
      this.ring,
      this.dots,
      this.names,
    );
    const legend = svg(
      "svg",
      { class: "legend", viewBox: "0 0 300 14", "aria-hidden": true },
      svg("line", { class: "strong", x1: 4, x2: 40, y1: 7, y2: 7, "stroke-width": 3 }),
      svg("text", { class: "tick", x: 46, y: 11 }, "positive weight"),
      svg("line", { class: "strong negative", x1: 150, x2: 186, y1: 7, y2: 7, "stroke-width": 3 }),
      svg("text", { class: "tick", x: 192, y: 11 }, "negative weight"),
    );
    this.body.append(this.drawing, legend);
    /** @type {SVGCircleElement[][]} */
    this.neurons = [];
    /** @type {SVGLineElement[]} a line for each strong connection there can be */
    this.lines = [];
    /** @type {{x: number, y: number}[][]} */
    this.places = [];
    this.drawn = 0;
    this.shape = "";
    this.at = { column: 0, place: 0 };
    walkable(
      this.drawing,
      ({ x, y }) => this.walk(x, y),
      () => host.point(null),
    );
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  walk(x, y) {
    const count = this.neurons.length;
    const column = (this.at.column + x + count) % count;
    const size = this.neurons[column].length;
    const place = Math.min(this.at.place, size - 1);
    this.pointAt(column, (place + y + size) % size);
  }

  /**
   * @param {number} column
   * @param {number} place
   */
  pointAt(column, place) {
    this.at = { column, place };
    const { columns } = /** @type {import("../gallery.js").View} */ (this.view).reading.activity;
    const { name, shown, levels, active } = columns[column];
    const which =
      column === 0
        ? `Pixel ${shown[place]}, row ${Math.floor(shown[place] / 28)}, column ${shown[place] % 28}`
        : column === columns.length - 1
          ? `Output ${shown[place]}`
          : `Neuron ${shown[place]} of ${titleOf(name).toLowerCase()}`;
    this.host.point(
      { kind: "neuron", column, place },
      `${which}: level ${levels[place].toFixed(2)}, ${active[place] ? "active" : "not active"}.`,
    );
  }

  /**
   * Places for the neurons, and the thin lines between: drawn anew only when layers of
   * other sizes come.
   * @param {Column[]} columns
   */
  lay(columns) {
    const longest = Math.max(...columns.map(({ shown }) => shown.length));
    const last = columns.length - 1;
    this.places = columns.map(({ shown, size }, k) => {
      const n = shown.length;
      const bottom = n < size ? 0.075 : 0;
      const spread = n === longest ? 1 : 0.66 + 0.02 * n;
      const half = ((1 - bottom) / 2) * spread;
      const x = LEFT + (k / last) * (WIDTH - LEFT - RIGHT);
      return shown.map((_, i) => {
        const share = n > 1 ? (2 * i) / (n - 1) - 1 : 0; // -1 at the top
        const y = (1 - bottom) / 2 + share * half;
        return { x, y: Number((TOP + y * (HEIGHT - TOP - BOTTOM)).toFixed(1)) };
      });
    });
    let thin = "";
    let most = 0;
    for (let k = 0; k < last; k++) {
      for (const a of this.places[k])
        for (const b of this.places[k + 1]) thin += `M${a.x},${a.y.toFixed(1)}L${b.x},${b.y.toFixed(1)}`;
      most += Math.ceil((this.places[k].length * this.places[k + 1].length) / 4);
    }
    this.weak.setAttribute("d", thin);
    this.lines = Array.from({ length: most }, () => svg("line", { class: "strong", visibility: "hidden" }));
    this.drawn = 0; // of them, the first so many are seen
    this.strong.replaceChildren(...this.lines);
    this.neurons = this.places.map((column, k) =>
      column.map(({ x, y }, i) =>
        svg("circle", {
          class: "neuron",
          cx: x,
          cy: y,
          r: RADIUS,
          pointerenter: () => this.pointAt(k, i),
          pointerleave: () => this.host.point(null),
        }),
      ),
    );
    this.dots.replaceChildren(...this.neurons.flat());
    this.names.replaceChildren();
    columns.forEach(({ name, size, shown }, k) => {
      const { x } = this.places[k][0];
      const units = k === 0 ? "pixels" : k === last ? "digits" : "neurons";
      this.names.append(
        svg("text", { class: "name", x, y: 16, "text-anchor": "middle" }, titleOf(name)),
        svg("text", { class: "tick", x, y: 35, "text-anchor": "middle" }, `${size} ${units}`),
      );
      const bottom = this.places[k][shown.length - 1].y;
      if (shown.length < size)
        this.names.append(svg("text", { class: "name", x, y: bottom + 34, "text-anchor": "middle" }, "⋮"));
    });
    this.places[last].forEach(({ x, y }, digit) =>
      this.names.append(svg("text", { class: "name", x: x + 24, y: y + 5, "text-anchor": "middle" }, digit)),
    );
  }

  /** @param {import("../gallery.js").View} view */
  change({ reading }) {
    const { columns, edges } = reading.activity;
    const shape = columns.map(({ name, size, shown }) => [name, size, shown.length]).join();
    if (shape !== this.shape) {
      this.lay(columns);
      this.shape = shape;
    }
    columns.forEach(({ levels, active }, k) =>
      this.neurons[k].forEach((dot, i) => {
        dot.style.setProperty("--level", active[i] ? levels[i].toFixed(3) : "0");
        dot.classList.toggle("active", active[i]);
      }),
    );
    let next = 0;
    edges.forEach(({ strength, strong, negative }, k) => {
      const top = Math.max(0, ...strength.flatMap((row, a) => row.filter((_, b) => strong[a][b])));
      strength.forEach((row, a) =>
        row.forEach((s, b) => {
          if (!strong[a][b]) return;
          const width = STRONG[0] + (STRONG[1] - STRONG[0]) * (s / top);
          draw(this.lines[next++], this.places[k][a], this.places[k + 1][b], width, negative[a][b]);
        }),
      );
    });
    for (let k = next; k < this.drawn; k++) this.lines[k].setAttribute("visibility", "hidden");
    for (let k = this.drawn; k < next; k++) this.lines[k].setAttribute("visibility", "visible");
    this.drawn = next;
    const ringed = this.places[columns.length - 1][reading.prediction];
    this.ring.setAttribute("visibility", ringed ? "visible" : "hidden");
    if (ringed) dress(this.ring, { cx: ringed.x, cy: ringed.y });
    const active = columns.map((c) => `${c.active.filter(Boolean).length} of ${c.shown.length}`);
    this.drawing.setAttribute(
      "aria-label",
      `Columns of neurons, input to output. Active: ${active.join(", ")}.${ringed ? ` The ring is round output ${reading.prediction}.` : ""}`,
    );
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    const view = /** @type {import("../gallery.js").View} */ (this.view);
    const marked = this.marked(pointed, view.reading);
    this.drawing.classList.toggle("pointed", marked.length > 0);
    const lines = [];
    for (const dot of this.dots.children) dot.classList.remove("marked");
    for (const { column, place, alone } of marked) {
      this.neurons[column][place].classList.add("marked");
      if (alone) lines.push(...this.connections(column, place, view.reading));
    }
    this.pointedLines.replaceChildren(...lines);
  }

  /**
   * Which neurons belong to what is pointed at; `alone` are those whose connections
   * are shown too.
   *
   * @param {import("./panel.js").Pointed} pointed
   * @param {import("../reading.js").Reading} reading
   * @returns {{column: number, place: number, alone: boolean}[]}
   */
  marked(pointed, reading) {
    const { columns } = reading.activity;
    const last = columns.length - 1;
    switch (pointed?.kind) {
      case "neuron":
        return [{ ...pointed, alone: true }];
      case "digit":
        return [{ column: last, place: pointed.digit, alone: true }];
      case "cell":
        return [pointed.label, pointed.predicted].map((place) => ({ column: last, place, alone: false }));
      case "layer":
        return columns[pointed.column].shown.map((_, place) => ({ column: pointed.column, place, alone: false }));
      case "pixel": {
        const place = columns[0].shown.indexOf(pointed.pixel);
        return place < 0 ? [] : [{ column: 0, place, alone: true }];
      }
      case "bin": {
        const { edges } = reading.weightHistogram;
        const [low, high] = [edges[pointed.bin], edges[pointed.bin + 1]];
        const isLast = pointed.bin === edges.length - 2;
        return columns[last - 1].shown
          .map((neuron, place) => ({ weight: reading.outputWeights[neuron], place }))
          .filter(({ weight }) => weight >= low && (isLast ? weight <= high : weight < high))
          .map(({ place }) => ({ column: last - 1, place, alone: false }));
      }
      default:
        return [];
    }
  }

  /**
   * The connections of one neuron to its neighbours, both ways.
   *
   * @param {number} column
   * @param {number} place
   * @param {import("../reading.js").Reading} reading
   */
  connections(column, place, { activity: { edges } }) {
    /** @type {(SVGLineElement | null)[]} */
    const lines = [];
    const here = this.places[column][place];
    const top = (/** @type {number[][]} */ strength) => Math.max(...strength.flat(), 1e-12);
    if (column > 0) {
      const { strength, negative } = edges[column - 1];
      strength.forEach((row, a) =>
        lines.push(pointedLine(this.places[column - 1][a], here, row[place] / top(strength), negative[a][place])),
      );
    }
    if (column < edges.length) {
      const { strength, negative } = edges[column];
      strength[place].forEach((s, b) =>
        lines.push(pointedLine(here, this.places[column + 1][b], s / top(strength), negative[place][b])),
      );
    }
    return lines.filter((line) => line !== null);
  }

  /** @param {import("../gallery.js").View} view */
  rows({ reading }) {
    const rows = reading.activity.columns.flatMap(({ name, shown, levels, active }) =>
      shown.map((neuron, i) => [titleOf(name), neuron, levels[i].toFixed(3), active[i] ? "yes" : "no"]),
    );
    return [["layer", "neuron", "level", "active"], ...rows];
  }
}

/**
 * @param {SVGLineElement} line
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} width
 * @param {boolean} negative
 */
function draw(line, from, to, width, negative) {
  line.setAttribute("x1", String(from.x));
  line.setAttribute("y1", String(from.y));
  line.setAttribute("x2", String(to.x));
  line.setAttribute("y2", String(to.y));
  line.setAttribute("stroke-width", width.toFixed(2));
  const kind = negative ? "strong negative" : "strong";
  if (line.getAttribute("class") !== kind) line.setAttribute("class", kind);
}

/**
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} share of the strongest in the gap
 * @param {boolean} negative
 */
function pointedLine(from, to, share, negative) {
  if (share === 0) return null;
  const line = svg("line");
  draw(line, from, to, 0.8 + 4 * share, negative);
  return line;
}
