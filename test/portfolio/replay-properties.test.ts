import { expect, test } from "bun:test";
import fc from "fast-check";
import type { IsoDate } from "../../src/platform/iso-date.ts";
import type { Cents } from "../../src/platform/money.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import type { PositionColumns } from "../../src/portfolio/position-columns.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { Replay } from "../../src/portfolio/replay.ts";
import type { Replayed, Snapshot } from "../../src/portfolio/snapshot.ts";
import { anyBooks, EXACT, type Made, SESSIONS, storedLots } from "./book-arbitraries.ts";
import { inputsOf } from "./books.ts";

const RUNS = 150;
const LAST = SESSIONS.at(-1) as IsoDate;
const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: RUNS });

/** The prices as a reader has them that asks for no later ones: a symbol whose bars all come later is there, with none. */
function cut(prices: Made["prices"], through: IsoDate): ReadonlyMap<string, PriceHistory> {
  const known = [...prices.values()].map((each) => {
    const count = each.days.filter((day) => day <= through).length;
    return { ...each, days: each.days.slice(0, count), closes: each.closes.slice(0, count) };
  });
  return new Map(known.map((each) => [each.symbol, each]));
}

function replayed(
  of: Portfolio,
  lots: readonly Lot[],
  prices: Made["prices"],
  sessions: readonly IsoDate[] = SESSIONS,
  through: IsoDate = LAST,
): readonly Replayed[] {
  const all = [...new Replay(inputsOf(of, lots, prices, through)).sessions(sessions)];
  return all.map((each) => {
    if (each.gap !== null) throw new Error(each.detail);
    return each;
  });
}

/** Replayed books as text: typed arrays with their NaNs compare by it. */
const text = (days: readonly Replayed[]) =>
  days.map((day) =>
    JSON.stringify(day, (_, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    ),
  );

const all = ({ of, imported, prices }: Made) => replayed(of, storedLots(imported, of.basisDate), prices);
const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);

test("equity is cash and market values, and grows by P&L; both are the sums of the positions', to the cent", () => {
  check(
    fc.property(anyBooks(), (made) => {
      let before: Snapshot | null = null;
      for (const { snapshot, positions } of all(made)) {
        const { equity, cash, longValue, shortValue, dailyPnl, revaluation, dividends } = snapshot;
        const { realizedPnl, unallocated, capitalFlow, cumulativePnl } = snapshot;
        expect(equity).toBe((cash + longValue + shortValue) as Cents);
        expect(sum(positions.marketValues)).toBe(longValue + shortValue);
        expect(sum(positions.dailyPnls)).toBe(dailyPnl);
        expect(sum(positions.revaluations)).toBe(revaluation);
        expect(sum(positions.dividends)).toBe(dividends);
        expect(sum(positions.realizedPnls)).toBe(realizedPnl);
        expect([unallocated, capitalFlow] as number[]).toEqual([0, 0]);
        expect(cumulativePnl).toBe((equity - made.of.statedEquity) as Cents);
        if (before !== null) expect(equity).toBe((before.equity + dailyPnl) as Cents);
        before = snapshot;
      }
    }),
  );
});

test("at inception the equity is the stated one, and there is no P&L", () => {
  check(
    fc.property(anyBooks(), ({ of, imported, prices }) => {
      const [first] = replayed(of, storedLots(imported, of.basisDate), prices, [of.inception]);
      expect(first?.snapshot).toMatchObject({ equity: of.statedEquity, dailyPnl: 0, cumulativePnl: 0 });
      expect(sum(first?.positions.dailyPnls as Float64Array)).toBe(0);
    }),
  );
});

test("sessions that are asked for one by one, in any order or in chunks are those of the whole", () => {
  const asked = fc.tuple(
    anyBooks(),
    fc.shuffledSubarray([...SESSIONS], { minLength: SESSIONS.length }),
    fc.integer({ min: 1, max: SESSIONS.length - 1 }),
  );
  check(
    fc.property(asked, ([made, order, at]) => {
      const lots = storedLots(made.imported, made.of.basisDate);
      const whole = all(made);
      const alone = order.flatMap((session) => replayed(made.of, lots, made.prices, [session]));
      const shuffled = replayed(made.of, lots, made.prices, order);
      const bySession = (a: Replayed, b: Replayed) => (a.snapshot.session < b.snapshot.session ? -1 : 1);
      expect(text([...alone].sort(bySession))).toEqual(text(whole));
      expect(text([...shuffled].sort(bySession))).toEqual(text(whole));
      const parts = [SESSIONS.slice(0, at), SESSIONS.slice(at)];
      expect(parts.flatMap((part) => text(replayed(made.of, lots, made.prices, part)))).toEqual(text(whole));
    }),
  );
});

test("prices after a session change nothing of it, whether they are read or not", () => {
  check(
    fc.property(anyBooks(), fc.constantFrom(...SESSIONS), (made, session) => {
      const lots = storedLots(made.imported, made.of.basisDate);
      const known = all(made).filter(({ snapshot }) => snapshot.session <= session);
      const sessions = SESSIONS.filter((each) => each <= session);
      expect(text(replayed(made.of, lots, cut(made.prices, session), sessions, session))).toEqual(
        text(known),
      );
      expect(text(replayed(made.of, lots, made.prices, sessions, session))).toEqual(text(known));
    }),
  );
});

