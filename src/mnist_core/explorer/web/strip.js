// @ts-check
/** A row of small digits, each a button that brings it on screen. */

import { a, canvas, html, paint, percent } from "./dom.js";
import { SIDE } from "./shapes.js";

/** @typedef {import("./gallery.js").Gallery} Gallery */

export class Strip {
  /**
   * @param {string} label for those who do not see it
   * @param {(n: number) => void} choose is given the digit's place on board
   */
  constructor(label, choose) {
    this.choose = choose;
    this.list = html("ul", { class: "strip", "aria-label": label });
    /** @type {{item: HTMLLIElement, button: HTMLButtonElement, pen: CanvasRenderingContext2D, n: number}[]} */
    this.thumbs = [];
  }

  /**
   * @param {Gallery} gallery
   * @param {number[]} places on board, in order
   * @param {number} current which of these is on screen; -1 if none
   */
  show(gallery, places, current) {
    while (this.thumbs.length < places.length) this.thumbs.push(this.thumb(this.thumbs.length));
    if (this.list.children.length !== places.length)
      this.list.replaceChildren(...this.thumbs.slice(0, places.length).map(({ item }) => item));
    places.forEach((n, k) => {
      const thumb = this.thumbs[k];
      if (thumb.n !== n) paint(thumb.pen, gallery.image(n), SIDE);
      thumb.n = n;
      const { positions, labels } = gallery.digits;
      const said = gallery.predictions[n];
      thumb.button.classList.toggle("mistake", gallery.isMistake(n));
      thumb.button.setAttribute("aria-current", String(k === current));
      thumb.button.tabIndex = k === Math.max(0, current) ? 0 : -1;
      thumb.button.setAttribute(
        "aria-label",
        `Digit ${positions[n]}, ${a(labels[n])}, read as ${a(said)}, ${percent(gallery.confidences[n], 0)} sure`,
      );
    });
  }

  /** @param {number} k */
  thumb(k) {
    const { element, pen } = canvas(SIDE, SIDE, { class: "pixels", "aria-hidden": true });
    const button = html(
      "button",
      {
        type: "button",
        class: "thumb",
        click: () => this.choose(this.thumbs[k].n),
        keydown: (event) => this.walk(event, k),
      },
      element,
    );
    return { item: html("li", {}, button), button, pen, n: -1 };
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} k
   */
  walk(event, k) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.thumbs[k + step]?.button;
    if (!next?.isConnected) return;
    this.thumbs[k].button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
