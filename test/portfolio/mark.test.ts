import { describe, expect, test } from "bun:test";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { cents } from "../../src/platform/money.ts";
import { currencyOf } from "../../src/portfolio/account.ts";
import type { LotState } from "../../src/portfolio/ledger.ts";
import { type Mark, markPrivate, markShares, standingFlags } from "../../src/portfolio/mark.ts";
import { OptionDesk } from "../../src/portfolio/option-desk.ts";
import { OptionMarks } from "../../src/portfolio/option-mark.ts";
import { type Lot, openingOf } from "../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { CALL, type GivenLot, history, lots, market } from "./books.ts";

const one = (given: Partial<GivenLot> = {}): Lot =>
  lots({ quantity: 100, entry: ["2025-06-30", 90], ...given })[0] as Lot;

/** A lot as it was opened. */
function opened(lot: Lot): LotState {
  const { tradeDate, quantity, basisDate } = openingOf(lot);
  const tranche = { quantity, basisDate, entry: cents(0), base: cents(0) };
  return { day: tradeDate, tranches: [tranche], valuation: null, isMismatched: false };
}

function markOf(lot: Lot, prices: PriceHistory | null, session: IsoDate): Mark {
  if (lot.option !== null) {
    const desk = new OptionDesk(prices === null ? market() : market(prices), session, 0.04);
    return new OptionMarks(desk).mark(lot, opened(lot), session);
  }
  return lot.assetClass === "PRIVATE"
    ? markPrivate(lot, opened(lot), session)
    : markShares(lot, opened(lot), prices, session);
}

const VALUED = { quantity: 100, unvalued: null, greeks: null } as const;

describe("a share is priced by its newest close", () => {
  const until = (day: string) => history({ "06-27": 99, [day]: 100 });

  /** last close, session, its age in sessions, flag, covered */
  test.each([
    ["07-07", "2025-07-07", 0, [], true],
    ["07-03", "2025-07-07", 1, ["carried_price"], true], // Independence Day and a weekend lie between.
    ["07-02", "2025-07-07", 2, ["carried_price"], true],
    ["06-30", "2025-07-08", 5, ["carried_price"], true],
    ["06-30", "2025-07-09", 6, ["stale_price"], false],
    ["06-30", "2026-05-29", 230, ["stale_price"], false],
  ])("of %s on %s: %d sessions old, %j", (day, session, age, flags, isCovered) => {
    expect(markOf(one(), until(day), isoDate(session))).toEqual({
      ...VALUED,
      price: 100,
      priceDate: isoDate(`2025-${day}`),
      age,
      flags: flags as never,
      isCovered,
      isMissing: age > 0,
      isDue: false,
    });
  });

  test("even if that is older than the lot itself: only what never had a close stands at cost", () => {
    const mark = markOf(one(), history({ "06-24": 80 }), isoDate("2025-06-30"));
    expect(mark).toMatchObject({ price: 80, priceDate: "2025-06-24", age: 4, flags: ["carried_price"] });
  });

  test("and never by a later one", () => {
    const prices = history({ "07-01": 100, "07-02": 200 });
    expect(markOf(one(), prices, isoDate("2025-07-01")).price).toBe(100);
    expect(markOf(one(), prices, isoDate("2025-06-30"))).toMatchObject({
      price: 90,
      flags: ["at_cost"],
    });
  });

  /** calendar, last bar, session, age by the symbol's own calendar */
  test.each([
    ["weekdays", "07-03", "2025-07-07", 2], // Its Friday is New York's holiday.
    ["weekdays", "07-04", "2025-07-07", 1],
    ["everyday", "07-05", "2025-07-07", 2],
    ["everyday", "07-07", "2025-07-07", 0],
    ["everyday", "07-01", "2025-07-07", 6],
    ["foreign", "07-04", "2025-07-07", 1],
    ["foreign", "07-05", "2025-07-07", 1],
    ["foreign", "07-03", "2025-07-07", 1],
    ["foreign", "06-27", "2025-07-07", 5],
  ] as const)(
    "a bar of the calendar %s of %s is on %s %d of its sessions old",
    (calendar, day, session, age) => {
      const mark = markOf(one(), history({ [day]: 7 }, { calendar }), isoDate(session));
      expect(mark.age).toBe(age);
      expect(mark.flags).toEqual(age === 0 ? [] : [age > 5 ? "stale_price" : "carried_price"]);
    },
  );
});

const OPTION = { symbol: "AAPL250815C00200000", assetClass: "OPTIONS", option: CALL } as const;
const NOTHING = { price: null, priceDate: null, age: null, unvalued: "not_priced" } as const;
const AT_ENTRY = { price: 90, priceDate: isoDate("2025-06-30"), age: null } as const;

test.each([
  ["a share without any close stands at cost", {}, null, { ...AT_ENTRY, flags: ["at_cost"] }, false, true],
  [
    "a private asset at its entry, as it should",
    { assetClass: "PRIVATE" },
    null,
    { ...AT_ENTRY, flags: [] },
    true,
    false,
  ],
  [
    "whatever closes have its name",
    { assetClass: "PRIVATE" },
    history({ "07-01": 5 }),
    { ...AT_ENTRY, flags: [] },
    true,
    false,
  ],
  [
    "an option without a close, on what has none, at nothing",
    OPTION,
    null,
    { ...NOTHING, flags: ["not_priced"] },
    false,
    true,
  ],
  [
    "as is one on what has too few returns for a volatility",
    OPTION,
    history({ "07-01": 5 }),
    { ...NOTHING, flags: ["not_priced"] },
    false,
    true,
  ],
  [
    "one that has a close of the session at that",
    OPTION,
    history({ "07-01": 5 }, { symbol: OPTION.symbol }),
    { price: 5, priceDate: isoDate("2025-07-01"), age: 0, flags: [] },
    true,
    false,
  ],
  [
    "and not at one of the session before",
    OPTION,
    history({ "06-30": 5 }, { symbol: OPTION.symbol }),
    { ...NOTHING, flags: ["not_priced"] },
    false,
    true,
  ],
] as const)("%s", (_, given, prices, expected, isCovered, isMissing) => {
  const mark = markOf(one(given), prices, isoDate("2025-07-01"));
  const told = { isCovered, isMissing, isDue: false };
  expect(mark).toEqual({ ...VALUED, ...expected, flags: [...expected.flags], ...told });
});

