// @ts-check
/** Below the panels: what is on board, how far it may be trusted, another network. */

import { aboardInWords, proofInWords } from "./about.js";
import { button } from "./controls.js";
import { html } from "./dom.js";

export class Foot {
  /**
   * @param {(file: Blob) => void} open a weights file
   * @param {() => void} back to the network that the page came with
   */
  constructor(open, back) {
    const file = html("input", {
      type: "file",
      accept: ".safetensors",
      hidden: true,
      "aria-label": "A weights file",
      change: () => {
        if (file.files?.[0]) open(file.files[0]);
        file.value = "";
      },
    });
    this.back = button("Back to the network of before", back, { hidden: true });
    this.proof = html("p", { class: "proof" });
    this.aboard = html("p", { class: "aboard" });
    this.element = html(
      "footer",
      {},
      this.aboard,
      this.proof,
      html("div", { class: "buttons" }, button("Open a network of your own (.safetensors)", () => file.click()), this.back, file),
    );
  }

  /**
   * @param {import("./about.js").About} about
   * @param {import("./gallery.js").Gallery} gallery
   * @param {boolean} ours whether the network is the one that the page came with
   */
  show(about, gallery, ours) {
    this.aboard.textContent = aboardInWords(about, gallery, ours);
    this.proof.textContent = proofInWords(about, gallery.network, ours);
    this.back.hidden = ours;
  }
}
