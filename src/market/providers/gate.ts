import type { EpochMs, WaitingClock } from "../../platform/clock.ts";
import { Breaker, type BreakerState } from "./breaker.ts";
import type { Limits } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Whether a request may go out; if not, when it makes sense to ask again and why it may not. */
export type Admission =
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly until: EpochMs; readonly why: string };

/** How long a request may be waited for, and what stops the wait at once. */
export interface Patience {
  /** By the clock's `elapsed`, in milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What a gate shows of itself. */
export interface GateStatus {
  readonly breaker: BreakerState;
  readonly openUntil: EpochMs | null;
  readonly failuresInARow: number;
  readonly pausedUntil: EpochMs | null;
  readonly tokensLeft: number;
  readonly underWay: number;
}

/** A place in the queue for a slot; true once it has one. */
type Waiter = () => void;

/**
 * Stands before a provider: a limited number of requests side by side and a minute, a pause for all of them when it says
 * "too many", and a breaker. Everything is measured by the technical clock.
 */
export class Gate {
  readonly #limits: Limits;
  readonly #clock: WaitingClock;
  readonly #bucket: TokenBucket;
  readonly #breaker: Breaker;
  readonly #queue: Waiter[] = [];
  #underWay = 0;
  /** By the clock's `elapsed`. */
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pausesInARow = 0;

  constructor(limits: Limits, clock: WaitingClock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#bucket = new TokenBucket(limits.perMinute);
    this.#breaker = new Breaker(limits.tripAfter, limits.coolDown);
  }

  get status(): GateStatus {
    const now = this.#clock.elapsed();
    const { openUntil } = this.#breaker;
    return {
      breaker: this.#breaker.state(now),
      openUntil: openUntil === null || openUntil <= now ? null : this.#instant(openUntil),
      failuresInARow: this.#breaker.failures,
      pausedUntil: this.#pausedUntil <= now ? null : this.#instant(this.#pausedUntil),
      tokensLeft: this.#bucket.left(now),
      underWay: this.#underWay,
    };
  }

  /**
   * Waits until a request may go out. An open gate must be left again by {@link succeeded}, {@link failed} or
   * {@link pause}, once each.
   * @throws the signal's reason.
   */
  async enter(patience: Patience): Promise<Admission> {
    await this.#slot();
    try {
      const closed = await this.#pass(patience);
      if (closed === null) return { kind: "open" };
      this.#leave();
      return closed;
    } catch (stopped) {
      this.#leave();
      throw stopped;
    }
  }

  succeeded(): void {
    this.#pausesInARow = 0;
    this.#breaker.succeeded();
    this.#leave();
  }

  failed(): void {
    this.#breaker.failed(this.#clock.elapsed());
    this.#leave();
  }

  /**
   * Holds every request back: the provider has said that there are too many.
   * @param ms What it asks for; null if it does not say.
   */
  pause(ms: number | null): void {
    const now = this.#clock.elapsed();
    const length = ms ?? this.#limits.pause * 2 ** this.#pausesInARow;
    // Requests that were under way together are told together: that is one pause.
    if (this.#pausedUntil <= now) this.#pausesInARow += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + length);
    this.#breaker.failed(now);
    this.#leave();
  }

  async #pass({ deadline, signal }: Patience): Promise<(Admission & { kind: "closed" }) | null> {
    let hasToken = false;
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.elapsed();
      const pause = this.#pausedUntil - now;
      if (pause > 0) {
        if (pause > this.#limits.longestPause || this.#pausedUntil > deadline)
          return this.#closed(this.#pausedUntil, "paused: it said that there were too many requests");
        await this.#clock.wait(pause, signal);
        continue;
      }
      if (!hasToken) {
        const delay = this.#bucket.delay(now);
        if (now + delay > deadline) return this.#closed(now + delay, "its budget of requests is used up");
        this.#bucket.take(now);
        hasToken = true;
        if (delay > 0) {
          await this.#clock.wait(delay, signal);
          continue;
        }
      }
      if (now > deadline) return this.#closed(now, "its time in this run is used up");
      if (this.#breaker.admit(now)) return null;
      return this.#closed(this.#breaker.openUntil ?? now, "resting: it failed too often in a row");
    }
  }

  #closed(until: number, why: string): Admission & { kind: "closed" } {
    return { kind: "closed", until: this.#instant(until), why };
  }

  /** An instant of the clock's `elapsed` as one of its `now`. */
  #instant(elapsed: number): EpochMs {
    return Math.ceil(this.#clock.now() + elapsed - this.#clock.elapsed());
  }

  #slot(): Promise<void> {
    if (this.#underWay < this.#limits.concurrency) {
      this.#underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Hands the slot to whoever waits longest. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#underWay -= 1;
    else next();
  }
}
