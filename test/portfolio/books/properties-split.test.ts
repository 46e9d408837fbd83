import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Lot } from "../../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../../src/portfolio/price-history.ts";
import type { Replayed } from "../../../src/portfolio/snapshot.ts";
import { type Given, portfolioOf, replayed, rowsOf, told } from "./made.ts";
import { anyBooks, anyStep, livesOf, type Step } from "./made-life.ts";
import { anyMarket, CURRENCIES, FIRST_DAY, INSTRUMENTS, RATE_COUNT, SESSIONS } from "./made-market.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const RUNS = 500;
const check = <T>(property: fc.IProperty<T>) =>
  fc.assert(property, { numRuns: RUNS, includeErrorInReport: true });
const days = (given: Given): readonly Replayed[] =>
  replayed(
    given,
    SESSIONS.filter((session) => session >= (given.of?.inception ?? session)),
  ).map(told);

/** Shares that trade, and what may happen to them; quantities and prices all of the first day. */
const SHARES = INSTRUMENTS.filter(({ symbol }) => symbol === "AAA" || symbol === "SAP.DE");
const sharesOnly = fc.tuple(
  anyMarket(RATE_COUNT),
  fc.array(anyStep, { minLength: 1, maxLength: 12, size: "max" }),
);

function sharesOf(market: readonly PriceHistory[], steps: readonly Step[]): readonly Lot[] {
  const own = steps.map((step) => ({
    ...step,
    instrument: SHARES[step.pick % 2] as (typeof SHARES)[number],
  }));
  return livesOf(
    own,
    market.map((each) => ({ ...each, splits: [] })),
  ).map((lot) => ({
    ...lot,
    events: lot.events.map((event) => ({ ...event, basisDate: FIRST_DAY })),
  }));
}

/** What a snapshot says of money that does not depend on how many shares a certificate is. */
const AMOUNTS = ["cash", "equity", "dailyPnl", "realizedPnl", "cumulativePnl", "dividends", "fees"] as const;

test.each([
  [2, 1],
  [3, 2],
  [1, 10],
])(
  "a split of %d:%d that divides the prices changes a lot's value by a cent at most",
  (numerator, denominator) => {
    const splitOn = fc.constantFrom(...SESSIONS.slice(1));
    check(
      fc.property(sharesOnly, splitOn, ([market, steps], exDate) => {
        const plain = market.map((each) => ({ ...each, splits: [], dividends: [] }));
        const lots = sharesOf(plain, steps);
        const split = plain.map((each) => ({
          ...each,
          splits: [{ exDate, numerator, denominator }],
          closes: each.closes.map((close, at) =>
            (each.days[at] as IsoDate) < exDate ? close : (close * denominator) / numerator,
          ),
        }));
        const rest = { of: portfolioOf(), lots, currencies: CURRENCIES };
        const ratesAsBefore = split.map((each, at) =>
          each.symbol.endsWith("=X") ? (plain[at] as PriceHistory) : each,
        );
        const before = days({ ...rest, prices: plain });
        for (const [at, session] of days({ ...rest, prices: ratesAsBefore }).entries()) {
          const other = rowsOf((before[at] as Replayed).positions);
          const rows = rowsOf(session.positions);
          expect([...rows.keys()].sort()).toEqual([...other.keys()].sort());
          for (const [id, { value, entry, base, pnl, realized }] of rows) {
            const was = other.get(id) as NonNullable<ReturnType<typeof other.get>>;
            expect(Math.abs(value - was.value)).toBeLessThan(0.0101);
            // The value before may have been another by a cent, and the value now.
            expect(Math.abs(pnl - was.pnl)).toBeLessThan(0.0201);
            expect([entry, base, realized]).toEqual([was.entry, was.base, was.realized]);
          }
        }
      }),
    );
  },
);

test("a lot that is kept as two changes each amount by a cent for each time that it is rounded, at most", () => {
  const halved = fc.tuple(anyBooks(RATE_COUNT), fc.nat(), fc.integer({ min: 1, max: 99 }));
  check(
    fc.property(halved, ([given, pick, share]) => {
      const alone = given.lots.filter(({ events }) =>
        events.every(({ counterLotId }) => counterLotId === null),
      );
      const whole = alone[pick % Math.max(1, alone.length)];
      if (whole === undefined) return;
      const part = (of: number, id: number): Lot => ({
        ...whole,
        ...{ id, publicId: `lot ${id}`, lotNo: id },
        // A fee is of the trade, however many lots it was for.
        events: whole.events.map((event) => ({
          ...event,
          quantity: event.quantity * of,
          fees: (of < 1 && id === whole.id ? 0 : event.fees) as typeof event.fees,
        })),
      });
      const others = given.lots.filter((each) => each !== whole);
      const parts = [part(share / 100, whole.id), part(1 - share / 100, 1_000)];
      const before = days(given);
      // Each event, dividend and base is rounded once more; so is the value at inception, from which cash follows.
      const rounded = 4 + whole.events.length * 2 + given.events.length + 2;
      for (const [at, { snapshot }] of days({ ...given, lots: [...others, ...parts] }).entries()) {
        const was = (before[at] as Replayed).snapshot;
        for (const name of AMOUNTS) expect(Math.abs(snapshot[name] - was[name])).toBeLessThanOrEqual(rounded);
        expect(Math.abs(snapshot.longValue - was.longValue)).toBeLessThanOrEqual(1);
        expect(Math.abs(snapshot.shortValue - was.shortValue)).toBeLessThanOrEqual(1);
        expect(snapshot.status).toBe(was.status);
      }
    }),
  );
});

test("rates that do not move make no P&L of currency, whatever happens to what is held", () => {
  check(
    fc.property(anyBooks(RATE_COUNT), (given) => {
      const still = given.prices.map((each) => ({
        ...each,
        closes: each.symbol.endsWith("=X") ? each.closes.map(() => 1.25) : each.closes,
      }));
      for (const { positions } of days({ ...given, prices: still })) {
        for (const [at, part] of positions.currencyPnls.entries()) {
          // An amount is rounded when it is turned into another currency; what was converted is one too.
          const bound = 3 + (given.lots.find(({ id }) => id === positions.lotIds[at])?.events.length ?? 0);
          expect(Math.abs(part)).toBeLessThanOrEqual(bound + 4);
        }
      }
    }),
  );
});
