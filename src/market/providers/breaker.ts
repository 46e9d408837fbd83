/** closed: all may pass. open: nobody. probing: one may, and decides for all. */
export type BreakerState = "closed" | "open" | "probing";

/**
 * Keeps requests from a provider that only fails: `tripAfter` failures in a row open it for the cool-down, then a single
 * probe closes it, or opens it again. Instants are the caller's, in milliseconds.
 */
export class Breaker {
  readonly #tripAfter: number;
  readonly #coolDown: number;
  #failures = 0;
  #openUntil: number | null = null;
  #isProbing = false;

  constructor(tripAfter: number, coolDown: number) {
    this.#tripAfter = tripAfter;
    this.#coolDown = coolDown;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Until when it is open; null when it is not. */
  get openUntil(): number | null {
    return this.#openUntil;
  }

  state(now: number): BreakerState {
    if (this.#openUntil === null) return "closed";
    return now < this.#openUntil ? "open" : "probing";
  }

  /** Whether a request may pass now; the one that may while the others wait is the probe. */
  admit(now: number): boolean {
    const state = this.state(now);
    if (state === "closed") return true;
    if (state === "open" || this.#isProbing) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = null;
    this.#isProbing = false;
  }

  /** A request ended without a word of the provider's; if it was the probe, the next one is. */
  stopped(): void {
    this.#isProbing = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    // A probe's failure is one more of those that opened it.
    if (this.#failures >= this.#tripAfter) this.#openUntil = now + this.#coolDown;
    this.#isProbing = false;
  }
}
