/* Reading, with code or without; guesses first; and a hit of the search in sight.

   What may fold and what may wait was decided when the book was built
   (tools/book_cells.py). Without this script, and in print, everything is there. */
"use strict";

(() => {
  const root = document.documentElement;
  const KEY = "course-code";
  const PHONE = "(max-width: 600px)";
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  /* Light or dark from the first moment: the theme's own script decides later. */
  if (!["light", "dark"].includes(root.dataset.theme)) {
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  // --- with code, or without ---------------------------------------------------------

  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  const remember = (mode) => {
    try {
      localStorage.setItem(KEY, mode);
    } catch {
      /* then it holds for this page */
    }
  };

  const says = (mode) => {
    root.dataset.code = mode;
    for (const button of all(".btn-code-switch")) {
      button.setAttribute("aria-pressed", String(mode === "with"));
    }
  };

  const first = matchMedia(PHONE).matches ? "without" : "with";
  const before = remembered();
  says(before === "with" || before === "without" ? before : first);

  /* The words under the reader's eyes stay where they are. */
  const held = (change) => {
    const blocks = all("article :is(p, li, h1, h2, h3, table)");
    const seen = blocks.find((b) => b.getBoundingClientRect().top > 60 && b.offsetParent);
    const top = seen?.getBoundingClientRect().top;
    root.style.overflowAnchor = "none";
    change();
    measure();
    if (seen?.offsetParent) scrollBy(0, seen.getBoundingClientRect().top - top);
    requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));
  };

  const unfold = (cell, open) => {
    cell.classList.toggle("shown", open);
    cell.querySelector(".cell-fold")?.setAttribute("aria-expanded", String(open));
    measure();
  };

  const turn = () => {
    const mode = root.dataset.code === "with" ? "without" : "with";
    held(() => {
      for (const cell of all(".cell.shown")) unfold(cell, false);
      says(mode);
    });
    remember(mode);
  };

  // --- a guess first -----------------------------------------------------------------

  /* What came out of a cell, and of those right after it. */
  const show = (cell) => {
    for (let next = cell; next?.matches(".cell"); next = next.nextElementSibling) {
      next.classList.add("seen");
    }
    measure();
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button, dialog a");
    if (!button) return;
    const cell = button.closest(".cell");
    if (button.matches(".btn-code-switch")) turn();
    if (button.matches(".cell-fold")) unfold(cell, !cell.classList.contains("shown"));
    if (button.matches(".cell-wait")) {
      show(cell);
      const output = cell.querySelector(".cell_output");
      output.tabIndex = -1;
      output.focus({ preventScroll: true });
    }
    // A contents drawer that has done its work.
    if (button.matches("dialog[id$='sidebar-modal'] a")) button.closest("dialog").close();
  });

  /* What somebody was sent to must not be folded. */
  const reveal = (element) => {
    for (let e = element; e; e = e.parentElement) {
      if (e.matches("details")) e.open = true;
      if (!e.matches(".cell")) continue;
      if (element.closest(".cell_input") || e.matches(".kind-check")) unfold(e, true);
      else show(e);
    }
  };

  // --- where a search leads ----------------------------------------------------------

  const words = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

  const mark = (node, word) => {
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT, (text) =>
      text.parentElement.closest("script, style, button, svg, mjx-container, .math, .highlighted")
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
    );
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    for (let text of texts) {
      for (;;) {
        const at = text.data.toLowerCase().indexOf(word);
        if (at < 0) break;
        const hit = text.splitText(at);
        text = hit.splitText(word.length);
        const span = document.createElement("span");
        span.className = "highlighted";
        hit.replaceWith(span);
        span.append(hit);
      }
    }
  };

  /* Mark what was searched for, and go to where most of its words stand together. */
  const arrive = () => {
    const address = new URL(location.href);
    let query = address.searchParams.get("highlight") ?? "";
    try {
      query ||= localStorage.getItem("sphinx_highlight_terms") ?? "";
      localStorage.removeItem("sphinx_highlight_terms");
    } catch {
      /* nothing is kept here */
    }
    const article = document.querySelector("article.bd-article");
    const terms = [...new Set(words(query))].filter((word) => word.length > 1);
    if (!terms.length || !article || document.querySelector("#search-results")) return;
    address.searchParams.delete("highlight");
    try {
      history.replaceState(history.state, "", address);
    } catch {
      /* a page from disk keeps its address */
    }
    for (const word of terms) mark(article, word);
    const found = all(".highlighted", article);
    const together = (span) => {
      const said = span.closest("p, li, dd, dt, td, pre, h1, h2, h3")?.textContent ?? "";
      return terms.filter((word) => said.toLowerCase().includes(word)).length;
    };
    const most = Math.max(0, ...found.map(together));
    const best = found.find((span) => together(span) === most);
    if (!best || location.hash) return;
    reveal(best);
    best.scrollIntoView({ block: "center" });
  };

  const SIGNS = Object.entries({
    alpha: "α", beta: "β", delta: "δ", Delta: "Δ", epsilon: "ε", eta: "η", theta: "θ",
    lambda: "λ", mu: "μ", pi: "π", sigma: "σ", phi: "φ", partial: "∂", nabla: "∇",
    times: "×", cdot: "·", odot: "⊙", sum: "∑", sqrt: "√", infty: "∞", approx: "≈",
    le: "≤", ge: "≥", leq: "≤", geq: "≥", ne: "≠", neq: "≠", to: "→", in: "∈", log: "log",
    ln: "ln", max: "max", min: "min", exp: "exp", top: "ᵀ", dots: "…", ldots: "…",
    cdots: "…", quad: " ", qquad: " ", prime: "′",
  });

  /* A formula, as one would say it in a line of text. */
  const plain = (formula) => {
    let text = formula.replace(/\\[[\]()]/g, "").replace(/\\[,;:! ]/g, " ");
    for (let i = 0; i < 3; i += 1) {
      text = text.replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1 / $2");
    }
    for (const [name, sign] of SIGNS) {
      text = text.replace(new RegExp(`\\\\${name}(?![A-Za-z])`, "g"), sign);
    }
    return text.replace(/\\[A-Za-z]+|[{}$&\\_^]/g, "").replace(/\s+/g, " ");
  };

  /* Excerpts are words: no commands of formulas, no buttons. And hits know their way. */
  const mendSearch = () => {
    if (typeof Search === "undefined") return;
    const text = Search.htmlToText;
    Search.htmlToText = (html, anchor) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      for (const extra of all("button, #jb-print-docs-body, .gloss-used", page)) extra.remove();
      for (const formula of all(".math", page)) {
        formula.textContent = plain(formula.textContent);
      }
      return text(page.documentElement.outerHTML, anchor);
    };
    const results = document.querySelector("#search-results");
    const query = new URLSearchParams(location.search).get("q");
    if (!results || !query) return;
    new MutationObserver(() => {
      for (const link of all("li > a:not([data-way])", results)) {
        link.dataset.way = "known";
        const address = new URL(link.href);
        address.searchParams.set("highlight", query);
        link.href = address.href;
      }
    }).observe(results, { childList: true, subtree: true });
  };

  // --- small things ------------------------------------------------------------------

  /* Escape takes a tooltip away, also the one that comes back with the focus. */
  const noTooltips = () => {
    for (const tooltip of all(".tooltip")) {
      const owner = document.querySelector(`[aria-describedby="${tooltip.id}"]`);
      owner?.removeAttribute("aria-describedby");
      owner?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
      owner?.dispatchEvent(new MouseEvent("mouseleave"));
      tooltip.remove();
    }
  };

  /* Who leaves a drawer is back at the button that opened it. */
  document.addEventListener(
    "close",
    ({ target }) => {
      const side = /^pst-(primary|secondary)-sidebar-modal$/.exec(target.id)?.[1];
      const opener = side && document.querySelector(`.${side}-toggle`);
      if (opener) setTimeout(() => opener.focus({ preventScroll: true }));
    },
    true,
  );

  /* Paper is white, whatever the hour; and nothing can be unfolded on it. */
  let night = false;
  let folded = [];
  addEventListener("beforeprint", () => {
    night = root.dataset.theme === "dark";
    if (night) root.dataset.theme = "light";
    folded = all("article details:not([open])");
    for (const answer of folded) answer.open = true;
    for (const picture of all("article img[loading]")) picture.loading = "eager";
  });
  addEventListener("afterprint", () => {
    if (night) root.dataset.theme = "dark";
    for (const answer of folded) answer.open = false;
  });

  /* A film comes when it is asked for, and goes when it was seen. */
  const films = () => {
    for (const button of all(".film-play")) {
      const picture = button.parentElement.querySelector(`[data-film]${button.matches(".only-dark") ? ".only-dark" : ""}`);
      const still = picture.src;
      button.hidden = false;
      picture.addEventListener("load", () => {
        button.textContent = picture.src === still ? "Play" : "Stop";
      });
      button.addEventListener("click", () => {
        const plays = picture.src !== still;
        button.textContent = plays ? "Play" : "Coming …";
        picture.src = plays ? still : picture.dataset.film;
      });
    }
  };

  let quiet = 0;
  document.addEventListener(
    "keydown",
    ({ key }) => {
      if (key !== "Escape") return;
      quiet = performance.now() + 600;
      noTooltips();
    },
    true,
  );
  document.addEventListener("inserted.bs.tooltip", () => {
    if (performance.now() < quiet) requestAnimationFrame(noTooltips);
  });

  /* What is printed in columns keeps them; sentences go on in the next line. */
  const wrap = () => {
    for (const said of all(".cell_output pre")) {
      said.classList.toggle("sentences", !/\S {2,}\S/.test(said.textContent));
    }
  };

  /* A table or code that is wider than its place can be moved by keys. */
  const measure = () => {
    for (const box of all(".pst-scrollable-table-container, .bd-article pre")) {
      const more = box.scrollWidth > box.clientWidth + 1;
      box.classList.toggle("more", more);
      const left = () => box.scrollWidth - box.clientWidth - box.scrollLeft;
      box.onscroll = () => box.classList.toggle("end", left() < 8);
      if (more) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };

  /* A formula that is a little too wide becomes a little smaller; beyond, it scrolls. */
  const fit = () => {
    for (const box of all(".bd-article div.math")) {
      const formula = box.querySelector("mjx-container > mjx-math");
      if (!formula) continue;
      box.style.removeProperty("font-size");
      const ratio = box.clientWidth / formula.getBoundingClientRect().width;
      if (ratio < 1) box.style.fontSize = `${Math.max(62, Math.floor(99 * ratio))}%`;
    }
  };

  const goTo = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest(".cell")) {
      reveal(target);
      target.scrollIntoView();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    says(root.dataset.code);
    mendSearch();
    wrap();
    measure();
    films();
    goTo();
    arrive();
  });
  addEventListener("load", () => globalThis.MathJax?.startup?.promise?.then(() => {
    fit();
    measure();
  }));
  addEventListener("resize", () => {
    measure();
    fit();
  });
  addEventListener("hashchange", goTo);
})();
