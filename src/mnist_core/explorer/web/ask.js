// @ts-check
/** Under the votes: a second network, fetched only when somebody asks for it. */

import { check } from "./controls.js";
import { html } from "./dom.js";

/**
 * @typedef {object} Second a network beside the one of the page; see cnn/second.js
 * @property {ArrayLike<number> | null} votes (10) what it holds probable
 * @property {(view: import("./gallery.js").View) => void} show
 * @property {(digits: Set<number>) => void} mark
 * @property {(on: boolean) => void} turn
 */

/**
 * @typedef {(panel: import("./panels/probabilities.js").OutputProbabilities, home: HTMLElement, words: HTMLElement, box: ReturnType<typeof check>) => Second} Make
 */

/**
 * A box to tick; its script says how to make the second network.
 * @param {import("./panels/probabilities.js").OutputProbabilities} panel
 */
export function offerSecond(panel) {
  const words = html("p", { role: "status" });
  let isComing = false;
  const box = check("Ask a convolutional network too", (on) => {
    words.textContent = "";
    if (panel.second) return panel.second.turn(on);
    if (!on || isComing) return;
    isComing = true;
    const script = html("script", {
      src: "cnn.js",
      ready: ({ detail }) => {
        isComing = false;
        panel.second = /** @type {Make} */ (detail)(panel, home, words, box);
      },
      error: () => {
        isComing = false;
        box.set(false);
        words.textContent = "cnn.js did not come. Is there a network?";
      },
    });
    document.head.append(script);
  });
  const home = html("div", { class: "second" }, box.element, words);
  panel.element.append(home);
}
