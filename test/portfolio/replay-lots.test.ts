import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { books, booksOf, type Day, history, lots, market, portfolio } from "./books.ts";

const WEEK = ["06-30", "07-01", "07-02", "07-03", "07-07", "07-08"] as const;
const PRICES = market(
  history({ "06-30": 100, "07-01": 101, "07-02": 102, "07-03": 103, "07-07": 107, "07-08": 108 }),
);
const pnls = (days: readonly Day[]) => days.map(({ dailyPnl }) => dailyPnl);
const counts = (days: readonly Day[]) => days.map(({ positionCount }) => positionCount);

/** entry, exit of ten shares; P&L of each session of WEEK, and how many lots are held at its close */
test.each([
  ["bought on a Saturday", ["2025-07-05", 104], null, [0, 0, 0, 0, 30, 10], [0, 0, 0, 0, 1, 1]],
  ["bought on a holiday", ["2025-07-04", 104], null, [0, 0, 0, 0, 30, 10], [0, 0, 0, 0, 1, 1]],
  [
    "bought the weekend before inception",
    ["2025-06-28", 95],
    null,
    [0, 10, 10, 10, 40, 10],
    [1, 1, 1, 1, 1, 1],
  ],
  ["sold on a Sunday", ["2025-06-30", 100], ["2025-07-06", 105], [0, 10, 10, 10, 20, 0], [1, 1, 1, 1, 0, 0]],
  [
    "bought and sold within a weekend",
    ["2025-07-05", 104],
    ["2025-07-06", 106],
    [0, 0, 0, 0, 20, 0],
    [0, 0, 0, 0, 0, 0],
  ],
  [
    "bought and sold within a day",
    ["2025-07-02", 99],
    ["2025-07-02", 104],
    [0, 0, 50, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ],
  [
    "bought on a Friday that is a holiday, sold on the Monday",
    ["2025-07-04", 104],
    ["2025-07-07", 99],
    [0, 0, 0, 0, -50, 0],
    [0, 0, 0, 0, 0, 0],
  ],
  ["closed at inception", ["2024-01-02", 50], ["2025-06-30", 99], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]],
  ["closed before inception", ["2024-01-02", 50], ["2025-06-28", 99], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]],
  ["ended worthless", ["2025-06-30", 100], ["2025-07-01", 0], [0, -1_000, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]],
] as const)("ten shares %s", (_, entry, exit, pnl, held) => {
  const lot = lots({ quantity: 10, entry, ...(exit === null ? {} : { exit }) });
  const days = books(portfolio(), lot, PRICES, ...WEEK);
  expect(pnls(days)).toEqual([...pnl]);
  expect(counts(days)).toEqual([...held]);
  for (const [at, { equity, cash, longValue, cumulativePnl }] of days.entries()) {
    expect(equity).toBe(cash + longValue);
    expect(cumulativePnl).toBe(pnl.slice(0, at + 1).reduce((sum: number, each) => sum + each, 0));
  }
});

test("a lot that was opened and closed within an interval shows once, for its P&L", () => {
  const lot = lots({ quantity: 10, entry: ["2025-07-05", 104], exit: ["2025-07-06", 106] });
  const days = books(portfolio(), lot, PRICES, ...WEEK);
  expect(days.map(({ positions }) => positions.length)).toEqual([0, 0, 0, 0, 1, 0]);
  expect(days[4]).toMatchObject({ flags: ["closed"], status: "complete", coverage: null });
  expect(days[4]?.positions[0]).toMatchObject({
    quantity: 0,
    value: 0,
    entryValue: 0,
    pnl: 20,
    flags: ["closed"],
  });
});

test("a lot that leaves nothing but a dividend between two sessions shows for it", () => {
  const lot = lots({ quantity: 10, entry: ["2025-07-05", 104], exit: ["2025-07-07", 104] });
  const pays = history(
    { "07-03": 103, "07-07": 107 },
    { dividends: [{ exDate: isoDate("2025-07-07"), amount: 0.5 }] },
  );
  const [before, day] = books(portfolio(), lot, market(pays), "07-03", "07-07");
  expect([before?.equity, day?.equity]).toEqual([50_000, 50_005]);
  expect(day).toMatchObject({ dailyPnl: 5, dividends: 5, cumulativePnl: 5 });
  expect(day?.positions[0]).toMatchObject({ pnl: 5, dividends: 5, flags: ["closed"] });
});

