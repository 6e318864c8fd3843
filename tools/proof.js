// node tools/proof.js WEIGHTS DIGITS LOGITS
// What the page's network says: digits are (N, 784) bytes, logits (N, 10) in 64 bits.

import { readFileSync, writeFileSync } from "node:fs";
import { readWeights } from "../src/mnist_core/explorer/web/network.js";
import { answer } from "../src/mnist_core/explorer/web/reading.js";
import { D, K } from "../src/mnist_core/explorer/web/shapes.js";

const [weights, digits, logits] = process.argv.slice(2);
const network = await readWeights(new Uint8Array(readFileSync(weights)).buffer);
const pixels = readFileSync(digits);
const said = new Float64Array((pixels.length / D) * K);
for (let n = 0; n < pixels.length / D; n++) {
  const digit = Float32Array.from(pixels.subarray(n * D, (n + 1) * D), (v) => v / 255);
  const z = network.forward(digit)[network.layers.length - 1];
  if (z.indexOf(Math.max(...z)) !== answer(network, digit).prediction) throw new Error(`digit ${n} has two answers`);
  said.set(z, n * K);
}
writeFileSync(logits, said);
