import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { markOf, standingFlags } from "../../src/portfolio/mark.ts";
import type { Lot } from "../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { CALL, type GivenLot, history, lots, portfolio } from "./books.ts";

const one = (given: Partial<GivenLot> = {}): Lot =>
  lots({ quantity: 100, entry: ["2025-06-30", 90], ...given })[0] as Lot;

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
    expect(markOf(one(), until(day), isoDate(session), portfolio())).toEqual({
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
    const mark = markOf(one(), history({ "06-24": 80 }), isoDate("2025-06-30"), portfolio());
    expect(mark).toMatchObject({ price: 80, priceDate: "2025-06-24", age: 4, flags: ["carried_price"] });
  });

  test("and never by a later one", () => {
    const prices = history({ "07-01": 100, "07-02": 200 });
    expect(markOf(one(), prices, isoDate("2025-07-01"), portfolio()).price).toBe(100);
    expect(markOf(one(), prices, isoDate("2025-06-30"), portfolio())).toMatchObject({
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
      const mark = markOf(one(), history({ [day]: 7 }, { calendar }), isoDate(session), portfolio());
      expect(mark.age).toBe(age);
      expect(mark.flags).toEqual(age === 0 ? [] : [age > 5 ? "stale_price" : "carried_price"]);
    },
  );
});

const NOTHING = { price: null, priceDate: null, age: null } as const;
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
    "an option at nothing",
    { assetClass: "OPTIONS", option: CALL },
    history({ "07-01": 5 }),
    { ...NOTHING, flags: ["not_priced"] },
    false,
    true,
  ],
] as const)("%s", (_, given, prices, expected, isCovered, isMissing) => {
  const mark = markOf(one(given), prices, isoDate("2025-07-01"), portfolio());
  expect(mark).toEqual({ ...expected, flags: [...expected.flags], isCovered, isMissing, isDue: false });
});

describe("what a lot bears at every session", () => {
  /** symbol, class, currency of the portfolio, flags */
  test.each([
    ["AAPL", "PUBLIC", "USD", []],
    ["AAPL", "PUBLIC", "EUR", ["currency_assumed"]],
    ["VOD.L", "PUBLIC", "USD", ["currency_assumed"]],
    ["VOD.L", "PUBLIC", "GBP", ["currency_assumed"]], // It may be quoted in pence.
    ["^GSPC", "PUBLIC", "USD", ["currency_assumed"]],
    ["BTC-USD", "PUBLIC", "USD", []],
    ["BTC-EUR", "PUBLIC", "USD", ["currency_assumed"]],
    ["EURUSD=X", "PUBLIC", "USD", []],
    ["JPY=X", "PUBLIC", "USD", ["currency_assumed"]],
    ["VOD.L", "PRIVATE", "USD", []],
  ] as const)("%s, %s, of a portfolio in %s: %j", (symbol, assetClass, currency, flags) => {
    expect(standingFlags(one({ symbol, assetClass }), null, portfolio({ currency }))).toEqual([...flags]);
  });

  test.each([
    [2.5, "AAPL", []],
    [0, "AAPL", ["no_cost"]],
    [0, "VOD.L", ["currency_assumed", "no_cost"]],
  ] as const)("an option bought at %d on %s: %j", (price, underlying, flags) => {
    const option = one({
      assetClass: "OPTIONS",
      option: { ...CALL, underlying },
      entry: ["2025-06-30", price],
    });
    expect(standingFlags(option, null, portfolio())).toEqual([...flags]);
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
    const lot = one({ entry: ["2025-06-30", price] });
    const flags = standingFlags(lot, prices, portfolio({ basisDate }));
    expect(flags).toEqual(isOff ? ["entry_off_market"] : []);
  });

  test("an entry on a split's day without a close is held to the close before it, share for share", () => {
    const of = portfolio({ basisDate: "2025-07-02" });
    const entered = (price: number) =>
      standingFlags(one({ entry: ["2025-07-02", price] }), at(200, tenForOne), of);
    expect(entered(20)).toEqual([]);
    expect(entered(200)).toEqual(["entry_off_market"]);
  });
});

test("an unconfirmed split changes no quantity, and is flagged from its day on", () => {
  const prices = history(
    { "06-30": 100, "07-01": 100, "07-02": 80, "07-03": 81 },
    { unconfirmed: [isoDate("2025-07-02")] },
  );
  const flagsOn = (day: string) => markOf(one(), prices, isoDate(day), portfolio()).flags;
  expect(flagsOn("2025-07-01")).toEqual([]);
  expect(flagsOn("2025-07-02")).toEqual(["unconfirmed_action"]);
  expect(flagsOn("2025-07-07")).toEqual(["carried_price", "unconfirmed_action"]);
  const after = portfolio({ basisDate: "2025-07-02" });
  expect(markOf(one(), prices, isoDate("2025-07-03"), after).flags).toEqual([]);
});
