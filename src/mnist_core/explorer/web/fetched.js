// @ts-check
/** A file beside the page, over a network that may drop it or fall silent. */

const WAITS = [0, 300, 1500]; // milliseconds before each try: a phone loses its network for moments
const PATIENCE = 10_000; // milliseconds without a byte, until a try is given up

/** Something that the page needs did not come. */
export class LoadError extends Error {}

/**
 * @param {string} name
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {LoadError} in one sentence, whatever kept it away
 */
export async function fetched(name) {
  for (const wait of WAITS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await once(name);
    } catch (error) {
      if (error instanceof LoadError) throw error;
    }
  }
  throw new LoadError(`${name} did not come. Is there a network?`);
}

/**
 * One try. A slow network is waited for, as long as something comes.
 * @param {string} name
 */
async function once(name) {
  const silence = new AbortController();
  const hush = () => silence.abort();
  let timer = setTimeout(hush, PATIENCE);
  try {
    const answer = await fetch(name, { signal: silence.signal });
    if (!answer.ok) throw new LoadError(`${name} is not there (${answer.status}).`);
    /** @type {Uint8Array[]} */
    const parts = [];
    const reader = answer.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      parts.push(part.value);
      clearTimeout(timer);
      timer = setTimeout(hush, PATIENCE);
    }
    return joined(parts);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One after the other.
 * @param {Uint8Array[]} parts
 */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
