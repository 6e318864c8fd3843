// @ts-check
/** Native controls, each with a name and a place to say what it stands at. */

import { html } from "./dom.js";

/**
 * A slider.
 *
 * @param {string} name
 * @param {{low: number, high: number, step: number, value: number}} range
 * @param {(value: number) => void} move
 * @param {(value: number) => string} say how its value is written
 */
export function slider(name, range, move, say = String) {
  const readout = html("output", { "aria-hidden": true });
  const input = html("input", {
    type: "range",
    "aria-label": name,
    min: range.low,
    max: range.high,
    step: range.step,
    value: range.value,
    input: () => {
      tell(input.valueAsNumber);
      move(input.valueAsNumber);
    },
  });
  /** @param {number} value */
  const tell = (value) => {
    const text = say(value);
    if (readout.textContent === text) return;
    readout.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  tell(range.value);
  const element = html("label", { class: "slider" }, html("span", { class: "name" }, name), input, readout);
  /** @param {number} value */
  const set = (value) => {
    if (input.valueAsNumber !== value) input.value = String(value);
    tell(value);
  };
  return { element, input, set };
}

/**
 * A list to choose from.
 *
 * @template T
 * @param {string} name
 * @param {[string, T][]} options what is written, and what it means
 * @param {(value: T) => void} choose
 */
export function choice(name, options, choose) {
  const input = html(
    "select",
    { "aria-label": name, change: () => choose(options[input.selectedIndex][1]) },
    ...options.map(([text]) => html("option", {}, text)),
  );
  const element = html("label", { class: "choice" }, html("span", { class: "name" }, name), input);
  /** @param {T} value */
  const set = (value) => {
    input.selectedIndex = Math.max(0, options.findIndex(([, meaning]) => meaning === value));
  };
  return { element, input, set };
}

/**
 * A box to tick.
 *
 * @param {string} name
 * @param {(value: boolean) => void} change
 */
export function check(name, change) {
  const input = html("input", { type: "checkbox", change: () => change(input.checked) });
  const element = html("label", { class: "check" }, input, html("span", {}, name));
  /** @param {boolean} value */
  const set = (value) => {
    input.checked = value;
  };
  return { element, input, set };
}

/**
 * A button.
 *
 * @param {string} name
 * @param {() => void} click
 * @param {import("./dom.js").Attributes} attributes
 */
export function button(name, click, attributes = {}) {
  return html("button", { type: "button", click, ...attributes }, name);
}

/**
 * Some things to choose one of, side by side.
 *
 * @template {string} T
 * @param {string} name of the group
 * @param {[string, T][]} options what is written, and what it means
 * @param {(value: T) => void} choose
 */
export function radios(name, options, choose) {
  const group = `radios-${counter++}`;
  const inputs = options.map(([, value]) =>
    html("input", { type: "radio", name: group, value, change: () => choose(value) }),
  );
  const element = html(
    "fieldset",
    { class: "radios" },
    html("legend", {}, name),
    ...options.map(([text], k) => html("label", {}, inputs[k], html("span", {}, text))),
  );
  /** @param {T} value */
  const set = (value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
  return { element, set };
}

let counter = 0;
