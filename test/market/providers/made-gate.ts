import { Gate, type Patience } from "../../../src/market/providers/gate.ts";
import type { Limits } from "../../../src/market/providers/limits.ts";
import { MovableClock } from "../../support/movable-clock.ts";

export const START = "2026-05-29T22:00:00.000Z";
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** Limits under which nothing is held back; a test tightens the one that it is about. */
export const WIDE: Limits = {
  perMinute: 1_000,
  concurrency: 100,
  timeout: 10 * SECOND,
  retries: 2,
  backoff: 500,
  tripAfter: 1_000,
  coolDown: 5 * MINUTE,
  pause: 15 * SECOND,
  longestPause: MINUTE,
  stage: 20 * MINUTE,
};

/** A gate on a clock on which waiting passes at once. */
export class MadeGate {
  readonly clock = new MovableClock(START);
  readonly stop = new AbortController();
  readonly gate: Gate;

  constructor(limits: Partial<Limits> = {}) {
    this.gate = new Gate({ ...WIDE, ...limits }, this.clock);
  }

  /** Patience from now on. */
  patience(ms: number = WIDE.stage): Patience {
    return { deadline: this.clock.elapsed() + ms, signal: this.stop.signal };
  }

  /** Whether the gate opened: `open`, or why it did not. */
  async enter(patience: Patience = this.patience()): Promise<string> {
    const admission = await this.gate.enter(patience);
    return admission.kind === "open" ? "open" : admission.why;
  }

  /** Lets all that can go on without time passing do so, and time pass for those who wait for it. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Bun.sleep(0);
  }
}

/** What a promise ends with: its value, or what it was rejected with. */
export async function endOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (reason) {
    return reason;
  }
}
