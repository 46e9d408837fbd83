/** Repeatable chance: the same number always begins the same sequence (mulberry32). Values are in [0, 1). */
export function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed of its own for a word, so that a symbol's prices do not depend on which others are made with it (FNV-1a). */
export function seedOf(seed: number, word: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const sign of word) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
