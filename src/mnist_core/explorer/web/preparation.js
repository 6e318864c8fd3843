// @ts-check
/** How a drawing is brought to MNIST's form, drawn over what the network is given. */

import { centreOf } from "./centring.js";
import { isCalm, svg } from "./dom.js";
import { PAD } from "./raster.js";
import { SIDE } from "./shapes.js";

/**
 * Drawn over what the network is given: the 20-pixel box, the centre of mass, and the
 * digit's edges on their way from where they were drawn.
 */
export class Preparation {
  constructor() {
    this.box = svg("rect", { class: "box", x: 4, y: 4, width: 20, height: 20 });
    this.frame = svg("rect", { class: "frame" });
    this.centre = svg("path", { class: "centre", d: "M-1.4,0H1.4M0,-1.4V1.4" });
    this.element = svg("g", { class: "preparation" }, this.box, this.frame, this.centre);
  }

  /**
   * @param {import("./own.js").Seen | null} seen
   * @param {import("./state.js").Own} own
   * @param {boolean} passing whether the hand still draws
   */
  show(seen, own, passing) {
    const animated = !passing && own !== this.own;
    if (!passing) this.own = own;
    const prepared = seen?.prepared ?? null;
    this.element.classList.toggle("off", !prepared);
    if (seen) {
      const { x, y } = centreOf(seen.pixels);
      this.centre.setAttribute("transform", `translate(${x + 0.5}, ${y + 0.5})`);
    }
    this.centre.classList.toggle("off", !seen);
    if (!prepared) return;
    const { found, box } = prepared;
    const step = PAD / SIDE;
    if (animated && !isCalm()) {
      this.frame.classList.remove("moving");
      this.place(found.left / step, found.top / step, (found.right - found.left + 1) / step, (found.bottom - found.top + 1) / step);
      this.frame.getBoundingClientRect(); // the browser takes note of where it begins
      this.frame.classList.add("moving");
    }
    this.place(box.left, box.top, box.width, box.height);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  place(x, y, width, height) {
    Object.assign(this.frame.style, { x: `${x}px`, y: `${y}px`, width: `${width}px`, height: `${height}px` });
  }
}
