const MINUTE_MS = 60_000;

/**
 * So many requests in any minute, all at once if need be: a token comes back a minute after it was taken. (A bucket that is
 * refilled steadily lets twice as many through in its first minute, and providers count minutes from any request.)
 * Instants are the caller's, in milliseconds.
 */
export class TokenBucket {
  readonly #taken: Float64Array;
  #next = 0;

  constructor(perMinute: number) {
    this.#taken = new Float64Array(perMinute).fill(Number.NEGATIVE_INFINITY);
  }

  /** Takes the next token, and tells how many milliseconds from now it may be used. */
  take(now: number): number {
    const at = Math.max(now, this.#back(this.#next));
    this.#taken[this.#next] = at;
    this.#next = (this.#next + 1) % this.#taken.length;
    return at - now;
  }

  /** How long from now the next token comes; none is taken. */
  delay(now: number): number {
    return Math.max(0, this.#back(this.#next) - now);
  }

  /** Tokens that could be used now. */
  left(now: number): number {
    return this.#taken.filter((taken) => taken + MINUTE_MS <= now).length;
  }

  /** When a token comes back. */
  #back(at: number): number {
    return (this.#taken[at] as number) + MINUTE_MS;
  }
}
