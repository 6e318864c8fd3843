// @ts-check
/** Small mathematics, as NumPy and Python have it. */

/**
 * To the nearest whole number, halves to the even one, as Python rounds.
 * @param {number} x
 */
export function halfEven(x) {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** @param {ArrayLike<number>} values */
export function total(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** @param {ArrayLike<number>} values */
export function greatest(values) {
  let top = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > top) top = values[i];
  return top;
}

/** @param {ArrayLike<number>} values */
export function least(values) {
  let low = Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] < low) low = values[i];
  return low;
}

/** @param {number[]} values */
export function median(values) {
  return percentile(values, 50);
}

/**
 * Between the two nearest values, in proportion.
 * @param {number[]} values
 * @param {number} share
 */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const place = (share / 100) * (sorted.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
