// @ts-check
/** What every panel has in common: it is given a view and shows it. */

import { html } from "../dom.js";

/**
 * What a reader points at, in any panel; all panels then mark what belongs to it.
 *
 * @typedef {{kind: "digit", digit: number}
 *   | {kind: "neuron", column: number, place: number}
 *   | {kind: "cell", label: number, predicted: number}
 *   | {kind: "layer", column: number}
 *   | {kind: "bin", bin: number}
 *   | {kind: "pixel", pixel: number}
 *   | null} Pointed
 */

/**
 * @typedef {object} Host what a panel may ask of the page around it
 * @property {(pointed: Pointed, words?: string) => void} point tell all panels
 * @property {(label: number, predicted: number) => void} openCell
 */

/** One of the pictures, in a section of its own. */
export class Panel {
  /**
   * @param {string} name of its file, as in mnist_core.panels
   * @param {string} title
   * @param {Host} host
   */
  constructor(name, title, host) {
    this.name = name;
    this.host = host;
    this.heading = html("h2", { id: `title-${name}` }, title);
    this.note = html("p", { class: "note" });
    this.body = html("div", { class: "drawing" });
    this.table = html("table");
    this.numbers = html(
      "details",
      { class: "numbers", toggle: () => this.fillTable() },
      html("summary", { "aria-label": `${title}: the numbers` }, "numbers"),
      html("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `${title}, numbers` }, this.table),
    );
    const head = html("header", {}, this.heading, this.note);
    this.element = html(
      "section",
      { class: `panel panel-${name}`, "aria-labelledby": `title-${name}` },
      head,
      this.body,
      this.numbers,
    );
    /** @type {import("../gallery.js").View | null} */
    this.view = null;
    /** @type {Pointed} */
    this.pointed = null;
  }

  /**
   * Change the drawing to show a view.
   * @param {import("../gallery.js").View} view
   */
  show(view) {
    this.view = view;
    this.change(view);
    this.fillTable();
    this.mark(this.pointed);
  }

  /**
   * Mark what belongs to what is pointed at, wherever that is.
   * @param {Pointed} pointed
   */
  point(pointed) {
    this.pointed = pointed;
    if (this.view) this.mark(pointed);
  }

  /**
   * @param {import("../gallery.js").View} _view
   */
  change(_view) {}

  /**
   * @param {Pointed} _pointed
   */
  mark(_pointed) {}

  /**
   * The numbers of the drawing: a row of headings, then rows.
   * @param {import("../gallery.js").View} _view
   * @returns {(string | number)[][]}
   */
  rows(_view) {
    return [];
  }

  /** Only while somebody reads it. */
  fillTable() {
    if (!this.view || !this.numbers.open) return;
    const [heads, ...rows] = this.rows(this.view);
    const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
    const body = rows.map(([name, ...cells]) =>
      html("tr", {}, html("th", { scope: "row" }, name), ...cells.map((c) => html("td", {}, c))),
    );
    this.table.replaceChildren(html("thead", {}, head), html("tbody", {}, ...body));
  }
}

/**
 * Let arrow keys walk past the parts of a drawing, as a pointer does.
 *
 * @param {SVGElement | HTMLElement} element gets the focus, once for all its parts
 * @param {(step: {x: number, y: number}) => void} walk
 * @param {() => void} leave
 */
export function walkable(element, walk, leave) {
  element.setAttribute("tabindex", "0");
  const steps = {
    ArrowLeft: { x: -1, y: 0 },
    ArrowRight: { x: 1, y: 0 },
    ArrowUp: { x: 0, y: -1 },
    ArrowDown: { x: 0, y: 1 },
  };
  element.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    const step = /** @type {any} */ (steps)[key];
    if (step) {
      event.preventDefault();
      walk(step);
    } else if (key === "Escape") leave();
  });
  element.addEventListener("blur", leave);
}
