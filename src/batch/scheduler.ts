import { Cron } from "croner";
import { calendarOf } from "../market/calendar/calendar.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { type BusinessClock, formatInstant } from "../platform/clock.ts";
import { fromEpochDay, type IsoDate } from "../platform/iso-date.ts";
import type { Log } from "../platform/log.ts";

/** When a night runs: 21:00 in New York, five hours after a regular close. */
export const NIGHT_PATTERN = "0 21 * * *";
const ZONE = "America/New_York";
/** The clock is looked at this often, in milliseconds, so that a jump of it is noticed. */
const LONGEST_NAP_MS = 30_000;

/**
 * Runs a job at 21:00 in New York on every session, by the business clock. croner knows the instants, DST included; the
 * waiting is done here, since croner's own timers follow the machine's clock, and one that is started elsewhere does not.
 */
export class Scheduler {
  readonly #clock: BusinessClock;
  readonly #log: Log;
  readonly #night: (session: IsoDate) => Promise<void>;
  readonly #cron = new Cron(NIGHT_PATTERN, { timezone: ZONE, paused: true });
  #next: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;

  /** @param night Runs the night of a session; what it throws is logged and ends nothing. */
  constructor(clock: BusinessClock, log: Log, night: (session: IsoDate) => Promise<void>) {
    this.#clock = clock;
    this.#log = log;
    this.#night = night;
  }

  /** Null when the clock is frozen: then no instant ever comes. */
  get next(): string | null {
    return this.#next === null ? null : formatInstant(this.#next);
  }

  start(): void {
    if (this.#clock.frozen) return;
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** The next instant after now, and after the last one that came: a clock that is set back does not bring it again. */
  #plan(): void {
    const after = Math.max(this.#clock.now(), this.#next ?? 0);
    this.#next = this.#cron.nextRun(new Date(after))?.getTime() ?? null;
    this.#wait();
  }

  #wait(): void {
    if (this.#stopped || this.#next === null) return;
    const left = this.#next - this.#clock.now();
    if (left <= 0) {
      void this.#fire(this.#next).finally(() => this.#plan());
      return;
    }
    this.#timer = setTimeout(() => this.#wait(), Math.min(left, LONGEST_NAP_MS));
  }

  async #fire(instant: number): Promise<void> {
    try {
      const day = fromEpochDay(newYorkDayAt(instant));
      const closed = calendarOf("XNYS").closedBecause(day);
      if (closed === null) await this.#night(day);
      else this.#log.info({ day, closed }, "no night: the exchange was closed");
    } catch (fault) {
      this.#log.error({ err: fault, due: formatInstant(instant) }, "the scheduled night could not run");
    }
  }
}
