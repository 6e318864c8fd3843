// @ts-check
/** The feature maps of the second network: a row of small pictures for each block. */

import { canvas, html, paint } from "../dom.js";

const LIT = 0.1; // of the block's largest number
const ROWS = ["top", "", "bottom"];
const COLUMNS = ["left", "", "right"];

const WORDS =
  "Each picture is a feature map: bright where one filter finds what it looks for. Of each block, the maps that vary most for this digit; white is the block's largest number.";

export class Pictures {
  /** @param {() => void} opened the maps are wanted now */
  constructor(opened) {
    this.rows = html("div");
    this.element = html("details", { class: "maps", toggle: opened }, html("summary", {}, "Its feature maps"), html("p", {}, WORDS), this.rows);
    /** @type {{name: HTMLElement, pens: CanvasRenderingContext2D[]}[]} */
    this.blocks = [];
  }

  /** @param {import("./maps.js").Shown[]} blocks none while nothing is read */
  show(blocks) {
    if (blocks.length && !this.blocks.length) this.build(blocks);
    this.rows.hidden = !blocks.length;
    blocks.forEach(({ count, side, shown, maps }, b) => {
      const { name, pens } = this.blocks[b];
      name.textContent = `Block ${b + 1}: maps ${shown.map((j) => j + 1).join(", ")} of ${count}, ${side}×${side}`;
      maps.forEach((map, k) => {
        paint(pens[k], map, side);
        pens[k].canvas.setAttribute("aria-label", mapInWords(map, side, shown[k] + 1));
      });
    });
  }

  /** @param {import("./maps.js").Shown[]} blocks */
  build(blocks) {
    for (const { side, maps } of blocks) {
      const all = maps.map(() => canvas(side, side, { class: "pixels", role: "img" }));
      const name = html("p", { class: "name" });
      this.rows.append(name, html("div", { class: "map-row" }, ...all.map(({ element }) => element)));
      this.blocks.push({ name, pens: all.map(({ pen }) => pen) });
    }
  }
}

/**
 * @param {Float32Array} map from 0 to 1
 * @param {number} side
 * @param {number} number
 */
export function mapInWords(map, side, number) {
  const lit = map.filter((v) => v > LIT).length;
  if (!lit) return `Map ${number}: dark.`;
  const at = map.indexOf(Math.max(...map));
  const third = (/** @type {number} */ place) => Math.floor((3 * place) / side);
  const where = [ROWS[third(Math.floor(at / side))], COLUMNS[third(at % side)]].filter(Boolean).join(" ");
  return `Map ${number}: ${Math.round((100 * lit) / map.length)}% of it lit, brightest ${where ? `at the ${where}` : "in the middle"}.`;
}
