import type { WaitingClock } from "../../src/platform/clock.ts";

/** A clock that stands still but for what is waited on it, and goes on at once when it is: hours of waiting pass in no time. */
export class MovableClock implements WaitingClock {
  #now: number;
  #elapsed = 0;

  /** @param start An instant such as 2026-05-29T22:00:00Z. */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Moves on to an instant, never back. */
  moveTo(instant: string): void {
    this.#pass(Date.parse(instant) - this.#now);
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const due = this.#elapsed + ms;
    await Bun.sleep(0);
    signal.throwIfAborted();
    this.#pass(due - this.#elapsed);
  }

  #pass(ms: number): void {
    if (ms <= 0) return;
    this.#now += ms;
    this.#elapsed += ms;
  }
}
