// @ts-check
/**
 * A convolutional network beside the page's dense one: its votes for whatever is on
 * screen, and its feature maps.
 *
 * It comes in a script of its own, and tells the page how it is made. It computes in a
 * thread of its own, one digit at a time; of those that came meanwhile, the last one.
 */

import { html } from "../dom.js";
import { K } from "../shapes.js";
import { aboutInWords, bothInWords } from "./compare.js";
import { Hanging } from "./hanging.js";
import { Pictures } from "./pictures.js";

/** @typedef {import("../gallery.js").View} View */
/** @typedef {import("./worker.js").Said} Said */

const SPOKEN = 900; // milliseconds without a change: what the page says comes first

export class SecondNetwork {
  /**
   * @param {import("../panels/probabilities.js").OutputProbabilities} panel
   * @param {HTMLElement} home where the box to tick stands
   * @param {HTMLElement} words beside it
   * @param {{input: HTMLInputElement, set: (on: boolean) => void}} box
   */
  constructor(panel, home, words, box) {
    this.panel = panel;
    this.words = words;
    this.box = box;
    /** @type {Float32Array | null} */
    this.votes = null;
    /** @type {View | null} what is on screen */
    this.view = panel.view;
    /** @type {View | null} what it is looking at now */
    this.asked = null;
    this.isWaiting = false; // something else came on screen meanwhile
    /** @type {{[name: string]: any} | null} what its file says of it; it is there */
    this.record = null;
    this.speaking = 0;

    this.hanging = new Hanging(panel);
    this.key = html("p", { class: "key" }, "Above the digits: the dense network. Below: the convolutional one.");
    this.says = html("p", { class: "both" });
    this.live = html("p", { class: "sr-only", "aria-live": "polite" });
    this.pictures = new Pictures(() => this.ask());
    this.about = html("p", { class: "about" });
    this.top = html("div", { class: "hanging", hidden: true }, this.hanging.drawing, this.key);
    this.rest = html("div", { class: "answers", hidden: true }, this.says, this.live);
    this.inside = html(
      "section",
      { class: "panel panel-cnn", "aria-labelledby": "title-cnn", hidden: true },
      html("header", {}, html("h2", { id: "title-cnn" }, "Convolutional network")),
      this.about,
      this.pictures.element,
    );
    this.style = html("link", { rel: "stylesheet", href: "cnn.css" });
    document.head.append(this.style);
    home.prepend(this.top);
    home.append(this.rest);
    (document.querySelector(".panel-network") ?? panel.element).after(this.inside);

    words.textContent = "The convolutional network is coming.";
    this.worker = new Worker("cnn-worker.js");
    this.worker.addEventListener("message", ({ data }) => this.take(data));
    this.worker.addEventListener("error", () => this.leave("cnn-worker.js did not come, or cannot run in this browser."));
  }

  /** @param {boolean} on */
  turn(on) {
    this.top.hidden = this.rest.hidden = this.inside.hidden = !(on && this.record);
    if (!on) this.votes = null;
    this.ask();
    this.panel.fillTable();
  }

  /**
   * Something else is on screen.
   * @param {View} view
   */
  show(view) {
    this.view = view;
    this.ask();
  }

  /** @param {Set<number>} digits */
  mark(digits) {
    this.hanging.mark(digits);
  }

  ask() {
    const { view } = this;
    if (!view || !this.record || !this.box.input.checked) return;
    this.isWaiting = this.asked !== null;
    if (this.isWaiting) return;
    if (view.reading.prediction < 0) return this.change(null, [], view);
    this.asked = view;
    const pixels = Float32Array.from(view.reading.layers.input);
    this.worker.postMessage({ pixels, opened: this.pictures.element.open });
  }

  /** @param {Said} said by the worker */
  take({ record, failed, votes, blocks }) {
    if (failed) return this.leave(failed);
    if (record) {
      this.record = record;
      this.words.textContent = "";
      return this.turn(this.box.input.checked);
    }
    const view = /** @type {View} */ (this.asked);
    this.asked = null;
    if (this.box.input.checked) this.change(votes ?? null, blocks ?? [], view);
    if (this.isWaiting) this.ask();
  }

  /**
   * @param {Float32Array | null} votes none, if there is nothing to look at
   * @param {import("./maps.js").Shown[]} blocks
   * @param {View} view that they are about
   */
  change(votes, blocks, view) {
    this.votes = votes;
    this.hanging.show(votes ?? new Float32Array(K));
    this.pictures.show(blocks);
    this.about.textContent = aboutInWords(this.record ?? {}, view.confusion);
    this.says.textContent = votes ? bothInWords(votes, view.reading) : "";
    this.panel.fillTable();
    window.clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => (this.live.textContent = this.says.textContent), SPOKEN);
  }

  /**
   * It will not come: all is as it was before, but for a sentence.
   * @param {string} why
   */
  leave(why) {
    this.worker.terminate();
    for (const part of [this.top, this.rest, this.inside, this.style]) part.remove();
    this.panel.second = null;
    this.box.set(false);
    this.words.textContent = why;
  }
}

document.currentScript?.dispatchEvent(
  new CustomEvent("ready", {
    detail: (/** @type {ConstructorParameters<typeof SecondNetwork>} */ ...all) => new SecondNetwork(...all),
  }),
);
