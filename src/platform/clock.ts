import { NightdeskError } from "./errors.ts";
import { tryIsoDate } from "./iso-date.ts";

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Which night is it? Only this clock decides sessions; it can be frozen, or started elsewhere (NIGHTDESK_NOW). */
export interface BusinessClock {
  readonly frozen: boolean;
  now(): EpochMs;
}

/** The machine's own time: timeouts, durations, ids, logs. Never pinned. */
export interface TechnicalClock {
  now(): EpochMs;
  /** Milliseconds from an arbitrary start, never going back. */
  elapsed(): number;
}

/** A technical clock that can be waited on: for whoever must let time pass before asking again. */
export interface WaitingClock extends TechnicalClock {
  /** Resolves after so many milliseconds; rejects with the signal's reason as soon as it is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const technicalClock: WaitingClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    }),
};

const INSTANT = /^(\+?)((\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))$/;

interface Pin {
  readonly start: EpochMs;
  readonly runs: boolean;
}

/** Date.parse takes 2026-02-30 for the second of March, so the day is checked apart. */
function pinOf(text: string): Pin | null {
  const [, plus = "", instant = "", day = ""] = INSTANT.exec(text) ?? [];
  const start = tryIsoDate(day) === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(start) ? null : { start, runs: plus === "+" };
}

/** Whether NIGHTDESK_NOW can be this text: an instant with its zone, perhaps with + before it. */
export function isPin(text: string): boolean {
  return pinOf(text) !== null;
}

/**
 * The business clock that NIGHTDESK_NOW asks for: an instant freezes it, `+instant` starts it there and lets it run,
 * null follows the technical clock.
 * @throws NightdeskError `bad_config` if the text is not an instant with a zone.
 */
export function businessClock(pinned: string | null, technical: TechnicalClock): BusinessClock {
  if (pinned === null) return { frozen: false, now: () => technical.now() };
  const pin = pinOf(pinned);
  if (pin === null) {
    throw new NightdeskError(
      "bad_config",
      `NIGHTDESK_NOW is "${pinned.slice(0, 40)}"; give an instant with its zone, such as 2026-05-29T22:00:00Z, with + before it to let it run.`,
    );
  }
  const { start, runs } = pin;
  if (!runs) return { frozen: true, now: () => start };
  const origin = technical.elapsed();
  return { frozen: false, now: () => start + Math.floor(technical.elapsed() - origin) };
}

/** The instant as `2026-05-29T22:00:00.000Z`. */
export function formatInstant(instant: EpochMs): string {
  return new Date(instant).toISOString();
}
