import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { bookingSession } from "../../../src/portfolio/booking.ts";
import type { Lot } from "../../../src/portfolio/portfolio.ts";
import type { Replayed } from "../../../src/portfolio/snapshot.ts";
import { type Given, replayed } from "./made.ts";
import { anyBooks } from "./made-life.ts";
import { SESSIONS } from "./made-market.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const RUNS = 2_000;

const sessionsOf = ({ of }: Required<Given>) => SESSIONS.filter((session) => session >= of.inception);
const toldOf = (given: Required<Given>): readonly Replayed[] =>
  replayed(given, sessionsOf(given)).flatMap((each) => (each.gap === null ? [each] : []));

const total = (column: Float64Array) => column.reduce((sum, each) => sum + each, 0);

/** Lots that came from one another, by the id of the first of them. */
function familiesOf(lots: readonly Lot[]): ReadonlyMap<number, number> {
  const family = new Map(lots.map(({ id }) => [id, id]));
  // A lot that receives comes after the one that gives.
  for (const { id, events } of lots) {
    const from = events[0]?.kind === "open" ? null : (events[0]?.counterLotId ?? null);
    if (from !== null) family.set(id, family.get(from) as number);
  }
  return family;
}

/** What a family of lots has made since inception, and what the books say that it is made of. */
class Sums {
  pnl = 0;
  explained = 0;
}

function balances(days: readonly Replayed[], { of, lots }: Required<Given>): void {
  const families = familiesOf(lots);
  const sums = new Map([...families.values()].map((family) => [family, new Sums()]));
  let [before, realized]: [Replayed | null, number] = [null, 0];
  for (const now of days) {
    const { snapshot, positions } = now;
    const { equity, cash, longValue, shortValue, dailyPnl, capitalFlow, unallocated } = snapshot;
    expect(equity).toBe((cash + longValue + shortValue) as typeof equity);
    if (before === null) expect([equity, dailyPnl, capitalFlow]).toEqual([of.statedEquity, 0, 0] as never);
    else expect(equity - before.snapshot.equity).toBe(dailyPnl + capitalFlow);
    expect(equity - of.statedEquity).toBe(snapshot.cumulativePnl + snapshot.cumulativeCapitalFlow);
    expect(total(positions.marketValues)).toBe(longValue + shortValue);
    expect(total(positions.dailyPnls) + unallocated).toBe(dailyPnl);
    expect(total(positions.realizedPnls)).toBe(snapshot.realizedPnl);
    expect(total(positions.currencyPnls)).toBe(snapshot.currencyPnl);
    expect(total(positions.revaluations)).toBe(snapshot.revaluation);
    realized += snapshot.realizedPnl;
    expect(snapshot.cumulativeRealizedPnl).toBe(realized as typeof equity);
    const values = new Map([...sums.keys()].map((family) => [family, 0]));
    for (const [at, id] of positions.lotIds.entries()) {
      const family = families.get(id) as number;
      const own = sums.get(family) as Sums;
      const of = (column: Float64Array) => column[at] as number;
      own.pnl += of(positions.dailyPnls);
      own.explained += of(positions.realizedPnls) + of(positions.dividends) + of(positions.fees);
      values.set(
        family,
        (values.get(family) as number) + of(positions.marketValues) - of(positions.baseValues),
      );
    }
    // Whenever one stops, a lot's life up to then: realized, unrealized on the base, dividends and fees.
    for (const [family, { pnl, explained }] of sums) {
      expect([family, pnl]).toEqual([family, explained + (values.get(family) as number)]);
    }
    before = now;
  }
}

/** The session at which the last thing happened to a lot that is over; null while it may still be held. */
function endOf({ events, option }: Lot): IsoDate | null {
  const last = events.at(-1);
  if (last === undefined) return null;
  if (option !== null) return bookingSession([last.tradeDate, option.expiration].sort()[1] as IsoDate);
  const ends = ["close", "merger_cash", "write_off"].includes(last.kind);
  const gives = (last.kind === "rename" || last.kind === "merger_stock") && events.length > 1;
  return ends || gives ? bookingSession(last.tradeDate) : null;
}

test("equity is cash and values and grows by P&L and flows; positions add up; a life's P&L is what it realized and holds, and a closed lot has none", () => {
  let [toldCount, lotCount] = [0, 0];
  const property = fc.property(anyBooks(3), (given) => {
    const days = toldOf(given);
    toldCount += days.length;
    lotCount += given.lots.length;
    balances(days, given);
    const ends = new Map(given.lots.map((lot) => [lot.id, endOf(lot)]));
    for (const [place, { positions }] of days.entries()) {
      const before = days[place - 1]?.snapshot.session ?? null;
      for (const [at, id] of positions.lotIds.entries()) {
        const end = ends.get(id) ?? null;
        const isWaiting = positions.quantities[at] !== 0;
        if (end === null || before === null || before < end || isWaiting) continue;
        // A dividend may be paid when the shares are gone.
        expect(positions.dailyPnls[at]).toBe((positions.dividends[at] as number) + 0);
        expect(positions.marketValues[at]).toBe(0);
      }
    }
  });
  fc.assert(property, { numRuns: RUNS });
  // Most books can be told most of the time, and there is something in them.
  expect(toldCount / RUNS).toBeGreaterThan(10);
  expect(lotCount / RUNS).toBeGreaterThan(3);
}, 60_000);
