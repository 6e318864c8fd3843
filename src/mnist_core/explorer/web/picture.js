// @ts-check
/** What a picture is here, and that it may show no digit. */

/**
 * A picture of brightnesses from 0 to 1, row by row.
 * @typedef {{width: number, height: number, values: Float32Array}} Picture
 */

export const BOX = 20; // pixels: the digit's longer side

/** A picture cannot be read as one digit. */
export class PictureError extends Error {}
