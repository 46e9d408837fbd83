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
  readonly perMinute: number;
  readonly tokensLeft: number;
  readonly underWay: number;
}

/** Calls up whoever stands at a place in a line. */
type Waiter = () => void;

/** A pause longer than this is a mistake, and may be no instant at all. */
const LONGEST_ASKED_MS = 86_400_000;

/**
 * Stands before a provider: a limited number of requests side by side and a minute, a pause for all of them when it says
 * "too many", and a breaker. Everything is measured by the technical clock.
 */
export class Gate {
  readonly #limits: Limits;
  readonly #clock: WaitingClock;
  readonly #bucket: TokenBucket;
  readonly #breaker: Breaker;
  /** Those who wait for a slot, and those who have one and wait for what the breaker's probe decides. */
  readonly #queue: Waiter[] = [];
  readonly #behindProbe: Waiter[] = [];
  #underWay = 0;
  /** By the clock's `elapsed`. */
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pausesInARow = 0;

  /** @param bucket That of other gates before the same provider, which share the requests a minute; null for one of its own. */
  constructor(limits: Limits, clock: WaitingClock, bucket: TokenBucket | null = null) {
    this.#limits = limits;
    this.#clock = clock;
    this.#bucket = bucket ?? new TokenBucket(limits.perMinute);
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
      perMinute: this.#limits.perMinute,
      tokensLeft: this.#bucket.left(now),
      underWay: this.#underWay,
    };
  }

  /**
   * Waits until a request may go out. An open gate must be left again by one of {@link succeeded}, {@link failed},
   * {@link pause} and {@link stopped}, once.
   * @throws the signal's reason.
   */
  async enter(patience: Patience): Promise<Admission> {
    await this.#slot(patience.signal);
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
    // Requests that were under way together are told together: that is one pause, and one failure.
    const isNew = this.#pausedUntil <= now;
    const unasked = isNew ? Math.min(this.#limits.pause * 2 ** this.#pausesInARow, this.#longestUnasked) : 0;
    if (isNew) this.#pausesInARow += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(ms ?? unasked, LONGEST_ASKED_MS));
    if (isNew) this.#breaker.failed(now);
    this.#leave();
  }

  /** The request was stopped by its own side, which says nothing of the provider. */
  stopped(): void {
    this.#breaker.stopped();
    this.#leave();
  }

  /** Longer pauses than any that is waited for, but none that would outlast the night's refusals into the next night. */
  get #longestUnasked(): number {
    return Math.max(this.#limits.coolDown, 2 * this.#limits.longestPause);
  }

  /** Waits for everything that keeps a request back; a token is taken at the instant it is used, so that no wait makes it stale. */
  async #pass({ deadline, signal }: Patience): Promise<(Admission & { kind: "closed" }) | null> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.elapsed();
      const pause = this.#pausedUntil - now;
      if (pause > 0 && (pause > this.#limits.longestPause || this.#pausedUntil > deadline))
        return this.#closed(this.#pausedUntil, "paused: it said that there were too many requests");
      if (this.#breaker.state(now) === "open")
        return this.#closed(this.#breaker.openUntil ?? now, "resting: it failed too often in a row");
      const delay = this.#bucket.delay(now);
      if (delay > 0 && now + delay > deadline)
        return this.#closed(now + delay, "its budget of requests is used up");
      if (now > deadline) return this.#closed(now, "its time in this run is used up");
      if (pause > 0 || delay > 0) await this.#clock.wait(Math.max(pause, delay), signal);
      else if (this.#breaker.admit(now)) {
        this.#bucket.take(now);
        return null;
      } else await inLine(this.#behindProbe, signal);
    }
  }

  #closed(until: number, why: string): Admission & { kind: "closed" } {
    return { kind: "closed", until: this.#instant(until), why };
  }

  /** An instant of the clock's `elapsed` as one of its `now`. */
  #instant(elapsed: number): EpochMs {
    return Math.ceil(this.#clock.now() + elapsed - this.#clock.elapsed());
  }

  #slot(signal: AbortSignal): Promise<void> {
    if (this.#underWay >= this.#limits.concurrency) return inLine(this.#queue, signal);
    this.#underWay += 1;
    return Promise.resolve();
  }

  /** Hands the slot to whoever waits longest, and calls up those behind the probe: it may be what has ended. */
  #leave(): void {
    for (const next of this.#behindProbe.splice(0)) next();
    const next = this.#queue.shift();
    if (next === undefined) this.#underWay -= 1;
    else next();
  }
}

/** Stands in a line until called up. @throws the signal's reason, and is out of the line then. */
function inLine(line: Waiter[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const calledUp = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const stop = () => {
      line.splice(line.indexOf(calledUp), 1);
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    line.push(calledUp);
  });
}
