// @ts-check
/** Backpropagation on two bulbs, two friends and two answers, gear by gear. */

import { relu, softmax } from "../by_hand.js";
import { percent, svg } from "../dom.js";
import { minus, Piece, put, signed } from "./piece.js";

/**
 * The little network: opinions of each friend about each bulb, of each answer about
 * each friend. Which answer is right, and how bright the bulbs are.
 */
export const BULBS = [1, 0.5];
export const W1 = [[0.8, -0.4], [-0.5, 1.0]];
export const W2 = [[1.0, -0.5], [-0.6, 0.9]];
export const RIGHT = 0;

const GEARS = [
  "Forward: from the bulbs to the votes",
  "The blame of the answers: vote − truth",
  "Back along the lines, and added up",
  "Through the dimmers",
  "To every dial: blame × brightness",
];
const [WIDTH, HEIGHT] = [540, 338];
const COLUMNS = [50, 270, 490];
const ROWS = [98, 250];
const RADIUS = 32;

/**
 * Forward and back (the formulas of mnist_core.by_hand, for one digit).
 * @param {number[]} moods of the two friends
 */
export function blames(moods) {
  const dot = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const z = W1.map((opinions, j) => dot(opinions, BULBS) + moods[j]);
  const lamps = z.map(relu);
  const votes = [...softmax(W2.map((opinions) => dot(opinions, lamps)))];
  const delta2 = votes.map((p, k) => p - Number(k === RIGHT));
  const shares = z.map((_, j) => W2.map((opinions, k) => opinions[j] * delta2[k])); // [friend][answer]
  const arrived = shares.map((parts) => parts[0] + parts[1]);
  const delta1 = arrived.map((blame, j) => (z[j] > 0 ? blame : 0));
  return {
    z,
    lamps,
    votes,
    delta2,
    shares,
    arrived,
    delta1,
    slopes2: delta2.map((d) => lamps.map((a) => d * a)),
    slopes1: delta1.map((d) => BULBS.map((a) => d * a)),
  };
}

export class Blame extends Piece {
  get title() {
    return "Two bulbs, two friends, two answers: the blame goes back";
  }

  /** @param {import("./piece.js").Values} values */
  constructor(values) {
    super(values);
    this.addKnobs(
      { name: "gear", label: "gear", low: 0, high: GEARS.length - 1, step: 1, say: (v) => `${v + 1} of ${GEARS.length}` },
      { name: "mood1", label: "mood of friend 1", low: -2, high: 2, step: 0.1, say: (v) => signed(v, 1) },
      { name: "mood2", label: "mood of friend 2", low: -2, high: 2, step: 0.1, say: (v) => signed(v, 1) },
    );
    this.backButton = this.addButton("Back", () => this.set({ gear: Math.max(0, this.values.gear - 1) }));
    this.onButton = this.addButton("Next gear", () => this.set({ gear: (this.values.gear + 1) % GEARS.length }));
    this.addChoice({ name: "look", label: "explain", options: [["friend 1", 0], ["friend 2", 1]] });
    const picture = this.addPicture(WIDTH, HEIGHT);
    picture.classList.add("wide");
    this.name = svg("text", { class: "title", x: WIDTH / 2, y: 26, "text-anchor": "middle" });
    picture.append(this.name);
    this.lines = [this.buildLines(picture, 0, W1), this.buildLines(picture, 1, W2)];
    this.nodes = COLUMNS.map((x, column) => ROWS.map((y, row) => this.buildNode(picture, column, row, x, y)));
  }

  /**
   * @param {SVGSVGElement} picture
   * @param {number} column
   * @param {number[][]} opinions [to][from]
   */
  buildLines(picture, column, opinions) {
    return opinions.map((row, to) =>
      row.map((opinion, from) => {
        const [x1, y1, x2, y2] = [COLUMNS[column], ROWS[from], COLUMNS[column + 1], ROWS[to]];
        const share = from === to ? 0.5 : 0.3;
        const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
        const line = svg("line", { x1, y1, x2, y2, class: opinion < 0 ? "against" : "for", "stroke-width": 1 + 3 * Math.abs(opinion) });
        const text = svg("text", { class: "value halo", x, y: y - 9, "text-anchor": "middle" }, `× ${minus(opinion, 1)}`);
        const back = svg("text", { class: "value halo back", x: x2 - (from === to ? 0.34 : 0.24) * (x2 - x1), y: y2 - (from === to ? 0.34 : 0.24) * (y2 - y1) + 18, "text-anchor": "middle" });
        picture.append(line, text, back);
        return { line, text, back };
      }),
    );
  }

