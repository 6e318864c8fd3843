// @ts-check
/** The sizes that everything here agrees on. Mirrors mnist_core.shapes. */

export const SIDE = 28; // pixels
export const D = SIDE * SIDE; // inputs, once a digit is unrolled
export const K = 10; // classes, the digits 0-9
