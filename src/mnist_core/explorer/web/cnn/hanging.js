// @ts-check
/** The second network's ten votes: bars that hang below those of the first. */

import { percent, svg } from "../dom.js";

const [WIDTH, HEIGHT] = [280, 138];
const [LEFT, RIGHT, TOP, LONG] = [26, 4, 2, 116]; // a bar of 1 is as long as above

export class Hanging {
  /** @param {import("../panels/probabilities.js").OutputProbabilities} panel the bars above */
  constructor(panel) {
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    for (const [share, name] of /** @type {[number, string][]} */ ([[0, "0"], [0.5, "0.5"], [1, "1"]])) {
      const y = TOP + share * LONG;
      this.drawing.append(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
        svg("text", { class: "tick", x: LEFT - 5, y: y + (share ? 3 : 7), "text-anchor": "end" }, name),
      );
    }
    const at = (/** @type {Element} */ bar) => ({ x: Number(bar.getAttribute("x")), width: Number(bar.getAttribute("width")) });
    this.middles = panel.bars.map((bar) => at(bar).x + at(bar).width / 2);
    this.bars = panel.bars.map((bar) => svg("rect", { class: "bar", ...at(bar), y: TOP, height: 0 }));
    this.areas = panel.areas.map((area, k) =>
      svg("rect", {
        class: "area",
        ...at(area),
        y: 0,
        height: HEIGHT,
        pointerenter: () => panel.pointAt(k),
        pointerleave: () => panel.host.point(null),
      }),
    );
    this.number = svg("text", { class: "value strong", "text-anchor": "middle" });
    this.drawing.append(...this.bars, this.number, ...this.areas);
  }

  /** @param {Float32Array} votes (10), all zero if nothing is read */
  show(votes) {
    const top = votes.indexOf(Math.max(...votes));
    const isRead = votes[top] > 0;
    this.bars.forEach((bar, k) => {
      bar.setAttribute("height", String(votes[k] * LONG));
      bar.classList.toggle("predicted", isRead && k === top);
    });
    this.number.textContent = isRead ? votes[top].toFixed(2) : "";
    this.number.setAttribute("x", String(this.middles[top]));
    this.number.setAttribute("y", String(TOP + votes[top] * LONG + 12));
    const each = Array.from(votes, (v, k) => `${k}: ${percent(v)}`).join(", ");
    this.drawing.setAttribute(
      "aria-label",
      isRead ? `Ten bars of the convolutional network. ${each}. The green one is ${top}.` : "Ten bars of the convolutional network, all at zero.",
    );
  }

  /** @param {Set<number>} digits pointed at */
  mark(digits) {
    this.areas.forEach((area, k) => area.classList.toggle("marked", digits.has(k)));
  }
}
