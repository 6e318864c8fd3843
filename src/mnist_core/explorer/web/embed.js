// @ts-check
/** What brings a page of the book to life: its pieces, and the explorer in its places. */

import { html } from "./dom.js";
import { definePiece } from "./pieces/element.js";

const SOON = "600px"; // before it comes into sight, an explorer is loaded
const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);

/** Where the explorer is: beside this script. */
const HOME = script?.src ? new URL(".", script.src) : null;

/** @type {Set<HTMLIFrameElement>} */
const frames = new Set();

function defineExplorer() {
  if (!HOME || customElements.get("mnist-explorer")) return;
  customElements.define(
    "mnist-explorer",
    class extends HTMLElement {
      connectedCallback() {
        if (this.dataset.alive || this.hasAttribute("own")) return;
        this.dataset.alive = "soon";
        if (this.hasAttribute("eager") || !("IntersectionObserver" in window)) return this.wake();
        const near = new IntersectionObserver(
          (entries) => {
            if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
            near.disconnect();
            this.wake();
          },
          { rootMargin: SOON },
        );
        near.observe(this);
      }

      /** Load the page; the still stays until it has come. */
      wake() {
        const fromDisk = location.protocol === "file:";
        const page = new URL(fromDisk ? "whole.html" : "index.html", /** @type {URL} */ (HOME));
        page.searchParams.set("theme", theme());
        page.searchParams.set("show", this.getAttribute("show") ?? "");
        if (this.hasAttribute("hero")) page.searchParams.set("hero", "1");
        page.hash = this.getAttribute("state") ?? "";
        const frame = html("iframe", { title: this.getAttribute("label") ?? "Watch a neural network think", src: page.href, allow: "clipboard-write", class: "coming" });
        frame.addEventListener("load", () => tellTheme(frame)); // known by now
        frames.add(frame);
        this.append(frame);
      }
    },
  );
  window.addEventListener("message", ({ source, data }) => {
    const hasFailed = data?.mnistCore === "failed";
    if (!hasFailed && (data?.mnistCore !== "height" || !(data.height > 0))) return;
    for (const frame of frames) {
      if (frame.contentWindow !== source) continue;
      if (hasFailed) {
        frame.replaceWith(html("p", {}, String(data.words)));
        frames.delete(frame);
        continue;
      }
      frame.style.height = `${data.height}px`;
      if (!frame.classList.contains("coming")) continue;
      frame.classList.remove("coming");
      const home = /** @type {HTMLElement} */ (frame.parentElement);
      home.dataset.alive = "true";
      // Its picture is for paper now.
      for (const still of home.children) still.toggleAttribute("data-paper", still !== frame);
    }
  });
  new MutationObserver(() => {
    frames.forEach(tellTheme);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/** @param {HTMLIFrameElement} frame */
function tellTheme(frame) {
  frame.contentWindow?.postMessage({ mnistCore: "theme", theme: theme() }, "*");
}

/** The page's theme, or nothing where only the reader's system says. */
function theme() {
  return document.documentElement.dataset.theme ?? "";
}

definePiece();
defineExplorer();
