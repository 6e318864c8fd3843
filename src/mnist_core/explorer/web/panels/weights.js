// @ts-check
/** Panel 6: the weights that lead into the predicted output neuron. */

import { svg } from "../dom.js";
import { HISTOGRAM_BINS } from "../reading.js";
import { Panel, walkable } from "./panel.js";

const [WIDTH, HEIGHT] = [280, 176];
const [LEFT, RIGHT, TOP, BOTTOM] = [26, 4, 8, 18];

/** Histogram of 64 weights in 30 bins; the dashed line parts for from against. */
export class WeightDistribution extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("weights", "Weight distribution", host);
    this.axes = svg("g");
    this.zero = svg("line", { class: "zero", y1: TOP, y2: HEIGHT - BOTTOM });
    this.bars = Array.from({ length: HISTOGRAM_BINS }, (_, k) =>
      svg("rect", {
        class: "bar weight",
        pointerenter: () => this.pointAt(k),
        pointerleave: () => host.point(null),
      }),
    );
    this.drawing = svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
      this.axes,
      ...this.bars,
      this.zero,
    );
    this.body.append(this.drawing);
    this.widest = 0;
    this.tallest = 0;
    this.at = 15;
    walkable(
      this.drawing,
      ({ x }) => {
        this.at = (this.at + x + HISTOGRAM_BINS) % HISTOGRAM_BINS;
        this.pointAt(this.at);
      },
      () => host.point(null),
    );
  }

  /** @param {number} bin */
  pointAt(bin) {
    this.at = bin;
    const histogram = this.view?.reading.weightHistogram;
    if (!histogram) return;
    const [low, high] = [histogram.edges[bin], histogram.edges[bin + 1]];
    const count = histogram.counts[bin];
    this.host.point(
      { kind: "bin", bin },
      `${count} ${count === 1 ? "weight" : "weights"} between ${low.toFixed(2)} and ${high.toFixed(2)}.`,
    );
  }

  /** @param {number} weight */
  across(weight) {
    return LEFT + ((weight + this.widest) / (2 * this.widest)) * (WIDTH - LEFT - RIGHT);
  }

  /** @param {number} count */
  height(count) {
    return HEIGHT - BOTTOM - (count / this.tallest) * (HEIGHT - BOTTOM - TOP);
  }

  lay() {
    this.axes.replaceChildren();
    for (let count = 0; count <= this.tallest; count += 2) {
      const y = this.height(count);
      this.axes.append(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
        svg("text", { class: "tick", x: LEFT - 5, y: y + 3, "text-anchor": "end" }, count),
      );
    }
    for (const share of [-1, -0.5, 0, 0.5, 1]) {
      const weight = share * this.widest;
      const anchor = share === 1 ? "end" : "middle";
      this.axes.append(
        svg("text", { class: "tick", x: this.across(weight), y: HEIGHT - 5, "text-anchor": anchor }, weight.toFixed(2)),
      );
    }
    this.zero.setAttribute("x1", String(this.across(0)));
    this.zero.setAttribute("x2", String(this.across(0)));
  }

  /** @param {import("../gallery.js").View} view */
  change({ reading, reach }) {
    const { counts, edges } = reading.weightHistogram;
    const widest = Math.ceil(10.5 * Math.max(reach.weight, -edges[0], edges[edges.length - 1])) / 10;
    const tallest = Math.max(reach.count, ...counts) + 1;
    if (widest > this.widest || tallest > this.tallest) {
      this.widest = Math.max(widest, this.widest);
      this.tallest = Math.max(tallest, this.tallest);
      this.lay();
    }
    this.bars.forEach((bar, k) => {
      const [left, right, y] = [this.across(edges[k]), this.across(edges[k + 1]), this.height(counts[k])];
      bar.setAttribute("x", String(left + 0.3));
      bar.setAttribute("width", String(Math.max(0, right - left - 0.6)));
      bar.setAttribute("y", String(y));
      bar.setAttribute("height", String(HEIGHT - BOTTOM - y));
    });
    const isRead = reading.prediction >= 0;
    this.note.textContent = isRead ? `into ${reading.prediction}` : "";
    const negative = reading.outputWeights.filter((w) => w < 0).length;
    this.drawing.setAttribute(
      "aria-label",
      !isRead
        ? "No bars: nothing is read."
        : `The ${reading.outputWeights.length} weights into output ${reading.prediction}, from ${edges[0].toFixed(2)} to ${edges[edges.length - 1].toFixed(2)}, ${negative} of them negative; the tallest of ${counts.length} bars counts ${Math.max(...counts)}.`,
    );
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    const { reading } = /** @type {import("../gallery.js").View} */ (this.view);
    const columns = reading.activity.columns;
    let marked = pointed?.kind === "bin" ? pointed.bin : -1;
    if (pointed?.kind === "neuron" && pointed.column === columns.length - 2) {
      // The bin that holds this neuron's weight into the prediction.
      const weight = reading.outputWeights[columns[pointed.column].shown[pointed.place]];
      const { edges } = reading.weightHistogram;
      marked = edges.findIndex((edge, k) => weight >= edge && (weight < edges[k + 1] || k === edges.length - 2));
    }
    this.bars.forEach((bar, k) => bar.classList.toggle("marked", k === marked));
  }

  /** @param {import("../gallery.js").View} view */
  rows({ reading }) {
    const { counts, edges } = reading.weightHistogram;
    return [
      ["from", "to", "how many"],
      ...counts.map((n, k) => [edges[k].toFixed(3), edges[k + 1].toFixed(3), n]),
    ];
  }
}
