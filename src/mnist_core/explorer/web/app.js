// @ts-check
/**
 * The page: one state, and one way from a change to a frame.
 *
 * Whatever a hand does becomes a new state (state.js). The next display frame reads
 * what that state puts on screen, once, and every panel shows it: a fast hand leaves no
 * queue behind.
 */

import { button } from "./controls.js";
import { demonstrate } from "./demo.js";
import { LoadError } from "./fetched.js";
import { Gallery, History, reachOf } from "./gallery.js";
import { QUESTIONS } from "./guide.js";
import { layOut } from "./layout.js";
import { loadAbout, loadDigits, loadWeights } from "./load.js";
import { consistent } from "./look.js";
import { readWeights } from "./network.js";
import { inWords, isNudged, NO_NUDGE, nudged } from "./nudge.js";
import { seenOf } from "./own.js";
import { read, resting } from "./reading.js";
import { WeightsError } from "./safetensors.js";
import { fromHash, isEmpty, isSame, toHash, wantsFirst } from "./state.js";
import { describe } from "./words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./network.js").Network} Network */

const LATE = 4000; // milliseconds, until the page says that it waits
const ON_ITS_WAY = "Some of this page is still on its way.";
const QUIET = 200; // milliseconds without a change, before the link follows
const SPOKEN = 400; // the same, before it is said aloud

/**
 * @typedef {object} Options
 * @property {string[]} parts which panels, by name
 * @property {boolean} framed whether it stands in another page
 * @property {string} hash the state to begin with
 * @property {boolean} hero whether it is the first thing seen: small, and a hand shows
 *   how to draw
 */

export class App {
  /**
   * @param {HTMLElement} root
   * @param {Options} options
   */
  constructor(root, options) {
    this.root = root;
    this.options = options;
    this.state = fromHash(options.hash);
    /** @type {Network | null} */
    this.network = null;
    /** @type {Gallery | null} */
    this.gallery = null;
    /** @type {import("./about.js").About | null} */
    this.about = null;
    /** @type {import("./gallery.js").Digits | null} */
    this.digits = null;
    /** @type {number[][]} */
    this.confusion = [];
    this.history = new History();
    /** @type {import("./gallery.js").Reach} */
    this.reach = { activation: 0, weight: 0, count: 0 };
    this.ours = true;
    this.passing = false;
    this.frame = 0;
    this.linking = 0;
    this.speaking = 0;
    this.sentence = "";
    /** @type {State | null} before the first question was asked */
    this.before = null;
    this.parts = layOut(root, this);
    window.addEventListener("popstate", () => this.follow(location.hash));
    window.addEventListener("hashchange", () => this.follow(location.hash));
  }

  // --- what comes from elsewhere --------------------------------------------------------

  /** Weights first: the pad works as soon as they are there. */
  async start() {
    this.tell("");
    this.schedule();
    const late = window.setTimeout(() => this.tell(ON_ITS_WAY), LATE);
    try {
      this.take(await readWeights(await loadWeights()), true);
      if (this.options.framed) window.parent.postMessage({ mnistCore: "reads" }, "*"); // a page may wait for it
      if (this.options.hero && isEmpty(this.state.own)) demonstrate(this.parts.pad, (own, passing) => this.set({ own }, passing));
      this.about ??= await loadAbout();
      this.digits ??= await loadDigits(this.about);
      if (this.parts.message.textContent === ON_ITS_WAY) this.tell("");
      this.fill();
    } catch (error) {
      if (!(error instanceof LoadError || error instanceof WeightsError)) throw error;
      this.tell(error.message, button("Try again", () => this.start()));
    } finally {
      window.clearTimeout(late);
    }
  }

  /**
   * @param {Network} network
   * @param {boolean} ours whether it is the one that the page came with
   */
  take(network, ours) {
    this.network = network;
    this.ours = ours;
    this.gallery = null;
    this.history = new History();
    this.reach = reachOf(network, null);
    this.confusion = network.card?.confusion ?? Array.from({ length: 10 }, () => new Array(10).fill(0));
    if (this.digits) this.fill();
    else this.schedule();
  }

  /** The digits are there: read them all once. */
  fill() {
    const { network, digits, about } = this;
    if (!network || !digits || !about) return;
    this.gallery = new Gallery(network, digits);
    this.reach = reachOf(network, this.gallery);
    if (!network.card) this.confusion = this.gallery.counts;
    delete this.root.dataset.loading;
    this.parts.foot.show(about, this.gallery, this.ours);
    const { question } = this.state;
    const isBare = question !== null && toHash(this.state) === `question=${question + 1}`;
    if (isBare) this.ask(question);
    else this.set(this.first(this.options.hash));
    this.options.hash = "";
  }

  /** @param {Blob} file */
  async openWeights(file) {
    try {
      this.take(await readWeights(await file.arrayBuffer()), false);
      this.tell(`This is a network of your own now: ${this.network?.architecture}.`);
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      this.tell(`${error.message} The network of before stays.`);
    }
  }

  /**
   * Somebody went back, or changed the link by hand.
   * @param {string} hash
   */
  follow(hash) {
    const state = fromHash(hash);
    const { question } = state;
    if (isSame(state, this.state)) return;
    if (question !== null && toHash(state) === `question=${question + 1}`) this.ask(question);
    else this.set({ ...state, ...this.first(hash) });
  }

