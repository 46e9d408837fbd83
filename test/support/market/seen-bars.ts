import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Bar, DatedBar, Instrument } from "./instrument.ts";
import { closeOf, openOf, seenFrom } from "./session-hours.ts";

/** A bar as a provider has it at an instant, on the share basis of its own day. */
export interface SeenBar extends DatedBar {
  /** Epoch seconds: the session's opening, or the instant itself for the running session. */
  readonly stamp: number;
  /** The session still runs and these are not its final prices. */
  readonly isLive: boolean;
}

interface Known {
  readonly bars: readonly SeenBar[];
  /** From when on each is seen. */
  readonly from: readonly number[];
}

/** An instrument is asked for again and again, and never changes. */
const known = new WeakMap<Instrument, Known>();

function knownOf(instrument: Instrument): Known {
  let found = known.get(instrument);
  if (found === undefined) {
    const bars: SeenBar[] = [];
    const from: number[] = [];
    for (const [date, bar] of instrument.bars) {
      bars.push({ date, ...bar, stamp: openOf(instrument, date) / 1000, isLive: false });
      from.push(seenFrom(instrument, date));
    }
    found = { bars, from };
    known.set(instrument, found);
  }
  return found;
}

/** How many of ascending instants are not after `now`. */
function countUntil(instants: readonly number[], now: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? Number.POSITIVE_INFINITY) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A session's prices so far: on the way from the open to the close, but never the close itself. */
function partOf(bar: Bar, isRate: boolean, fraction: number): Bar {
  const tick = isRate ? 1e-4 : 1e-2;
  const between = bar.open + (bar.close - bar.open) * fraction;
  const rounded = Number((Math.round(between / tick) * tick).toFixed(4));
  const close = rounded === bar.close ? Number((rounded + tick).toFixed(4)) : rounded;
  return {
    open: bar.open,
    high: Math.max(bar.open, close),
    low: Math.min(bar.open, close),
    close,
    volume: Math.ceil(bar.volume * Math.max(fraction, 0.001)),
  };
}

/**
 * The bars that exist at an instant (ms), ascending. The running session's is a live one, stamped with the instant; a
 * mutual fund has no bar of a day before the next morning.
 */
export function seenBars(instrument: Instrument, now: number): readonly SeenBar[] {
  const { bars, from } = knownOf(instrument);
  const count = countUntil(from, now);
  const seen = bars.slice(0, count);
  const last = seen.at(-1);
  if (last === undefined || instrument.type === "MUTUALFUND") return seen;
  const close = closeOf(instrument, last.date);
  if (now >= close) return seen;
  const open = openOf(instrument, last.date);
  const part = partOf(last, instrument.type === "CURRENCY", (now - open) / (close - open));
  seen[seen.length - 1] = { date: last.date, ...part, stamp: Math.floor(now / 1000), isLive: true };
  return seen;
}

/** The newest bar before a day, whatever instant it is; null for the first day. */
export function barBefore(instrument: Instrument, date: IsoDate): SeenBar | null {
  const { bars } = knownOf(instrument);
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bar = bars[middle];
    if (bar !== undefined && bar.date < date) low = middle + 1;
    else high = middle;
  }
  return bars[low - 1] ?? null;
}
