// @ts-check
/** Panel 4: which digits the network takes for which. */

import { a, html, percent } from "../dom.js";
import { accuracy } from "../gallery.js";
import { K } from "../shapes.js";
import { Panel } from "./panel.js";

/**
 * Where each cell stands on a scale of its kind: right answers by their share of the
 * row; errors by their share, the largest being 1, so that a cell of 1% can be seen.
 *
 * @param {number[][]} counts
 */
export function tints(counts) {
  const shares = counts.map((row) => {
    const sum = row.reduce((x, y) => x + y, 0);
    return row.map((n) => n / Math.max(1, sum));
  });
  const worst = Math.max(1e-9, ...shares.flatMap((row, t) => row.filter((_, p) => t !== p)));
  return shares.map((row, t) => row.map((s, p) => (t === p ? s : s / worst)));
}

/** Rows true, columns predicted: blues where right, a scale of its own for errors. */
export class ConfusionMatrix extends Panel {
  /** @param {import("./panel.js").Host} host */
  constructor(host) {
    super("confusion", "Confusion matrix", host);
    this.numbers.remove(); // the matrix is a table already
    /** @type {HTMLButtonElement[][]} */
    this.cells = [];
    const heads = Array.from({ length: K }, (_, k) => html("th", { scope: "col" }, k));
    const rows = Array.from({ length: K }, (_, label) => {
      this.cells[label] = Array.from({ length: K }, (_, predicted) =>
        html("button", {
          type: "button",
          tabindex: label || predicted ? -1 : 0,
          click: () => host.openCell(label, predicted),
          pointerenter: () => this.pointAt(label, predicted),
          pointerleave: () => host.point(null),
          focus: () => this.pointAt(label, predicted),
          blur: () => host.point(null),
          keydown: (event) => this.walk(event, label, predicted),
        }),
      );
      return html("tr", {}, html("th", { scope: "row" }, label), ...this.cells[label].map((cell) => html("td", {}, cell)));
    });
    const caption = html("caption", {}, html("span", {}, "columns: what it said"), html("span", {}, "rows: the true digit"));
    this.matrix = html(
      "table",
      { class: "matrix" },
      caption,
      html("thead", {}, html("tr", {}, html("td"), ...heads)),
      html("tbody", {}, ...rows),
    );
    this.heads = { rows: rows.map((row) => row.children[0]), columns: heads };
    this.body.append(this.matrix);
    /** @type {number[][] | null} */
    this.drawn = null;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} label
   * @param {number} predicted
   */
  walk(event, label, predicted) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = /** @type {any} */ (steps)[event.key];
    if (!step) return;
    event.preventDefault();
    const to = this.cells[(label + step[0] + K) % K][(predicted + step[1] + K) % K];
    this.cells[label][predicted].tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }

  /**
   * @param {number} label
   * @param {number} predicted
   */
  pointAt(label, predicted) {
    const n = this.drawn?.[label][predicted] ?? 0;
    const words = label === predicted ? `${a(label)} is read as such` : `${a(label)} is taken for ${a(predicted)}`;
    this.host.point({ kind: "cell", label, predicted }, `${n} times, ${words}.`);
  }

  /** @param {import("../gallery.js").View} view */
  change({ confusion, reading }) {
    if (this.drawn !== confusion) this.fill(confusion);
    const here = this.matrix.querySelector(".here");
    here?.classList.remove("here");
    if (reading.label !== null) this.cells[reading.label][reading.prediction].classList.add("here");
  }

  /** @param {number[][]} counts */
  fill(counts) {
    this.drawn = counts;
    const tint = tints(counts);
    counts.forEach((row, label) =>
      row.forEach((n, predicted) => {
        const cell = this.cells[label][predicted];
        cell.textContent = n ? String(n) : "";
        cell.className = `cell ${label === predicted ? "right" : "error"}`;
        cell.style.setProperty("--tint", tint[label][predicted].toFixed(3));
        cell.classList.toggle("dark", tint[label][predicted] > 0.55);
        cell.setAttribute("aria-label", `true ${label}, predicted ${predicted}: ${n}`);
      }),
    );
    const share = accuracy(counts);
    this.note.textContent = Number.isNaN(share) ? "not measured" : `${percent(share, 2)} right`;
  }

  /** @param {import("./panel.js").Pointed} pointed */
  mark(pointed) {
    let [row, column] = [-1, -1];
    const last = (this.view?.reading.activity.columns.length ?? 0) - 1;
    if (pointed?.kind === "digit") [row, column] = [pointed.digit, pointed.digit];
    if (pointed?.kind === "cell") [row, column] = [pointed.label, pointed.predicted];
    if (pointed?.kind === "neuron" && pointed.column === last) [row, column] = [pointed.place, pointed.place];
    this.cells.forEach((cells, t) =>
      cells.forEach((cell, p) => cell.classList.toggle("marked", t === row || p === column)),
    );
    this.heads.rows.forEach((head, k) => head.classList.toggle("marked", k === row));
    this.heads.columns.forEach((head, k) => head.classList.toggle("marked", k === column));
  }
}