  /**
   * @param {SVGSVGElement} picture
   * @param {number} column
   * @param {number} row
   * @param {number} x
   * @param {number} y
   */
  buildNode(picture, column, row, x, y) {
    const circle = svg("circle", { class: ["bulb", "friend", "friend"][column], cx: x, cy: y, r: RADIUS });
    const text = svg("text", { class: "inside", x, y: y + 5, "text-anchor": "middle" });
    const under = svg("text", { class: "value halo back", x, y: y + RADIUS + 18, "text-anchor": "middle" });
    const name = svg("text", { class: "tick", x, y: y - RADIUS - 7, "text-anchor": "middle" }, [`bulb ${row + 1}`, `friend ${row + 1}`, row === RIGHT ? "A (right)" : "B"][column]);
    picture.append(circle, text, under, name);
    if (column === 0) {
      circle.style.setProperty("--level", String(BULBS[row]));
      text.classList.toggle("on-light", BULBS[row] > 0.55);
      text.textContent = BULBS[row].toFixed(1);
    }
    if (column === 1) circle.addEventListener("click", () => this.set({ look: row }));
    return { circle, text, under };
  }

  show() {
    const { gear, mood1, mood2, look } = this.values;
    const now = blames([mood1, mood2]);
    this.name.textContent = `Gear ${gear + 1}. ${GEARS[gear]}`;
    this.backButton.disabled = gear === 0;
    this.onButton.textContent = gear === GEARS.length - 1 ? "From the start" : "Next gear";
    ROWS.forEach((_, k) => {
      const [, friend, answer] = [0, 1, 2].map((column) => this.nodes[column][k]);
      friend.text.textContent = minus(now.lamps[k], 2);
      friend.circle.classList.toggle("off", now.z[k] <= 0);
      friend.circle.classList.toggle("chosen", gear > 0 && look === k);
      answer.text.textContent = percent(now.votes[k], 0);
      answer.under.textContent = gear >= 1 ? signed(now.delta2[k], 2) : "";
      const blame = gear >= 3 ? now.delta1[k] : now.arrived[k];
      friend.under.textContent = gear < 2 ? `mood ${signed([mood1, mood2][k], 1)}` : gear >= 3 && now.z[k] <= 0 ? "off: 0" : signed(blame, 2);
      friend.under.classList.toggle("back", gear >= 2);
    });
    this.lines.forEach((lines, column) =>
      lines.forEach((row, to) =>
        row.forEach(({ line, text, back }, from) => {
          const slopes = column ? now.slopes2 : now.slopes1;
          const share = column === 1 && gear === 2;
          back.textContent = gear === 4 ? signed(slopes[to][from], 2) : share ? signed(now.shares[from][to], 2) : "";
          text.classList.toggle("faded", gear >= 3);
          put(line, { opacity: gear === 2 && column === 0 ? 0.3 : 1 });
        }),
      ),
    );
  }

  words() {
    const { gear, mood1, mood2, look } = this.values;
    const now = blames([mood1, mood2]);
    const friend = `Friend ${look + 1}`;
    const off = now.z[look] <= 0;
    const [toA, toB] = now.shares[look];
    if (gear === 0) return `A is right and gets ${percent(now.votes[0], 0)} of the votes. ${off ? `${friend} is off: excitement ${minus(now.z[look], 2)}.` : `${friend}'s lamp shows ${minus(now.lamps[look], 2)}.`}`;
    if (gear === 1) return `A got ${now.votes[0].toFixed(2)} and should have 1: ${signed(now.delta2[0], 2)}. B got ${now.votes[1].toFixed(2)} and should have 0: ${signed(now.delta2[1], 2)}. Below zero means: more of this, please.`;
    const sum = `${minus(W2[0][look], 1)} × ${signed(now.delta2[0], 2)} from A, and ${minus(W2[1][look], 1)} × ${signed(now.delta2[1], 2)} from B: ${signed(toA, 2)} ${toB < 0 ? "−" : "+"} ${Math.abs(toB).toFixed(2)} = ${signed(now.arrived[look], 2)}`;
    if (gear === 2) return `${friend} gets ${sum}. The opinions that carried its voice forward carry the blame back.`;
    if (gear === 3) return off ? `${friend} was off: if its excitement changed a little, it would still be off. So of the ${signed(now.arrived[look], 2)} that arrived, nothing passes.` : `${friend} was on: all of the ${signed(now.arrived[look], 2)} passes. (Put its mood at −2 and see.)`;
    if (off) return `${friend} was off, so its blame is 0, and none of its dials is turned.`;
    const [one, two] = now.slopes1[look];
    return `Its blame times what it looked at: ${signed(now.delta1[look], 2)} × 1.0 = ${signed(one, 2)} for the first opinion, × 0.5 = ${signed(two, 2)} for the second. Each dial is now turned the other way, a little.`;
  }
}
