// @ts-check
/**
 * What the page is about, from the files beside it or from the page itself.
 *
 * In a page of its own they are fetched, weights first; in a single file or a notebook
 * they stand in it, in an element named mnist-core-data.
 */

import { canvas } from "./dom.js";
import { fetched, LoadError } from "./fetched.js";
import { D } from "./shapes.js";

/** @typedef {import("./about.js").About} About */

/** @returns {{[name: string]: string} | null} contents in base64, by name of the file */
function inThePage() {
  const element = document.getElementById("mnist-core-data");
  return element?.textContent ? JSON.parse(element.textContent) : null;
}

/** @param {string} name */
async function file(name) {
  const here = inThePage();
  return here ? Uint8Array.from(atob(here[name]), (letter) => letter.charCodeAt(0)) : fetched(name);
}

/** @returns {Promise<ArrayBuffer>} */
export async function loadWeights() {
  return (await file("weights.safetensors")).buffer;
}

/** @returns {Promise<About>} */
export async function loadAbout() {
  try {
    return JSON.parse(new TextDecoder().decode(await file("explorer.json")));
  } catch (error) {
    if (error instanceof LoadError) throw error;
    throw new LoadError("explorer.json is damaged.");
  }
}

/**
 * The digits, out of one picture that holds them side by side.
 *
 * @param {About} about
 * @returns {Promise<import("./gallery.js").Digits>}
 */
export async function loadDigits({ digits: { columns, positions, labels } }) {
  const picture = new Blob([await file("digits.webp")], { type: "image/webp" });
  const bitmap = await createImageBitmap(picture, {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  }).catch(() => {
    throw new LoadError("The digits cannot be read: digits.webp is damaged.");
  });
  const { pen } = canvas(bitmap.width, bitmap.height);
  pen.drawImage(bitmap, 0, 0);
  const side = Math.sqrt(D);
  const pixels = new Uint8Array(labels.length * D);
  const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
  for (let n = 0; n < labels.length; n++) {
    const [left, top] = [(n % columns) * side, Math.floor(n / columns) * side];
    for (let i = 0; i < D; i++) {
      const [x, y] = [left + (i % side), top + Math.floor(i / side)];
      pixels[n * D + i] = data[4 * (y * bitmap.width + x)];
    }
  }
  return { pixels, labels, positions };
}