  /**
   * The first digit that a link wants, where it names none.
   * @param {string} hash
   * @returns {Partial<State>}
   */
  first(hash) {
    if (!this.gallery || !wantsFirst(hash)) return {};
    const [n] = this.gallery.choose(fromHash(hash).wanted);
    return n === undefined ? {} : { index: this.gallery.digits.positions[n] };
  }

  // --- what a hand does -----------------------------------------------------------------

  /**
   * A new state; the next frame shows it.
   * @param {Partial<State>} fields
   * @param {boolean} passing more of the same is to come: the link waits
   */
  set(fields, passing = false) {
    const before = this.state;
    const state = { ...before, ...fields };
    this.state = this.gallery ? consistent(state, this.gallery) : state;
    this.passing = passing;
    if (this.state.mode !== "look") this.parts.look.stop();
    if (this.state.mode !== before.mode || this.state.question !== before.question) this.keepLink(true);
    this.schedule();
  }

  schedule() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  /**
   * Bring a digit on board on screen.
   * @param {number} n its place
   */
  goTo(n) {
    const { mode } = this.state;
    this.set({ index: this.gallery?.digits.positions[n] ?? 0, mode: mode === "draw" ? "look" : mode });
  }

  /**
   * @param {number} label
   * @param {number} predicted
   */
  openCell(label, predicted) {
    if (!this.gallery) return;
    this.set({ cell: { true: label, predicted } });
    this.render();
    this.parts.cell.focus();
  }

  closeCell() {
    const { cell } = this.state;
    this.set({ cell: null });
    if (cell) this.parts.matrix.cells[cell.true][cell.predicted].focus();
  }

  /** @param {number} question */
  ask(question) {
    if (!this.gallery) return;
    if (this.state.question === null) this.before = { ...this.state, question: null };
    this.set({ nudge: NO_NUDGE, cell: null, ...QUESTIONS[question].set(this.gallery), question });
  }

  leave() {
    this.set(this.before ?? { question: null, cell: null });
    this.before = null;
  }

  /**
   * All panels mark what belongs to what is pointed at.
   * @param {import("./panels/panel.js").Pointed} pointed
   * @param {string} words
   */
  point(pointed, words) {
    for (const panel of this.parts.panels) panel.point(pointed);
    this.parts.said.textContent = words || this.sentence;
    if (words && document.activeElement?.matches("svg, button")) this.speak(words);
  }

  // --- what is seen ---------------------------------------------------------------------

  /** What the state puts on screen: pixels, what they are called, and their key. */
  onScreen() {
    const { mode, own, centred, index, nudge } = this.state;
    if (mode === "draw") {
      const seen = seenOf(own, centred);
      return seen && { ...seen, label: null, key: "own", base: seen.pixels };
    }
    if (!this.gallery) return null;
    const n = this.gallery.find(index);
    const base = this.gallery.image(n);
    const pixels = mode === "push" && isNudged(nudge) ? nudged(base, nudge, index) : base;
    return { pixels, prepared: null, label: this.gallery.digits.labels[n], key: n, base };
  }

  /** One frame: read what is to be on screen, and show it everywhere. */
  render() {
    const { network, state, parts, gallery } = this;
    const seen = this.onScreen();
    this.root.dataset.mode = state.mode;
    this.root.toggleAttribute("data-empty", !seen);
    parts.show(state, gallery, seen, this);
    this.sentence = state.mode === "draw" ? "Draw a digit: nothing is read yet." : "";
    if (network) {
      const reading = seen ? read(network, seen.pixels, seen.label) : resting(network);
      if (seen) this.history.add(seen.key, reading.confidence);
      const view = { reading, confusion: this.confusion, shown: this.history.shown, reach: this.reach };
      for (const panel of parts.panels) panel.show(view);
      if (seen && state.mode === "push") parts.push.showCurve(network, seen.base, state, reading.confidence);
      if (seen) this.sentence = `${this.name()} ${describe(reading)}`;
    }
    parts.said.textContent = this.sentence;
    this.speak(this.sentence);
    this.keepLink(false);
  }

  /** Of what is on screen. */
  name() {
    const { mode, own, nudge, index } = this.state;
    if (mode === "draw") return own.pixels ? "Your digit." : own.made ? "No digit." : "Your drawing.";
    const words = mode === "push" ? inWords(nudge) : "";
    return `Digit ${index}${words && `, ${words}`}.`;
  }

  /**
   * Something to know, above the panels; nothing for no words.
   * @param {string} words
   * @param {...HTMLElement} more
   */
  tell(words, ...more) {
    this.parts.message.hidden = !words;
    this.parts.message.replaceChildren(words, ...more);
  }

  /**
   * For those who listen, once things are quiet.
   * @param {string} words
   */
  speak(words) {
    window.clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => (this.parts.live.textContent = words), SPOKEN);
  }

  /**
   * The state in the link, once things are quiet.
   * @param {boolean} leap whether one can go back to where it was
   */
  keepLink(leap) {
    window.clearTimeout(this.linking);
    if (this.passing) return;
    const write = () => {
      const hash = toHash(this.state);
      this.parts.whole.setAttribute("href", `index.html${hash && `#${hash}`}`);
      const link = hash ? `#${hash}` : location.pathname + location.search;
      if (location.hash === (hash && `#${hash}`)) return;
      try {
        if (leap && !this.options.framed) window.history.pushState(null, "", link);
        else window.history.replaceState(null, "", link);
      } catch {
        // A page without an address of its own, as in a notebook.
      }
    };
    if (leap) write();
    else this.linking = window.setTimeout(write, QUIET);
  }
}
