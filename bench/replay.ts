import { calendarOf } from "../src/market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../src/platform/iso-date.ts";
import { cents } from "../src/platform/money.ts";
import type { BookInputs } from "../src/portfolio/accounts.ts";
import type { LotEvent } from "../src/portfolio/lot-event.ts";
import type { Lot } from "../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../src/portfolio/price-history.ts";
import { Replay } from "../src/portfolio/replay.ts";
import { median, ms, timed } from "./measure.ts";

const SYMBOLS = 1_000;
const LARGEST_EXPONENT = 1.1;
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;
const FIRST = isoDate("2022-06-01");
const AXIS = calendarOf("XNYS").sessionsBetween(FIRST, isoDate("2026-05-29"));

/** How large books are: lots, events of each, and sessions. */
interface Size {
  readonly lots: number;
  readonly events: number;
  readonly sessions: number;
}

/** A seeded stream of numbers from 0 to 1. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function historyOf(symbol: string, sessions: readonly IsoDate[], next: () => number): PriceHistory {
  let close = 20 + 200 * next();
  const closes = sessions.map(() => {
    close *= 1 + 0.03 * (next() - 0.5);
    return Math.round(close * 100) / 100;
  });
  const nothing = { splits: [], dividends: [], adjustments: [], unconfirmed: [], opens: new Map() };
  return { symbol, basis: "as_traded", calendar: "XNYS", isFund: false, days: sessions, closes, ...nothing };
}

/** A lot that is bought, then added to and sold from in turn, evenly over the sessions; a part is left. */
function lotOf(
  id: number,
  symbol: string,
  events: number,
  sessions: readonly IsoDate[],
  next: () => number,
): Lot {
  const size = 100 + Math.floor(900 * next());
  const step = (sessions.length - 1) / events;
  const happened = Array.from({ length: events }, (_, at): LotEvent => {
    const tradeDate = sessions[Math.floor((at + next()) * step)] as IsoDate;
    const [kind, quantity] =
      at === 0
        ? (["open", size] as const)
        : at % 2 === 1
          ? (["increase", 10] as const)
          : (["reduce", -10] as const);
    const nothing = { time: null, currency: null, counterLotId: null, costShare: null, ratio: null };
    return {
      kind,
      tradeDate,
      basisDate: tradeDate,
      quantity,
      price: 50 + 100 * next(),
      fees: cents(99),
      ...nothing,
    };
  });
  const terms = {
    assetClass: "PUBLIC",
    subtype: null,
    type: "LONG",
    multiplier: 1,
    option: null,
    note: null,
  } as const;
  return { id, publicId: `lot ${id}`, lotNo: id, symbol, ...terms, events: happened };
}

function booksOf({ lots, events, sessions }: Size): {
  readonly inputs: BookInputs;
  readonly asked: readonly IsoDate[];
} {
  const next = chance(7);
  const asked = AXIS.slice(0, sessions);
  const names = Array.from({ length: Math.min(SYMBOLS, lots) }, (_, at) => `S${String(at).padStart(4, "0")}`);
  const histories = new Map(names.map((name) => [name, historyOf(name, asked, next)]));
  const held = Array.from({ length: lots }, (_, at) =>
    lotOf(at + 1, names[at % names.length] as string, events, asked, next),
  );
  const portfolio = {
    ...({ id: 1, publicId: "p", name: "Bench", owner: null, currency: "USD", dividends: "derived" } as const),
    ...{ inception: FIRST, basisDate: FIRST, statedEquity: cents(1e12) },
  };
  const through = asked.at(-1) as IsoDate;
  const inputs = {
    portfolio,
    lots: held,
    events: [],
    histories,
    currencies: new Map(),
    through,
    assumedRate: 0.04,
  };
  return { inputs, asked };
}

interface Timing {
  /** Books are opened from events. */
  readonly opened: number;
  /** All sessions are closed. */
  readonly closed: number;
  readonly held: number;
}

async function measured(size: Size): Promise<Timing> {
  const { inputs, asked } = booksOf(size);
  const opening = await timed(() => new Replay(inputs));
  const closing = await timed(() => {
    let held = 0;
    for (const session of opening.value.sessions(asked)) {
      if (session.gap !== null) throw new Error(`${session.session}: ${session.gap}`);
      held += session.positions.lotIds.length;
    }
    return held;
  });
  return { opened: opening.ms, closed: closing.ms, held: closing.value };
}

