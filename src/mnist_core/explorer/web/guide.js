// @ts-check
/** Six questions. Each sets the page to where its answer can be seen, and undoes that. */

import { button } from "./controls.js";
import { html } from "./dom.js";
import { NO_NUDGE } from "./nudge.js";
import { ALL, NOTHING } from "./state.js";

/**
 * @typedef {object} Question
 * @property {string} asks
 * @property {string} before what to do
 * @property {string} after what there was to see
 * @property {(gallery: import("./gallery.js").Gallery) => Partial<import("./state.js").State>} set
 */

/**
 * The first digit of a kind that is read rightly and surely.
 * @param {import("./gallery.js").Gallery} gallery
 * @param {number} digit
 */
function clear(gallery, digit) {
  const all = gallery.choose({ ...ALL, true: digit, predicted: digit });
  return gallery.digits.positions[all.find((n) => gallery.confidences[n] > 0.99) ?? all[0] ?? 0];
}

/** @type {Question[]} */
export const QUESTIONS = [
  {
    asks: "Which digit is it least sure of, and why?",
    before: "This is the one. Look at the bars: which digits does it waver between? Then drag the slider to the next least sure.",
    after: "No bar is tall: several digits share the vote. In the network many thick lines run to more than one output. Would you be sure?",
    set: (gallery) => {
      const wanted = { ...ALL, leastSureFirst: true };
      return { mode: "look", wanted, index: gallery.digits.positions[gallery.choose(wanted)[0]] };
    },
  },
  {
    asks: "How far must you turn this 6?",
    before: "Drag the slider named Turn slowly to the right, and watch the answer. When does it stop being a 6?",
    after: "Long before you would call it anything else. And just after the flip it is sure again: the curve dips, and comes back up for the wrong digit.",
    set: (gallery) => ({ mode: "push", index: clear(gallery, 6), wanted: ALL, curve: "degrees" }),
  },
  {
    asks: "What does it take 4s for?",
    before: "The strip under the matrix holds the 4s it took for 9s, the surest mistake first. Bring them on screen one by one. Which are forgivable?",
    after: "Some are hardly 4s. Others are plain, and it is sure all the same: how sure it is does not tell you whether it is right.",
    set: (gallery) => {
      const [first = 0] = gallery.cell(4, 9);
      return { mode: "look", wanted: ALL, index: gallery.digits.positions[first], cell: { true: 4, predicted: 9 } };
    },
  },
  {
    asks: "Where does it look?",
    before: "Drag the black square over the digit. Where does hiding a part change the answer, and where does nobody care?",
    after: "A few places carry the answer; much of the ink can go. Now tick the white square: ink where there was none can matter more than ink that is missing.",
    set: (gallery) => ({
      mode: "push",
      index: clear(gallery, 7),
      wanted: ALL,
      nudge: { ...NO_NUDGE, square: 8, squareX: 10, squareY: 8, squareWhite: false },
      curve: "square",
    }),
  },
  {
    asks: "Does it care where the digit is?",
    before: "Shift the digit by three pixels, with the sliders or the arrow keys on them. You see the same digit. Does the network?",
    after: "For this network a moved digit is another picture: each of its neurons has an opinion about each place. Networks that slide their view over the picture do better.",
    set: (gallery) => ({ mode: "push", index: clear(gallery, 3), wanted: ALL, curve: "right" }),
  },
  {
    asks: "What if it is no digit at all?",
    before: "This is noise. How sure is the network? Try the stripes, the white sheet, or draw a face.",
    after: "It has ten answers and must share 100% among them: none of them is “I don't know”. Sure is not the same as right.",
    set: () => ({ mode: "draw", own: { ...NOTHING, made: "noise" } }),
  },
];

export class Guide {
  /**
   * @param {(question: number) => void} ask
   * @param {() => void} leave put everything back as it was
   */
  constructor(ask, leave) {
    this.ask = ask;
    this.at = /** @type {number | null} */ (null);
    this.menu = html("details", { class: "menu" }, html("summary", {}, "Six questions"), html("ol", {}, ...QUESTIONS.map(({ asks }, k) => html("li", {}, this.link(asks, k)))));
    this.title = html("h2", { tabindex: -1 });
    this.text = html("p");
    this.more = html("p", { class: "after", hidden: true });
    this.reveal = button("What was there to see?", () => {
      this.more.hidden = false;
      this.reveal.hidden = true;
    });
    const next = button("Next question", () => this.ask(((this.at ?? -1) + 1) % QUESTIONS.length));
    this.card = html(
      "section",
      { class: "guide", hidden: true, "aria-label": "Question" },
      this.title,
      this.text,
      this.more,
      html("div", { class: "buttons" }, this.reveal, next, button("Put it back", leave)),
    );
  }

  /**
   * @param {string} asks
   * @param {number} question
   */
  link(asks, question) {
    const click = (/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      this.menu.open = false;
      this.ask(question);
    };
    return html("a", { href: `#question=${question + 1}`, click }, asks);
  }

  /** @param {number | null} question */
  show(question) {
    if (question === this.at) return;
    this.at = question;
    this.card.hidden = question === null;
    if (question === null) return;
    const { asks, before, after } = QUESTIONS[question];
    this.title.textContent = asks;
    this.text.textContent = before;
    this.more.textContent = after;
    this.more.hidden = true;
    this.reveal.hidden = false;
    this.title.focus({ preventScroll: true });
  }
}
