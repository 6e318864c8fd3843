// @ts-check
/** Panel 7: how sure the network was of the last fifty digits. */

import { percent, svg } from "../dom.js";
import { HISTORY } from "../reading.js";
import { Panel } from "./panel.js";

const [WIDTH, HEIGHT] = [280, 176];
const [LEFT, RIGHT, TOP, BOTTOM] = [26, 30, 8, 18];

/** A line from 0 to 1 over the last predictions, with marks at 0.9 and 0.5. */
export class Confidence extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("confidence", "Confidence", host);
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", tabindex: 0 });
    for (const share of [0, 0.5, 1])
      this.drawing.append(
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: height(share), y2: height(share) }),
        svg("text", { class: "tick", x: LEFT - 5, y: height(share) + 3, "text-anchor": "end" }, share),
      );
    for (const [share, kind] of /** @type {[number, string][]} */ ([[0.9, "sure"], [0.5, "unsure"]]))
      this.drawing.append(
        svg("line", { class: kind, x1: LEFT, x2: WIDTH - RIGHT, y1: height(share), y2: height(share) }),
        svg("text", { class: `value ${kind}-text`, x: WIDTH - RIGHT + 4, y: height(share) + 3 }, percent(share, 0)),
      );
    for (const [ago, name] of /** @type {[number, string][]} */ ([[40, "40"], [20, "20"], [0, "now"]]))
      this.drawing.append(
        svg("text", { class: "tick", x: across(ago), y: HEIGHT - 5, "text-anchor": ago ? "middle" : "end" }, name),
      );
    this.fill = svg("path", { class: "confidence-fill" });
    this.line = svg("path", { class: "confidence-line" });
    this.now = svg("circle", { class: "confidence-now", r: 4 });
    this.drawing.append(this.fill, this.line, this.now);
    this.body.append(this.drawing);
  }

  /** @param {import("../gallery.js").View} view */
  change({ shown }) {
    const last = shown.length - 1;
    this.now.setAttribute("visibility", last < 0 ? "hidden" : "visible");
    if (last < 0) return this.drawing.setAttribute("aria-label", "No line: nothing was read yet.");
    const points = shown.map(({ confidence }, k) => `${across(last - k)},${height(confidence).toFixed(1)}`);
    this.line.setAttribute("d", `M${points.join("L")}`);
    this.fill.setAttribute("d", `M${across(last)},${height(0)}L${points.join("L")}L${across(0)},${height(0)}Z`);
    this.now.setAttribute("cx", String(across(0)));
    this.now.setAttribute("cy", String(height(shown[last].confidence)));
    const count = (/** @type {(c: number) => boolean} */ test) => shown.filter(({ confidence }) => test(confidence)).length;
    this.drawing.setAttribute(
      "aria-label",
      `Confidences of the latest digits, ${shown.length} in all: ${count((c) => c > 0.9)} above 90%, ${count((c) => c < 0.5)} below 50%, the latest at ${percent(shown[last].confidence)}.`,
    );
  }

  /** @param {import("../gallery.js").View} view */
  rows({ shown }) {
    return [
      ["digits ago", "confidence"],
      ...[...shown].reverse().map(({ confidence }, k) => [k || "now", percent(confidence, 2)]),
    ];
  }
}

/** @param {number} ago */
function across(ago) {
  return WIDTH - RIGHT - (ago / (HISTORY - 1)) * (WIDTH - LEFT - RIGHT);
}

/** @param {number} share */
function height(share) {
  return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
}
