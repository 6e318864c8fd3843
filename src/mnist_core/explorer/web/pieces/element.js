// @ts-check
/** The element <mnist-piece>: the picture and words in it come to life. */

import { Ball } from "./ball.js";
import { Blame } from "./blame.js";
import { Bullseye } from "./bullseye.js";
import { Dial } from "./dial.js";
import { Dimmer } from "./dimmer.js";
import { Lines } from "./lines.js";
import { Neuron } from "./neuron.js";
import { Votes } from "./votes.js";

/** @type {{[kind: string]: new (values: import("./piece.js").Values) => import("./piece.js").Piece}} */
export const KINDS = { ball: Ball, blame: Blame, bullseye: Bullseye, dial: Dial, dimmer: Dimmer, lines: Lines, neuron: Neuron, votes: Votes };

/** From now on, every <mnist-piece> in this page is alive. */
export function definePiece() {
  if (customElements.get("mnist-piece")) return;
  customElements.define(
    "mnist-piece",
    class extends HTMLElement {
      connectedCallback() {
        const Kind = KINDS[this.getAttribute("kind") ?? ""];
        if (!Kind || this.dataset.alive) return;
        const values = JSON.parse(this.getAttribute("values") ?? "{}");
        this.replaceChildren(new Kind(values).element());
        // JupyterLab would take the arrow keys away from the sliders.
        this.addEventListener("keydown", (event) => event.stopPropagation());
        this.dataset.alive = "true";
      }
    },
  );
}
