/* Pictures open large, with their words: on a tap, or with the keyboard. */
(() => {
  "use strict";

  /** The one dialog of the page, made when it is first wanted. */
  let dialog;

  function made() {
    const box = document.createElement("dialog");
    box.className = "picture-large";
    box.innerHTML =
      '<div class="room" tabindex="0" role="region" aria-label="Picture"></div><p></p>' +
      '<form method="dialog"><button aria-label="Close">✕</button></form>';
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close(); // beside it
    });
    document.body.append(box);
    return box;
  }

  /** Names inside a copy would be there twice. */
  function copied(picture) {
    const copy = picture.cloneNode(true);
    const ids = /(\bid="|href="#|url\(["']?#)/g;
    copy.removeAttribute("loading");
    if (copy.tagName === "svg") copy.innerHTML = copy.innerHTML.replace(ids, "$1large-");
    return copy;
  }

  function open(picture, words, wide) {
    dialog ??= made();
    const room = dialog.querySelector(".room");
    room.classList.toggle("wide", wide);
    room.replaceChildren(copied(picture));
    room.scrollTo(0, 0);
    dialog.querySelector("p").textContent = words;
    dialog.showModal();
    dialog.querySelector("button").focus();
  }

  function button(figure, picture, words) {
    const over = document.createElement("button");
    over.type = "button";
    over.className = "picture-open";
    over.setAttribute("aria-label", "Open the picture large");
    over.addEventListener("click", () => open(picture, words, figure.matches(".wide")));
    figure.append(over);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const figure of document.querySelectorAll("figure.picture")) {
      const picture = figure.querySelector("svg, img");
      const words = picture.getAttribute("aria-label") ?? picture.getAttribute("alt");
      button(figure, picture, words ?? "");
    }
  });
})();