test("the order of the lots in their file changes nothing", () => {
  const shuffled = anyBooks().chain((made) =>
    fc.tuple(fc.constant(made), fc.shuffledSubarray([...made.imported], { minLength: made.imported.length })),
  );
  check(
    fc.property(shuffled, ([made, imported]) => {
      const { basisDate } = made.of;
      expect(storedLots(imported, basisDate)).toEqual([...storedLots(made.imported, basisDate)]);
      expect(text(all({ ...made, imported }))).toEqual(text(all(made)));
    }),
  );
});

test("a lot split in two changes each amount by a cent for each time that it is rounded, at most", () => {
  const split = fc.tuple(anyBooks(), fc.nat(), fc.integer({ min: 1, max: 99 }));
  check(
    fc.property(split, ([made, pick, share]) => {
      const lot = made.imported[pick % Math.max(1, made.imported.length)];
      if (lot === undefined) return;
      const part = Math.round((lot.quantity * share) / 100);
      const parts = [part, Math.round((lot.quantity - part) * 1_000) / 1_000].filter((each) => each !== 0);
      const others = made.imported.filter((each) => each !== lot);
      const imported = [...others, ...parts.map((quantity) => ({ ...lot, quantity }))];
      const whole = all(made);
      // By a trade at each end and by each dividend, of which a history has two at most.
      const rounded = 2 + 2;
      for (const [at, { snapshot }] of all({ ...made, imported }).entries()) {
        const other = whole[at]?.snapshot as Snapshot;
        expect(Math.abs(snapshot.longValue - other.longValue)).toBeLessThanOrEqual(1);
        expect(Math.abs(snapshot.shortValue - other.shortValue)).toBeLessThanOrEqual(1);
        for (const figure of [
          "cash",
          "equity",
          "dailyPnl",
          "cumulativePnl",
          "dividends",
          "revaluation",
        ] as const) {
          expect(Math.abs(snapshot[figure] - other[figure])).toBeLessThanOrEqual(rounded);
        }
        expect(snapshot.status).toBe(other.status);
        expect(snapshot.flags.filter(isOfPositions)).toEqual(other.flags.filter(isOfPositions));
      }
    }),
  );
});

/** A cent may be all that cash has. */
const isOfPositions = (flag: string) => flag !== "margin_debit";

const MONEY = [
  "equity",
  "cash",
  "longValue",
  "shortValue",
  "dailyPnl",
  "revaluation",
  "realizedPnl",
  "dividends",
  "cumulativePnl",
  "cumulativeRealizedPnl",
] as const;
const COLUMNS = [
  "quantities",
  "marketValues",
  "entryValues",
  "baseValues",
  "dailyPnls",
  "realizedPnls",
  "revaluations",
  "dividends",
] as const;

test("quantities and equity times a whole number are all amounts times it, and nothing else", () => {
  check(
    fc.property(anyBooks(EXACT), fc.integer({ min: 2, max: 1_000 }), (made, factor) => {
      const times = (numbers: readonly number[]) => numbers.map((each) => each * factor);
      const scaled = all({
        ...made,
        of: { ...made.of, statedEquity: (made.of.statedEquity * factor) as Cents },
        imported: made.imported.map((lot) => ({ ...lot, quantity: lot.quantity * factor })),
      });
      for (const [at, { snapshot, positions }] of all(made).entries()) {
        const other = scaled[at] as Replayed;
        for (const figure of MONEY) expect(other.snapshot[figure]).toBe((snapshot[figure] * factor) as Cents);
        for (const column of COLUMNS)
          expect(byLot(other.positions, column)).toEqual(times(byLot(positions, column)));
        const { dailyReturn, coverage, flags, reasons, positionCount } = snapshot;
        expect(other.snapshot).toMatchObject({ dailyReturn, coverage, flags, reasons, positionCount });
      }
    }),
  );
});

/** A column by lot, whatever the lots' natural order is, and without the sign of a zero. */
function byLot(positions: PositionColumns, column: (typeof COLUMNS)[number]): readonly number[] {
  const rows = Array.from(positions.lotIds, (lotId, at) => [lotId, positions[column][at] as number] as const);
  return rows.sort(([a], [b]) => a - b).map(([, value]) => value + 0);
}

test("more cash is more equity by just as much, and no other P&L", () => {
  check(
    fc.property(anyBooks(), fc.integer({ min: 1, max: 1e9 }), (made, more) => {
      const richer = all({
        ...made,
        of: { ...made.of, statedEquity: (made.of.statedEquity + more) as Cents },
      });
      for (const [at, { snapshot, positions }] of all(made).entries()) {
        const other = richer[at] as Replayed;
        for (const column of COLUMNS)
          expect(byLot(other.positions, column)).toEqual(byLot(positions, column));
        const { equity, cash, dailyReturn, flags, inputs, ...same } = snapshot;
        expect(other.snapshot).toMatchObject(same);
        expect([other.snapshot.equity - equity, other.snapshot.cash - cash]).toEqual([more, more]);
        expect(other.snapshot.inputs).not.toBe(inputs);
      }
    }),
  );
});
