// @ts-check
/**
 * The explorer's main path in Firefox: look, draw, push, and back.
 *
 * Run by tests/browser/test_firefox.py, with the program and the address of an explorer.
 */

import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [program, address] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath: program, headless: true });
const page = await browser.newPage();
/** @type {string[]} */
const wrong = [];
page.on("pageerror", (error) => wrong.push(String(error)));

/** @param {string} selector @param {RegExp} words */
async function says(selector, words) {
  let text = "";
  for (let k = 0; k < 600; k++) {
    text = await page.$eval(selector, (e) => e.textContent ?? "").catch(() => "");
    if (words.test(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(text, words);
}

/** @param {string} name */
async function choose(name) {
  await page.$$eval(".modes label", (all, name) => all.find((e) => e.textContent === name)?.click(), name);
}

try {
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(address);
  await says(".said", /^Digit 0\. The network reads a/);
  await page.focus("input[aria-label=Digit]");
  await page.keyboard.press("ArrowRight");
  await says(".said", /^Digit 1\. The network reads a/);

  await page.$$eval("label", (all) => all.find((e) => e.textContent === "Ask a convolutional network too")?.click());
  await says(".both", /^The convolutional network reads an? \d, [\d.]+% sure\./);

  await choose("Draw your own");
  await says(".both", /^$/);
  await says(".answer", /^\?$/);
  const pad = await page.$(".pad canvas");
  const box = await pad?.boundingBox();
  assert.ok(box);
  const corners = [[0.27, 0.27], [0.5, 0.26], [0.72, 0.25], [0.62, 0.44], [0.52, 0.62], [0.45, 0.82]];
  const places = corners.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(places[0][0], places[0][1]);
  await page.mouse.down();
  for (const [x, y] of places.slice(1)) await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
  await says(".answer", /^7$/);
  await says(".both", /^The convolutional network reads an? \d, .* The dense one reads/);

  await page.goBack();
  await says(".said", /^Digit 1\./);
  await choose("Push it");
  await page.focus("input[aria-label=Turn]");
  await page.keyboard.press("End");
  await says(".said", /turned 180° clockwise/);
  assert.deepEqual(wrong, []);
} finally {
  await browser.close();
}
