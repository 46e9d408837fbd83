/** The only source of chance: jitter, ids, tokens. A seeded one makes a simulated night repeatable. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  bytes(count: number): Uint8Array;
}

const TWO_TO_32 = 2 ** 32;

export const systemRandom: Random = {
  next: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / TWO_TO_32,
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