/** The same lots and sessions, as nothing but quantity times price: what no books can be faster than. */
function plainLoop({ lots, sessions }: Size): number {
  const next = chance(7);
  const quantities = Float64Array.from({ length: lots }, () => 100 + Math.floor(900 * next()));
  const prices = Array.from({ length: SYMBOLS }, () =>
    Float64Array.from({ length: sessions }, () => 20 + 200 * next()),
  );
  const start = performance.now();
  let sum = 0;
  for (let session = 0; session < sessions; session++) {
    for (let lot = 0; lot < lots; lot++) {
      sum += (quantities[lot] as number) * ((prices[lot % SYMBOLS] as Float64Array)[session] as number);
    }
  }
  if (!(sum > 0)) throw new Error("nothing was summed");
  return performance.now() - start;
}

/** The exponent of growth: the slope of a line through the logarithms. */
function exponent(points: readonly (readonly [size: number, ms: number])[]): number {
  const logs = points.map(([size, time]) => [Math.log(size), Math.log(time)] as const);
  const mean = (at: 0 | 1) => logs.reduce((sum, each) => sum + each[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, each) => sum + (each[0] - x) * (each[1] - y), 0);
  return over / logs.reduce((sum, each) => sum + (each[0] - x) ** 2, 0);
}

const RUNS = 3;
async function growth(what: string, sizes: readonly number[], sizeOf: (size: number) => Size): Promise<void> {
  await measured(sizeOf(sizes.at(-1) as number));
  const points: [number, number][] = [];
  for (const size of sizes) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { opened, closed } = await measured(sizeOf(size));
      times.push(opened + closed);
    }
    // Whatever else the machine does only adds to a time.
    points.push([size, Math.min(...times)]);
  }
  const power = exponent(points);
  const texts = points.map(([size, time]) => `${size}: ${ms(time)}`);
  const verdict = power <= LARGEST_EXPONENT ? "" : `   ABOVE ${LARGEST_EXPONENT}`;
  console.log(
    `  growth in ${what.padEnd(24)} ${power.toFixed(2).padStart(10)}   ${texts.join(", ")}${verdict}`,
  );
}

/** Books replayed in memory: 10,000 lots with 40,000 events over 1,000 sessions, and how it grows. */
export async function benchReplay(): Promise<void> {
  const size: Size = { lots: 10_000, events: 4, sessions: 1_000 };
  console.log(
    `\nreplay of ${size.lots} lots with ${size.lots * size.events} events over ${size.sessions} sessions`,
  );
  await measured({ ...size, lots: 500, sessions: 100 });
  const { opened, closed, held } = await measured(size);
  const plain = median(Array.from({ length: RUNS }, () => plainLoop(size)));
  const events = size.lots * size.events;
  console.log(
    `  books opened                      ${ms(opened).padStart(10)}   ${((opened / events) * US_PER_MS).toFixed(2)} us an event`,
  );
  console.log(
    `  sessions closed                   ${ms(closed).padStart(10)}   ${((closed / held) * NS_PER_MS).toFixed(0)} ns a lot and session (${held}), ${(closed / plain).toFixed(0)} x the bare sum of quantity x price (${ms(plain)})`,
  );
  const small: Size = { lots: 1_000, events: 4, sessions: 100 };
  const fits = await measured({ lots: 1_000, events: 4, sessions: 1_000 });
  console.log(
    `  of 1000 lots, which fit the caches ${ms(fits.closed).padStart(9)}   ${((fits.closed / fits.held) * NS_PER_MS).toFixed(0)} ns a lot and session`,
  );
  // From here on books are larger than the second cache of a core: below, each lot costs less than half.
  await growth("lots", [4_000, 8_000, 16_000, 32_000], (lots) => ({ ...small, lots, sessions: 50 }));
  await growth("events a lot", [4, 8, 16, 32], (each) => ({ ...small, events: each }));
  await growth("events of one lot", [1_000, 2_000, 4_000, 8_000], (each) => ({
    lots: 1,
    events: each,
    sessions: 1_000,
  }));
  await growth("sessions", [125, 250, 500, 1_000], (sessions) => ({ ...small, sessions }));
}

if (import.meta.main) await benchReplay();