describe("a price that is missing", () => {
  const sessions = ["06-30", "07-01", "07-02", "07-03", "07-07", "07-08", "07-09", "07-10"];

  test("covers its lot for five sessions and no longer, with its age told", () => {
    const held = lots(
      { symbol: "GONE", quantity: 10, entry: ["2025-06-30", 100] },
      { symbol: "CASH_FUND", quantity: 1, entry: ["2025-06-30", 3_000], assetClass: "PRIVATE" },
    );
    const days = books(portfolio(), held, market(history({ "06-30": 100 }, { symbol: "GONE" })), ...sessions);
    const seen = days.map(({ positions, coverage, status }) => [
      positions[0]?.age,
      positions[0]?.flags[0] ?? "",
      coverage,
      status,
    ]);
    expect(seen).toEqual([
      [0, "", 1, "complete"],
      ...[1, 2, 3, 4, 5].map((age) => [age, "carried_price", 1, "partial"]),
      ...[6, 7].map((age) => [age, "stale_price", 0.75, "partial"]),
    ]);
    expect(days[7]?.flags).toEqual(["stale_price"]);
    expect(days[7]).toMatchObject({ equity: 50_000, longValue: 4_000, dailyPnl: 0, reasons: ["no_price"] });
  });

  test("of a foreign symbol is counted by New York's sessions, and its rate by its own", () => {
    const held = lots({ symbol: "VOD.L", quantity: 10, entry: ["2025-06-30", 7_000] });
    const prices = history(
      { "06-30": 7_000, "07-04": 7_200, "07-08": 7_100 },
      { symbol: "VOD.L", calendar: "foreign" },
    );
    const rate = history(
      { "06-30": 2, "07-01": 2, "07-02": 2.5, "07-03": 2.5, "07-07": 2.5, "07-08": 2 },
      { symbol: "GBPUSD=X", calendar: "weekdays" },
    );
    const told = { currencies: new Map([["VOD.L", "GBp"]]) };
    const days = booksOf(portfolio(), held, market(prices, rate), told, ...WEEK);
    expect(days.map(({ positions }) => positions[0]?.age)).toEqual([0, 1, 2, 3, 1, 0]);
    expect(days.map(({ longValue }) => longValue)).toEqual([1_400, 1_400, 1_750, 1_750, 1_800, 1_420]);
    expect(pnls(days)).toEqual([0, 0, 350, 0, 50, -380]);
    expect(days.map(({ currencyPnl }) => currencyPnl)).toEqual([0, 0, 350, 0, 0, -355]);
    expect(days[0]).toMatchObject({ flags: [], status: "complete" });
    expect(days[4]).toMatchObject({ flags: ["carried_price"], status: "partial" });
  });

  test("of a coin is its last of any day", () => {
    const held = lots({ symbol: "BTC-USD", quantity: 0.5, entry: ["2025-06-30", 100] });
    const prices = history(
      { "07-03": 110, "07-05": 130, "07-07": 120 },
      { symbol: "BTC-USD", calendar: "everyday" },
    );
    const [before, after] = books(portfolio(), held, market(prices), "07-03", "07-07");
    expect([before?.positions[0]?.age, after?.positions[0]?.age]).toEqual([0, 0]);
    expect(after?.dailyPnl).toBe(5);
  });
});

