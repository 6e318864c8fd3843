// @ts-check
/** The bar over the panels: which digits there are to look at, and a walk past them. */

import { button, check, choice, slider } from "./controls.js";
import { grouped, html } from "./dom.js";
import { K } from "./shapes.js";
import { ALL } from "./state.js";
import { Strip } from "./strip.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./gallery.js").Gallery} Gallery */

const SPEEDS = /** @type {[string, number][]} */ ([["1 in 2 s", 2000], ["1 a second", 1000], ["2 a second", 500], ["5 a second", 200]]);
const AROUND = 5; // neighbours on either side
const DIGITS = /** @type {[string, number | null][]} */ ([["any", null], ...Array.from({ length: K }, (_, k) => [String(k), k])]);

/**
 * @typedef {object} LookHost
 * @property {() => Readonly<State>} state as it is now, be it drawn or not
 * @property {(fields: Partial<State>) => void} set
 * @property {(words: string) => void} tell
 */

export class Look {
  /** @param {LookHost} host */
  constructor(host) {
    this.host = host;
    /** @type {Gallery | null} */
    this.gallery = null;
    /** @type {Readonly<State> | null} */
    this.state = null;
    /** @type {number[]} what the slider goes over: places on board */
    this.selection = [];
    this.timer = 0;
    this.slider = slider("Digit", { low: 0, high: 0, step: 1, value: 0 }, (place) => this.goToPlace(place), (place) => this.inWords(place));
    this.play = button("Play", () => (this.timer ? this.stop() : this.begin()), { class: "play" });
    this.speed = choice("Speed", SPEEDS, () => this.timer && this.begin());
    this.speed.set(1000);
    this.filters = {
      true: choice("True", DIGITS, (value) => this.want({ true: value })),
      predicted: choice("Predicted", DIGITS, (value) => this.want({ predicted: value })),
      mistakesOnly: check("mistakes only", (value) => this.want({ mistakesOnly: value })),
      leastSureFirst: check("least sure first", (value) => this.want({ leastSureFirst: value })),
    };
    this.neighbours = new Strip("Digits before and after", (n) => this.goTo(n));
    const filters = html("div", { class: "filters" }, ...Object.values(this.filters).map(({ element }) => element));
    const way = html("div", { class: "way" }, this.play, this.slider.element, this.speed.element);
    this.element = html("div", { class: "look" }, way, filters, this.neighbours.list);
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
  }

  /**
   * Another wish, and a digit that is like that.
   * @param {Partial<import("./state.js").Wanted>} fields
   */
  want(fields) {
    if (!this.gallery || !this.state) return;
    const now = this.host.state(); // another wish may have come since the last frame
    const wanted = { ...now.wanted, ...fields };
    const chosen = this.gallery.choose(wanted);
    const stays = chosen.includes(this.gallery.find(now.index)) && !wanted.leastSureFirst;
    const index = stays || !chosen.length ? now.index : this.gallery.digits.positions[chosen[0]];
    this.host.tell(chosen.length ? "" : "No digit on board is like that. The one on screen stays.");
    this.host.set({ wanted, index });
  }

  /** @param {number} place among those the slider goes over */
  goToPlace(place) {
    const n = this.selection[Math.min(Math.max(place, 0), this.selection.length - 1)];
    if (n !== undefined) this.goTo(n);
  }

  /** @param {number} n place on board */
  goTo(n) {
    this.host.set({ index: this.gallery?.digits.positions[n] ?? 0 });
  }

  begin() {
    window.clearInterval(this.timer);
    this.timer = window.setInterval(() => {
      this.goToPlace((this.slider.input.valueAsNumber + 1) % this.selection.length);
    }, SPEEDS[this.speed.input.selectedIndex][1]);
    this.play.textContent = "Pause";
  }

  stop() {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.play.textContent = "Play";
  }

  /**
   * @param {Gallery} gallery
   * @param {State} state
   */
  show(gallery, state) {
    const before = this.state;
    if (gallery !== this.gallery || state.wanted !== before?.wanted) {
      const chosen = gallery.choose(state.wanted);
      this.selection = chosen.length ? chosen : [gallery.find(state.index)];
      this.slider.input.max = String(this.selection.length - 1);
      for (const [name, filter] of Object.entries(this.filters))
        filter.set(/** @type {never} */ (state.wanted[/** @type {keyof typeof state.wanted} */ (name)]));
    }
    [this.gallery, this.state] = [gallery, state];
    const place = this.selection.indexOf(gallery.find(state.index));
    this.slider.set(place);
    const first = Math.max(0, Math.min(place - AROUND, this.selection.length - 2 * AROUND - 1));
    const near = this.selection.slice(first, first + 2 * AROUND + 1);
    this.neighbours.show(gallery, near, place - first);
  }

  /** @param {number} place */
  inWords(place) {
    const n = this.selection[place];
    if (!this.gallery || n === undefined) return "";
    return `${this.gallery.digits.positions[n]} (${place + 1} of ${grouped(this.selection.length)})`;
  }
}

/**
 * The state with a wish that the digit on screen fulfils: filters never hide it.
 * @param {State} state
 * @param {Gallery} gallery
 * @returns {State}
 */
export function consistent(state, gallery) {
  const chosen = gallery.choose(state.wanted);
  const hidden = chosen.length && !chosen.includes(gallery.find(state.index));
  return hidden ? { ...state, wanted: ALL } : state;
}
