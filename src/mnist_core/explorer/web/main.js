// @ts-check
/** Begin: find out where the page stands, and start the app in it. */

import { App } from "./app.js";
import { BrowserError, dress, html } from "./dom.js";
import { PARTS } from "./layout.js";

const words = new URLSearchParams(location.search);
const root = document.getElementById("app");
const given = document.documentElement.dataset;

/**
 * The part of the link behind the #: in a notebook the page has no link of its own.
 */
const hash = given.state ?? location.hash;
const parts = (given.parts ?? words.get("show") ?? "").split(/[ ,+]/).filter((name, k, all) => PARTS.includes(name) && all.indexOf(name) === k);
const framed = window.parent !== window;
const hero = words.has("hero");

if (root) begin(root);

/** Where the browser lacks something, a sentence says so; in the book, under the still.
 * @param {HTMLElement} root
 */
function begin(root) {
  try {
    const app = new App(root, { parts: parts.length ? parts : PARTS, framed, hash, hero });
    follow();
    app.start();
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
    root.replaceChildren(html("p", { class: "message" }, error.message));
    if (framed) window.parent.postMessage({ mnistCore: "failed", words: error.message }, "*");
  }
}

/** In a page of the book, take its colours and tell it how tall this page is. */
function follow() {
  const theme = words.get("theme") ?? given.theme;
  if (theme === "light" || theme === "dark") given.theme = theme;
  dress(document.documentElement, { "data-hero": hero });
  if (!framed) return;
  dress(document.documentElement, { "data-framed": true });
  window.addEventListener("message", ({ source, data }) => {
    if (source !== window.parent) return;
    if (data?.mnistCore === "theme" && ["light", "dark"].includes(data.theme)) given.theme = data.theme;
  });
  const tell = () =>
    window.parent.postMessage({ mnistCore: "height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
}
