/*
 * The hash by which words are told apart: FNV-1a over UTF-16 code units, 32 bits with a sign. Whoever finds a word makes its
 * hash on the way, so that nobody reads its signs again.
 */

export const NO_SIGNS = 0x811c9dc5 | 0;

/** The hash of what has the hash `hash`, with one more sign. */
export const withSign = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** How many signs a stem has. */
export const STEM = 5;

export const hashOf = (text: string): number => {
  let hash = NO_SIGNS;
  for (let at = 0; at < text.length; at++) hash = withSign(hash, text.charCodeAt(at));
  return hash;
};
