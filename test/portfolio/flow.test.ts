import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { Cents } from "../../src/platform/money.ts";
import {
  bookingSession,
  type Flow,
  flowsBetween,
  flowsOf,
  isOpeningHolding,
} from "../../src/portfolio/flow.ts";
import type { Lot } from "../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { CALL, type GivenLot, history, lots, portfolio } from "./books.ts";

const THROUGH = isoDate("2025-07-31");
const one = (given: Partial<GivenLot>): Lot =>
  lots({ quantity: 100, entry: ["2025-06-30", 90], ...given })[0] as Lot;

/** The flows in a few words: session, cash by trades and by dividends, in dollars. */
function flows(
  given: Partial<GivenLot>,
  prices: PriceHistory | null = null,
  basisDate = "2025-06-30",
): (readonly [string, number, number])[] {
  const of = flowsOf(one(given), prices, portfolio({ basisDate }), THROUGH);
  return of.map(({ session, trade, dividend }) => [session.slice(5), trade / 100, dividend / 100] as const);
}

test.each([
  ["2025-07-03", "2025-07-03", "a session"],
  ["2025-07-04", "2025-07-07", "a holiday before a weekend"],
  ["2025-07-05", "2025-07-07", "a Saturday"],
  ["2025-07-06", "2025-07-07", "a Sunday"],
  ["2025-11-27", "2025-11-28", "a holiday in the week"],
  ["2025-12-31", "2025-12-31", "the last session of a year"],
  ["2026-01-01", "2026-01-02", "a holiday that begins a year"],
])("what happens on %s is in the books of %s: %s", (day, session) => {
  expect(bookingSession(isoDate(day))).toBe(isoDate(session));
});

test.each([
  ["2024-01-02", true],
  ["2025-06-28", true], // The Saturday before the inception belongs to it.
  ["2025-06-30", true],
  ["2025-07-01", false],
])("a lot of %s is an opening holding: %j", (entry, expected) => {
  expect(isOpeningHolding(one({ entry: [entry, 90] }), portfolio())).toBe(expected);
});

describe("cash by trades", () => {
  test.each([
    ["an opening holding was never paid for", { entry: ["2025-06-30", 90] }, []],
    ["its sale is", { entry: ["2025-06-30", 90], exit: ["2025-07-02", 95] }, [["07-02", 9_500, 0]]],
    ["a later purchase takes it", { entry: ["2025-07-01", 90] }, [["07-01", -9_000, 0]]],
    ["a later short sale brings it", { quantity: -100, entry: ["2025-07-01", 90] }, [["07-01", 9_000, 0]]],
    [
      "and its cover takes it",
      { quantity: -100, entry: ["2025-06-02", 90], exit: ["2025-07-08", 80] },
      [["07-08", -8_000, 0]],
    ],
    ["a holiday's is the next session's", { entry: ["2025-07-04", 90] }, [["07-07", -9_000, 0]]],
    [
      "a weekend's is the next session's, of both kinds",
      { entry: ["2025-07-05", 90], exit: ["2025-07-12", 91] },
      [
        ["07-07", -9_000, 0],
        ["07-14", 9_100, 0],
      ],
    ],
    ["an exit at nothing brings nothing", { exit: ["2025-07-02", 0] }, [["07-02", 0, 0]]],
    ["what is yet to come is not read", { entry: ["2025-08-01", 90] }, []],
    [
      "an option's is of its contract's shares",
      { quantity: 2, assetClass: "OPTIONS", option: CALL, entry: ["2025-07-01", 3] },
      [["07-01", -600, 0]],
    ],
  ] as const)("%s", (_, given, expected) => {
    expect(flows(given)).toEqual(expected.map((each) => [...each]) as never);
  });
});

