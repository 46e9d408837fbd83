import { jest } from "bun:test";
import type { BusinessClock } from "../../src/platform/clock.ts";

/** No timer of those who wait for the business clock is longer than this, in milliseconds. */
const STEP_MS = 30_000;
/** So many times whoever was woken may await something before time goes on. */
const TURNS = 8;

/**
 * A business clock and the timers beside it, both moved by hand: days pass in no time. `using` gives the timers back.
 * @example using time = new VirtualTime("2026-03-06T12:00:00Z"); await time.passUntil("2026-03-16T12:00:00Z");
 */
export class VirtualTime implements BusinessClock {
  readonly frozen = false;
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
    jest.useFakeTimers();
  }

  now(): number {
    return this.#now;
  }

  /** Moves the clock without waking anyone: a machine that slept, or whose clock was set. */
  set(instant: string): void {
    this.#now = Date.parse(instant);
  }

  async passUntil(instant: string): Promise<void> {
    const end = Date.parse(instant);
    while (this.#now < end) {
      const step = Math.min(STEP_MS, end - this.#now);
      this.#now += step;
      jest.advanceTimersByTime(step);
      await VirtualTime.turn();
    }
  }

  /** Lets those who were woken do what they do. */
  static async turn(): Promise<void> {
    for (let at = 0; at < TURNS; at++) await Promise.resolve();
  }

  [Symbol.dispose](): void {
    jest.useRealTimers();
  }
}