describe("what has never had a price", () => {
  const held = lots(
    { symbol: "NEW", quantity: 10, entry: ["2025-06-30", 100] },
    { symbol: "AAPL", quantity: 10, entry: ["2025-06-30", 100] },
  );
  const late = history({ "07-02": 130, "07-03": 131 }, { symbol: "NEW" });
  const days = books(portfolio(), held, new Map([...PRICES, ["NEW", late]]), ...WEEK);

  test("stands at cost, not covered", () => {
    expect(days[1]).toMatchObject({ status: "partial", flags: ["at_cost"], reasons: ["no_price"] });
    expect(days[1]?.coverage).toBeCloseTo(1_010 / 2_010, 12);
    expect(days[1]?.positions[0]).toMatchObject({
      price: 100,
      age: null,
      value: 1_000,
      pnl: 0,
      flags: ["at_cost"],
    });
  });

  test("is revalued by its first price, and that is told apart from the day's own P&L", () => {
    expect(pnls(days)).toEqual([0, 10, 310, 20, 40, 10]);
    expect(days.map(({ revaluation }) => revaluation)).toEqual([0, 0, 300, 0, 0, 0]);
    expect(days[2]?.positions.map(({ pnl, revaluation }) => [pnl, revaluation])).toEqual([
      [300, 300],
      [10, 0],
    ]);
    expect(days[2]).toMatchObject({ status: "complete", flags: [], coverage: 1 });
  });

  test("keeps its cost over a split that nobody has a price for", () => {
    const splits = [{ exDate: isoDate("2025-07-02"), numerator: 2, denominator: 1 }];
    const split = history({ "07-03": 55 }, { symbol: "NEW", splits });
    const lot = lots({ symbol: "NEW", quantity: 10, entry: ["2025-06-30", 100] });
    const [, before, after] = books(portfolio(), lot, market(split), "06-30", "07-02", "07-03");
    expect(before).toMatchObject({ longValue: 1_000, dailyPnl: 0 });
    expect(before?.positions[0]).toMatchObject({ quantity: 10, price: 100 });
    expect(after).toMatchObject({ longValue: 1_100, revaluation: 100, dailyPnl: 100 });
    expect(after?.positions[0]).toMatchObject({ quantity: 20, price: 55 });
  });

  test("and sold before it had one makes its P&L by the sale, without a revaluation", () => {
    const sold = lots({ symbol: "NEW", quantity: 10, entry: ["2025-06-30", 100], exit: ["2025-07-02", 120] });
    const [, , day] = books(portfolio(), sold, market(late), "06-30", "07-01", "07-02");
    expect(day).toMatchObject({ dailyPnl: 200, revaluation: 0, equity: 50_200 });
  });
});

test("a private asset stands at its entry until it is sold; nothing is missing of it", () => {
  const held = lots(
    {
      symbol: "BARN",
      quantity: 1,
      entry: ["2025-06-30", 9_000],
      exit: ["2025-07-03", 9_500],
      assetClass: "PRIVATE",
    },
    { symbol: "AAPL", quantity: -2, entry: ["2025-06-30", 500], assetClass: "PRIVATE" },
  );
  const days = books(portfolio(), held, PRICES, ...WEEK);
  expect(pnls(days)).toEqual([0, 0, 0, 500, 0, 0]);
  expect(days[2]).toMatchObject({
    status: "complete",
    coverage: 1,
    flags: [],
    longValue: 9_000,
    shortValue: -1_000,
  });
});

describe("equity at or below zero", () => {
  // 100 shares on 50.00 of capital: at 99.50 nothing is left.
  const levered = lots({ quantity: 100, entry: ["2025-06-30", 100] });
  const path = (second: number) =>
    books(
      portfolio({ equity: "50" }),
      levered,
      market(history({ "06-30": 100, "07-01": second, "07-02": 100, "07-03": 101 })),
      ...WEEK.slice(0, 4),
    );

  test.each([
    [99.5, 0, -1],
    [99, -50, -2],
  ])(
    "at a close of %d: equity %d, a return of %d, then none, with the reason",
    (close, equity, dailyReturn) => {
      const days = path(close);
      expect(days[1]).toMatchObject({ equity, flags: ["margin_debit"], status: "complete" });
      expect(days.map((day) => day.dailyReturn)).toEqual([
        { value: 0, reason: null },
        { value: dailyReturn, reason: null },
        { value: null, reason: "non_positive_equity" },
        { value: 2, reason: null },
      ]);
    },
  );
});

test("what is assumed of an entry is told at every session", () => {
  const held = lots(
    { quantity: 10, entry: ["2025-06-30", 200] },
    { symbol: "VOD", quantity: 1, entry: ["2025-06-30", 1] },
  );
  for (const day of books(portfolio(), held, PRICES, ...WEEK)) {
    expect(day.positions[0]?.flags).toEqual(["entry_off_market"]);
    expect(day.flags).toEqual(["at_cost", "entry_off_market"]);
  }
});