describe("what a lot bears at every session", () => {
  test.each([
    [2.5, []],
    [0, ["no_cost"]],
  ] as const)("an option bought at %d: %j", (price, flags) => {
    const option = one({ ...OPTION, entry: ["2025-06-30", price] });
    expect(standingFlags(option, null, "USD")).toEqual([...flags]);
  });

  const at = (close: number, rest: Partial<PriceHistory> = {}) => history({ "06-27": close }, rest);
  const tenForOne = { splits: [{ exDate: isoDate("2025-07-02"), numerator: 10, denominator: 1 }] };

  /** entry price, history, basis date of the lots, whether the entry price is far from the close of its day */
  test.each([
    [149.99, at(100), "2025-06-30", false],
    [150, at(100), "2025-06-30", true],
    [66.67, at(100), "2025-06-30", false],
    [66.66, at(100), "2025-06-30", true],
    [1, history({ "07-01": 100 }), "2025-06-30", false], // No close of that day, nor before it.
    [200, at(200, tenForOne), "2025-06-30", false],
    [20, at(200, tenForOne), "2025-06-30", true], // The price has split, the file says it has not.
    [20, at(200, tenForOne), "2025-07-31", false],
    [200, at(200, tenForOne), "2025-07-31", true], // The file says it has split, the price has not.
    [20, at(20, { ...tenForOne, basis: "split_adjusted" }), "2025-07-31", false],
    [200, at(20, { ...tenForOne, basis: "split_adjusted" }), "2025-06-30", false],
    [20, at(20, { ...tenForOne, basis: "split_adjusted" }), "2025-06-30", true],
  ])("entered at %d: %#", (price, prices, basisDate, isOff) => {
    const lot = one({ entry: ["2025-06-30", price], basisDate });
    const flags = standingFlags(lot, prices, "USD");
    expect(flags).toEqual(isOff ? ["entry_off_market"] : []);
  });

  test("an entry on a split's day without a close is held to the close before it, share for share", () => {
    const entered = (price: number) =>
      standingFlags(
        one({ entry: ["2025-07-02", price], basisDate: "2025-07-02" }),
        at(200, tenForOne),
        "USD",
      );
    expect(entered(20)).toEqual([]);
    expect(entered(200)).toEqual(["entry_off_market"]);
  });
});

test("an unconfirmed split changes no quantity, and is flagged from its day on", () => {
  const prices = history(
    { "06-30": 100, "07-01": 100, "07-02": 80, "07-03": 81 },
    { unconfirmed: [isoDate("2025-07-02")] },
  );
  const flagsOn = (day: string) => markOf(one(), prices, isoDate(day)).flags;
  expect(flagsOn("2025-07-01")).toEqual([]);
  expect(flagsOn("2025-07-02")).toEqual(["unconfirmed_action"]);
  expect(flagsOn("2025-07-07")).toEqual(["carried_price", "unconfirmed_action"]);
  const after = one({ basisDate: "2025-07-02" });
  expect(markOf(after, prices, isoDate("2025-07-03")).flags).toEqual([]);
});

describe("what has no close yet", () => {
  const splits = [{ exDate: isoDate("2025-07-02"), numerator: 2, denominator: 1 }];

  test.each(["as_traded", "split_adjusted"] as const)("stands at its own shares: %s", (basis) => {
    const prices = history({ "07-03": 55 }, { splits, basis });
    const mark = markOf(one(), prices, isoDate("2025-07-02"));
    expect(mark).toMatchObject({ quantity: 100, price: 90, flags: ["at_cost"] });
  });
});

/** symbol, class, currency of the portfolio, as told by a provider, that of the instrument */
test.each([
  ["AAPL", "PUBLIC", "USD", null, "USD"],
  ["AAPL", "PUBLIC", "EUR", null, "USD"],
  ["AAPL", "PUBLIC", "USD", "EUR", "EUR"],
  ["VOD.L", "PUBLIC", "USD", null, null],
  ["VOD.L", "PUBLIC", "GBP", null, null], // It may be quoted in pence.
  ["VOD.L", "PUBLIC", "GBP", "GBp", "GBp"],
  ["^GSPC", "PUBLIC", "USD", null, null],
  ["BTC-USD", "PUBLIC", "USD", null, "USD"],
  ["BTC-EUR", "PUBLIC", "USD", null, "EUR"],
  ["EURUSD=X", "PUBLIC", "USD", null, "USD"],
  ["JPY=X", "PUBLIC", "USD", null, "JPY"],
  ["VOD.L", "PRIVATE", "EUR", "GBp", "EUR"],
  ["VOD250815C00200000", "OPTIONS", "EUR", null, "USD"],
] as const)(
  "%s, %s, of a portfolio in %s, told to be in %j: in %j",
  (symbol, assetClass, own, told, expected) => {
    const lot = one({ symbol, assetClass, ...(assetClass === "OPTIONS" ? { option: CALL } : {}) });
    const currencies = new Map(told === null ? [] : [[symbol as string, told as string]]);
    expect(currencyOf(lot, { currency: own }, currencies)).toBe(expected);
  },
);
