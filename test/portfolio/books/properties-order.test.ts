import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Lot } from "../../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../../src/portfolio/price-history.ts";
import { Replay } from "../../../src/portfolio/replay.ts";
import type { ReplayedSession } from "../../../src/portfolio/snapshot.ts";
import { type Given, inputsOf, lot, rowsOf } from "./made.ts";
import { anyBooks } from "./made-life.ts";
import { anyMarket, LAST_DAY, SESSIONS } from "./made-market.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const RUNS = 500;
const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: RUNS });

const sessionsOf = ({ of }: Given) => SESSIONS.filter((session) => session >= (of?.inception ?? session));

/** What a session says, as text, but for the names of lots: those that are alike in all else may change places. */
function textOf(session: ReplayedSession): string {
  if (session.gap !== null) return JSON.stringify(session);
  const rows = [...rowsOf(session.positions).values()].map((row) => JSON.stringify(row));
  return JSON.stringify([session.snapshot, rows.sort()]);
}

const textsOf = (
  given: Given,
  sessions: readonly IsoDate[],
  through: IsoDate = LAST_DAY,
): readonly string[] => [...new Replay(inputsOf(given, through)).sessions(sessions)].map(textOf);

/** Lots under other ids and numbers, in another order, their events in another order too. */
function shuffledLots(lots: readonly Lot[], order: readonly number[]): readonly Lot[] {
  const place = new Map(lots.map(({ id }, at) => [id, order[at] ?? 0]));
  const ids = new Map([...place].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([id], at) => [id, 50 + at]));
  return lots
    .map(({ id, symbol, assetClass, option, events }) => {
      const of = { symbol, assetClass, ...(option === null ? {} : { option }) };
      const moved = events.map((event) => ({
        ...event,
        counterLotId: event.counterLotId === null ? null : (ids.get(event.counterLotId) as number),
      }));
      const [first, ...rest] = moved;
      return lot(ids.get(id) as number, of, ...(first === undefined ? [] : [first, ...rest.reverse()]));
    })
    .sort((a, b) => a.id - b.id);
}

test("the order in which lots and events were recorded changes nothing, not even a hash", () => {
  const shuffled = fc.tuple(
    anyBooks(3),
    fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
    fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
  );
  check(
    fc.property(shuffled, ([given, order, cashOrder]) => {
      const { lots, events, prices } = given;
      const other: Given = {
        ...given,
        lots: shuffledLots(lots, order),
        events: events
          .map((event, at) => ({ event, key: cashOrder[at] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event),
        prices: prices.toReversed(),
      };
      expect(textsOf(other, sessionsOf(given))).toEqual(textsOf(given, sessionsOf(given)) as string[]);
    }),
  );
});

test("sessions that are asked for in any order, from any start or one by one are those of the whole", () => {
  const asked = fc.tuple(anyBooks(3), fc.shuffledSubarray([...SESSIONS], { minLength: 1 }), fc.nat());
  check(
    fc.property(asked, ([given, some, start]) => {
      const all = sessionsOf(given);
      const whole = new Map(textsOf(given, all).map((text, at) => [all[at] as IsoDate, text]));
      const order = some.filter((session) => session >= given.of.inception);
      expect(textsOf(given, order)).toEqual(order.map((session) => whole.get(session) as string));
      const late = all.slice(start % all.length);
      expect(textsOf(given, late)).toEqual(late.map((session) => whole.get(session) as string));
      const [one] = order;
      if (one !== undefined) expect(textsOf(given, [one], one)).toEqual([whole.get(one) as string]);
    }),
  );
});

/** Up to a session the prices and actions of one market, after it those of another. */
function spliced(early: PriceHistory, late: PriceHistory, session: IsoDate): PriceHistory {
  const after = { days: [] as IsoDate[], closes: [] as number[] };
  for (const [source, isKept] of [
    [early, (on: IsoDate) => on <= session],
    [late, (on: IsoDate) => on > session],
  ] as const) {
    for (const [at, on] of source.days.entries()) {
      if (!isKept(on)) continue;
      after.days.push(on);
      after.closes.push(source.closes[at] as number);
    }
  }
  // A split that is yet to come is in adjusted prices from their beginning: they would be other prices.
  const splits =
    early.basis === "as_traded"
      ? [
          ...early.splits.filter(({ exDate }) => exDate <= session),
          ...late.splits.filter(({ exDate }) => exDate > session),
        ]
      : early.splits;
  const dividends = [
    ...early.dividends.filter(({ exDate }) => exDate <= session),
    ...late.dividends.filter(({ exDate }) => exDate > session),
  ];
  return { ...early, ...after, splits, dividends };
}

test("prices, rates and actions of later days change nothing of a session, and neither does what is read", () => {
  const later = fc.tuple(anyBooks(3), anyMarket(3), fc.constantFrom(...SESSIONS.slice(3)));
  check(
    fc.property(later, ([given, other, session]) => {
      const sessions = sessionsOf(given).filter((each) => each <= session);
      const known = textsOf(given, sessions);
      const changed = given.prices.map((each, at) => spliced(each, other[at] as PriceHistory, session));
      expect(textsOf({ ...given, prices: changed }, sessions)).toEqual(known as string[]);
      expect(textsOf({ ...given, prices: changed }, sessions, session)).toEqual(known as string[]);
    }),
  );
});

test("events of later days change nothing of a session, unless they replace a dividend or end an option", () => {
  const later = fc.tuple(anyBooks(3), fc.constantFrom(...SESSIONS.slice(3)));
  check(
    fc.property(later, ([given, session]) => {
      const sessions = sessionsOf(given).filter((each) => each <= session);
      const lots = given.lots
        .map((each) => ({ ...each, events: each.events.filter(({ tradeDate }) => tradeDate <= session) }))
        .filter(({ events }) => events.length > 0);
      const events = given.events.filter(
        ({ kind, tradeDate }) => kind === "dividend" || tradeDate <= session,
      );
      expect(textsOf({ ...given, lots, events }, sessions)).toEqual(textsOf(given, sessions) as string[]);
    }),
  );
});
