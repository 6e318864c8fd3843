// node strokes.js FOLDER: the drawings in strokes.json, as the pad shows them (pads.bin)
// and as the network gets them (seen.bin); where none is to be seen, seen.json says so.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seenOf } from "../../src/mnist_core/explorer/web/own.js";
import { PAD, rasterise } from "../../src/mnist_core/explorer/web/raster.js";
import { NOTHING } from "../../src/mnist_core/explorer/web/state.js";

const folder = process.argv[2];
const drawings = JSON.parse(readFileSync(join(folder, "strokes.json"), "utf-8"));
const pads = new Uint8Array(drawings.length * PAD * PAD);
const seen = new Uint8Array(drawings.length * 784);
/** @type {boolean[]} */
const isSeen = [];
drawings.forEach((/** @type {any} */ strokes, /** @type {number} */ n) => {
  pads.set(rasterise(strokes), n * PAD * PAD);
  const prepared = seenOf({ ...NOTHING, strokes }, true)?.prepared;
  isSeen.push(Boolean(prepared));
  if (prepared) seen.set(prepared.pixels, n * 784);
});
writeFileSync(join(folder, "pads.bin"), pads);
writeFileSync(join(folder, "seen.bin"), seen);
writeFileSync(join(folder, "seen.json"), JSON.stringify(isSeen));