describe("cash by dividends", () => {
  const pays = (exDate: string, rest: Partial<PriceHistory> = {}) =>
    history({ "06-27": 100 }, { dividends: [{ exDate: isoDate(exDate), amount: 0.5 }], ...rest });

  test.each([
    ["a long receives them", {}, pays("2025-07-02"), [["07-02", 0, 50]]],
    ["a short pays them", { quantity: -100 }, pays("2025-07-02"), [["07-02", 0, -50]]],
    ["at the inception close they are in the equity", {}, pays("2025-06-30"), []],
    ["the first session after it counts", {}, pays("2025-07-01"), [["07-01", 0, 50]]],
    [
      "of a purchase on the ex-date: none",
      { entry: ["2025-07-02", 90] },
      pays("2025-07-02"),
      [["07-02", -9_000, 0]],
    ],
    [
      "of a purchase the session before: yes",
      { entry: ["2025-07-01", 90] },
      pays("2025-07-02"),
      [
        ["07-01", -9_000, 0],
        ["07-02", 0, 50],
      ],
    ],
    [
      "of a sale on the ex-date: yes",
      { exit: ["2025-07-02", 95] },
      pays("2025-07-02"),
      [
        ["07-02", 9_500, 0],
        ["07-02", 0, 50],
      ],
    ],
    ["of a sale before: none", { exit: ["2025-07-01", 95] }, pays("2025-07-02"), [["07-01", 9_500, 0]]],
    [
      "of a weekend's purchase before it: yes",
      { entry: ["2025-07-05", 90] },
      pays("2025-07-07"),
      [
        ["07-07", -9_000, 0],
        ["07-07", 0, 50],
      ],
    ],
    [
      "of a weekend's sale before it: none",
      { exit: ["2025-07-06", 95] },
      pays("2025-07-07"),
      [["07-07", 9_500, 0]],
    ],
    [
      "an ex-date on no session is the next one's",
      {},
      pays("2025-07-05", { calendar: "everyday" }),
      [["07-07", 0, 50]],
    ],
    [
      "adjusted prices go without them too",
      {},
      pays("2025-07-02", { basis: "split_adjusted" }),
      [["07-02", 0, 50]],
    ],
    ["total returns have them already", {}, pays("2025-07-02", { basis: "total_return" }), []],
    ["a private asset has none", { assetClass: "PRIVATE" }, pays("2025-07-02"), []],
    ["an option has none", { assetClass: "OPTIONS", option: CALL }, pays("2025-07-02"), []],
    ["those yet to come are not read", {}, pays("2025-08-01"), []],
  ] as const)("%s", (_, given, prices, expected) => {
    expect(flows(given, prices)).toEqual(expected.map((each) => [...each]) as never);
  });

  const splits = [{ exDate: isoDate("2025-07-02"), numerator: 2, denominator: 1 }];

  /** ex-date of the dividend, basis of the prices, basis date of the lot, dollars for 100 shares of that date at 0.50 */
  test.each([
    ["2025-07-01", "as_traded", "2025-06-30", 50], // Before the split there are 100 shares,
    ["2025-07-02", "as_traded", "2025-06-30", 100], // on its day it is paid per share held after it,
    ["2025-07-03", "as_traded", "2025-06-30", 100],
    ["2025-07-01", "as_traded", "2025-07-31", 25], // and 100 shares of today were 50 then.
    ["2025-07-02", "as_traded", "2025-07-31", 50],
    ["2025-07-01", "split_adjusted", "2025-06-30", 100],
    ["2025-07-03", "split_adjusted", "2025-06-30", 100],
    ["2025-07-01", "split_adjusted", "2025-07-31", 50],
  ] as const)(
    "beside a 2:1 split on 07-02, ex %s, %s prices, lots as of %s: %d",
    (exDate, basis, basisDate, dollars) => {
      const paid = flows({}, pays(exDate, { basis, splits }), basisDate);
      expect(paid).toEqual([[exDate.slice(5), 0, dollars]]);
    },
  );

  test("they come in the order of their sessions, whatever the order of what brings them", () => {
    const dividends = ["2025-07-02", "2025-07-10"].map((day) => ({ exDate: isoDate(day), amount: 1 }));
    const given = { entry: ["2025-07-01", 90], exit: ["2025-07-10", 99] } as const;
    expect(flows(given, history({ "06-27": 100 }, { dividends })).map(([session]) => session)).toEqual([
      "07-01",
      "07-02",
      "07-10",
      "07-10",
    ]);
  });
});

test("sums are of what came after one session and through another", () => {
  const flow = (session: string, trade: number, dividend: number): Flow => ({
    session: isoDate(session),
    trade: trade as Cents,
    dividend: dividend as Cents,
  });
  const all = [flow("2025-07-01", 1, 10), flow("2025-07-02", 2, 20), flow("2025-07-03", 4, 40)];
  const between = (after: string, through: string) => flowsBetween(all, isoDate(after), isoDate(through));
  expect(between("2025-07-01", "2025-07-02") as object).toEqual({ trade: 2, dividend: 20 });
  expect(between("2025-06-30", "2025-07-03") as object).toEqual({ trade: 7, dividend: 70 });
  expect(between("2025-07-03", "2025-07-08") as object).toEqual({ trade: 0, dividend: 0 });
});
