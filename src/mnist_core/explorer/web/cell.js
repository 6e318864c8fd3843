// @ts-check
/** Under the matrix: the digits of one of its cells, the most telling first. */

import { button } from "./controls.js";
import { html } from "./dom.js";
import { Strip } from "./strip.js";

/** @typedef {import("./state.js").Cell} Which */

export class CellStrip {
  /**
   * @param {(n: number) => void} choose is given a digit's place on board
   * @param {() => void} close
   */
  constructor(choose, close) {
    this.strip = new Strip("Digits of this cell", choose);
    this.title = html("p", { class: "cell-title" });
    this.element = html("div", { class: "cell-strip", hidden: true }, html("header", {}, this.title, button("close", close)), this.strip.list);
    /** @type {Which | null} */
    this.cell = null;
    /** @type {import("./gallery.js").Gallery | null} */
    this.gallery = null;
    /** @type {number[]} */
    this.found = [];
  }

  /**
   * @param {import("./gallery.js").Gallery} gallery
   * @param {Which | null} cell
   * @param {number[][]} confusion the counts that the matrix shows
   * @param {number} current place on board of the digit on screen
   */
  show(gallery, cell, confusion, current) {
    this.element.hidden = !cell;
    if (!cell) return;
    if (cell !== this.cell || gallery !== this.gallery) {
      [this.cell, this.gallery] = [cell, gallery];
      this.found = gallery.cell(cell.true, cell.predicted);
      this.title.textContent = this.inWords(cell, confusion[cell.true][cell.predicted]);
    }
    this.strip.show(gallery, this.found, this.found.indexOf(current));
  }

  /**
   * @param {Which} cell
   * @param {number} count
   */
  inWords({ true: label, predicted }, count) {
    if (!this.found.length) return `No ${label} on board was taken for a ${predicted}.`;
    const some = this.found.length < count ? ` (${this.found.length} of ${count} on board)` : "";
    if (label === predicted) return `${label}s read as such, the least sure first${some}`;
    return `${label}s taken for ${predicted}s, the surest first${some}`;
  }

  focus() {
    this.strip.thumbs[0]?.button.focus();
  }
}
