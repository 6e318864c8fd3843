// @ts-check
/** The pad: a digit drawn by hand, or out of a file. */

import { prepare, WORKING_SIZE } from "./centring.js";
import { button, check, radios } from "./controls.js";
import { canvas, html, paint } from "./dom.js";
import { PictureError } from "./picture.js";
import { SIDE } from "./shapes.js";
import { MADE } from "./own.js";
import { blankPad, inkSegment, onPad, PAD, rasterise, WIDTHS } from "./raster.js";
import { isEmpty, NOTHING } from "./state.js";

/** @typedef {import("./state.js").Own} Own */

/**
 * @typedef {object} PadHost
 * @property {(own: Own) => void} changed
 * @property {(centred: boolean) => void} centre
 * @property {(message: string) => void} complain
 */

const HINT = "draw a digit here";

export class Pad {
  /** @param {PadHost} host */
  constructor(host) {
    this.host = host;
    /** @type {Own} */
    this.own = NOTHING;
    /** @type {import("./raster.js").Stroke | null} the one under the hand */
    this.stroke = null;
    /** @type {import("./raster.js").Stroke | null} as it was handed on last */
    this.last = null;
    /** Whether what is on it was drawn for show: the first hand wipes it off. */
    this.isLent = false;
    this.width = WIDTHS.normal;
    this.ink = blankPad();
    const { element, pen } = canvas(PAD, PAD, {
      class: "pixels",
      role: "img",
      "aria-label": "A pad to draw a digit on, with a mouse, a finger or a pen. Without one, open a picture.",
      tabindex: 0,
      pointerdown: (event) => this.begin(event),
      pointermove: (event) => this.go(event),
      pointerup: () => this.end(),
      pointercancel: () => this.end(),
      dragover: (event) => event.preventDefault(),
      drop: (event) => {
        event.preventDefault();
        this.open(event.dataTransfer?.files?.[0]);
      },
    });
    this.sheet = element;
    this.pen = pen;
    this.hint = html("p", { class: "hint", "aria-hidden": true }, HINT);
    this.file = html("input", {
      type: "file",
      accept: "image/*",
      hidden: true,
      change: () => {
        this.open(this.file.files?.[0]);
        this.file.value = "";
      },
    });
    this.centring = check("centre it, as MNIST's digits are", (on) => host.centre(on));
    const widths = radios("Pen", [["fine", "fine"], ["normal", "normal"], ["broad", "broad"]], (name) => {
      this.width = WIDTHS[/** @type {keyof typeof WIDTHS} */ (name)];
    });
    widths.set("normal");
    this.undoButton = button("Undo", () => this.undo());
    this.clearButton = button("Clear", () => this.change(NOTHING));
    this.element = html("div", { class: "pad" }, element, this.hint);
    this.tools = html(
      "div",
      { class: "tools" },
      widths.element,
      html("div", { class: "buttons" }, this.undoButton, this.clearButton, button("Open a picture", () => this.file.click()), this.file),
      html(
        "div",
        { class: "buttons", role: "group", "aria-label": "No digits" },
        html("span", { class: "name" }, "no digit:"),
        button("white sheet", () => this.change({ ...NOTHING, made: "blank" })),
        button("stripes", () => this.change({ ...NOTHING, made: "stripes" })),
        button("noise", () => this.change({ ...NOTHING, made: "noise" })),
      ),
      this.centring.element,
    );
  }

  /**
   * @param {Own} own
   * @param {boolean} centred
   */
  show(own, centred) {
    this.centring.set(centred);
    if (own !== this.own) {
      this.own = own;
      this.ink = rasterise(own.strokes);
      this.draw();
    }
    this.hint.hidden = (!isEmpty(own) && !this.isLent) || this.stroke !== null;
    this.undoButton.disabled = isEmpty(own);
    this.clearButton.disabled = isEmpty(own);
  }

  draw() {
    const { made, pixels, strokes } = this.own;
    if (strokes.length || (!made && !pixels)) return paint(this.pen, this.ink, PAD, 255);
    const small = made ? MADE[made]() : Float32Array.from(/** @type {Uint8Array} */ (pixels), (v) => v / 255);
    const step = PAD / SIDE;
    paint(this.pen, Float32Array.from({ length: PAD * PAD }, (_, i) => small[Math.floor(i / PAD / step) * SIDE + Math.floor((i % PAD) / step)]), PAD);
  }

  // --- the hand -----------------------------------------------------------------------

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.sheet.setPointerCapture(event.pointerId);
    this.takeBack();
    if (!this.own.strokes.length) this.ink = blankPad();
    this.stroke = { width: this.width, points: [] };
    this.go(event);
  }

  /** @param {PointerEvent} event */
  go(event) {
    if (!this.stroke) return;
    const box = this.sheet.getBoundingClientRect();
    const all = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of all.length ? all : [event]) {
      const point = onPad(((clientX - box.left) / box.width) * PAD, ((clientY - box.top) / box.height) * PAD);
      const { points, width } = this.stroke;
      const before = points[points.length - 1] ?? point;
      if (points.length && Math.hypot(point[0] - before[0], point[1] - before[1]) < 1) continue;
      points.push(point);
      inkSegment(this.ink, before, point, width);
    }
    // A new value with each stretch: the votes follow the pen.
    const strokes = [...this.own.strokes.filter((stroke) => stroke !== this.last), { ...this.stroke, points: [...this.stroke.points] }];
    this.last = strokes[strokes.length - 1];
    this.own = { ...NOTHING, strokes };
    this.draw();
    this.host.changed(this.own);
  }

  end() {
    if (!this.stroke) return;
    this.stroke = null;
    this.last = null;
    this.host.changed(this.own);
  }

  undo() {
    this.takeBack();
    const { strokes } = this.own;
    this.change(strokes.length ? { ...NOTHING, strokes: strokes.slice(0, -1) } : NOTHING);
  }

  /** Something is drawn for show. */
  lend() {
    this.isLent = true;
    this.hint.textContent = "your turn: draw here";
    this.hint.classList.add("below");
  }

  takeBack() {
    if (!this.isLent) return;
    this.isLent = false;
    this.own = NOTHING;
    this.hint.textContent = HINT;
    this.hint.classList.remove("below");
  }

  /** @param {Own} own */
  change(own) {
    this.takeBack();
    this.stroke = null;
    this.host.changed(own);
  }

  // --- pictures from elsewhere --------------------------------------------------------

  /** @param {Blob | null | undefined} file */
  async open(file) {
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file);
      const scale = Math.min(1, WORKING_SIZE / Math.max(bitmap.width, bitmap.height));
      const [width, height] = [bitmap.width, bitmap.height].map((n) => Math.max(1, Math.round(n * scale)));
      const { pen } = canvas(width, height);
      pen.fillStyle = "white"; // what is transparent is paper
      pen.fillRect(0, 0, width, height);
      pen.drawImage(bitmap, 0, 0, width, height);
      const { data } = pen.getImageData(0, 0, width, height);
      // Brightness as Pillow has it (ITU-R 601-2).
      const values = Float32Array.from({ length: width * height }, (_, i) =>
        Math.floor((data[4 * i] * 19595 + data[4 * i + 1] * 38470 + data[4 * i + 2] * 7471 + 0x8000) / 65536) / 255,
      );
      const { pixels } = prepare({ width, height, values });
      this.change({ ...NOTHING, pixels });
    } catch (error) {
      this.host.complain(
        error instanceof PictureError ? error.message : "This is no picture that can be read. Use a PNG or JPEG file.",
      );
    }
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.open(file);
  }
}
