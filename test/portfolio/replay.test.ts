import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { books, CALL, type Day, history, lots, market, portfolio } from "./books.ts";

const pnls = (days: readonly Day[]) => days.map(({ dailyPnl }) => dailyPnl);
const WEEK = ["06-30", "07-01", "07-02", "07-03", "07-07", "07-08"];

/** What holds of every book, whatever is in it: to be called on days that follow one another. */
function balanced(days: readonly Day[]): void {
  for (const [at, { equity, cash, longValue, shortValue, dailyPnl, positions }] of days.entries()) {
    expect(equity).toBeCloseTo(cash + longValue + shortValue, 6);
    expect(positions.reduce((sum, { pnl }) => sum + pnl, 0)).toBeCloseTo(dailyPnl, 6);
    if (at > 0) expect(equity).toBeCloseTo((days[at - 1]?.equity ?? 0) + dailyPnl, 6);
  }
}

describe("the golden vectors", () => {
  test("1: a long that is sold", () => {
    const held = lots({ quantity: 100, entry: ["2025-06-30", 100], exit: ["2025-07-02", 112] });
    const days = books(
      portfolio(),
      held,
      market(history({ "06-30": 100, "07-01": 110, "07-02": 115 })),
      ...WEEK,
    );
    expect(pnls(days)).toEqual([0, 1_000, 200, 0, 0, 0]);
    expect(days.map(({ equity }) => equity)).toEqual([50_000, 51_000, 51_200, 51_200, 51_200, 51_200]);
    expect(days.map(({ cash }) => cash)).toEqual([40_000, 40_000, 51_200, 51_200, 51_200, 51_200]);
    expect(days.map(({ positionCount }) => positionCount)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(days[2]?.positions).toEqual([
      expect.objectContaining({ quantity: 0, price: null, value: 0, pnl: 200, flags: ["closed"] }),
    ]);
    expect(days[3]?.positions).toEqual([]);
    balanced(days);
  });

  test("2: a short that is covered", () => {
    const held = lots({ quantity: -100, entry: ["2025-06-30", 50], exit: ["2025-07-02", 47] });
    const days = books(
      portfolio(),
      held,
      market(history({ "06-30": 50, "07-01": 48, "07-02": 40 })),
      ...WEEK,
    );
    expect(pnls(days)).toEqual([0, 200, 100, 0, 0, 0]);
    expect(days[1]).toMatchObject({ shortValue: -4_800, longValue: 0, cash: 55_000, cumulativePnl: 200 });
    expect(days[5]?.cumulativePnl).toBe(300);
    balanced(days);
  });

  test("5: at inception everything is as stated, whatever the entry prices were", () => {
    const held = lots(
      { quantity: 10, entry: ["2024-01-02", 50] },
      { quantity: -5, entry: ["2025-06-30", 200] },
    );
    const [day] = books(portfolio(), held, market(history({ "06-30": 100 })), "06-30");
    expect(day).toMatchObject({ equity: 50_000, dailyPnl: 0, cumulativePnl: 0, cash: 49_500 });
    expect(day?.dailyReturn).toEqual({ value: 0, reason: null });
    expect(day?.positions.map(({ value, entryValue, pnl }) => [value, entryValue, pnl])).toEqual([
      [1_000, 500, 0],
      [-500, -1_000, 0],
    ]);
  });

  test("6: a lot that is bought earns from its entry price on", () => {
    const held = lots({ quantity: 10, entry: ["2025-07-01", 101] });
    const days = books(portfolio(), held, market(history({ "06-30": 99, "07-01": 103 })), ...WEEK);
    expect(pnls(days).slice(0, 2)).toEqual([0, 20]);
    expect(days[1]).toMatchObject({ cash: 48_990, longValue: 1_030, equity: 50_020 });
    balanced(days);
  });

  test("7: each P&L is of one session, whichever sessions are asked for", () => {
    const held = lots({ quantity: 10, entry: ["2025-06-30", 100] });
    const prices = market(history({ "06-30": 100, "07-01": 102, "07-02": 105, "07-03": 104 }));
    const all = books(portfolio(), held, prices, "06-30", "07-01", "07-02", "07-03");
    expect(pnls(all)).toEqual([0, 20, 30, -10]);
    expect(all[3]?.cumulativePnl).toBe(40);
    expect(books(portfolio(), held, prices, "06-30", "07-03")).toEqual([all[0], all[3]] as Day[]);
  });

  test("10: nothing but cash", () => {
    const [, day] = books(portfolio({ equity: "10000" }), [], market(), "06-30", "07-01");
    expect(day).toMatchObject({
      equity: 10_000,
      cash: 10_000,
      longValue: 0,
      shortValue: 0,
      positionCount: 0,
    });
    expect(day).toMatchObject({ status: "complete", coverage: null, flags: [], positions: [] });
    expect(day?.dailyReturn).toEqual({ value: 0, reason: null });
  });

  test("11: cash is what equity leaves, and below zero a margin debit that shows", () => {
    const both = lots(
      { quantity: 130, entry: ["2025-06-30", 1] },
      { quantity: -40, entry: ["2025-06-30", 1] },
    );
    const prices = market(history({ "06-30": 1 }));
    const [day] = books(portfolio({ equity: "100" }), both, prices, "06-30");
    expect(day).toMatchObject({ cash: 10, longValue: 130, shortValue: -40, equity: 100, flags: [] });
    const all = lots({ quantity: 100, entry: ["2025-06-30", 1] });
    expect(books(portfolio({ equity: "100" }), all, prices, "06-30")[0]).toMatchObject({
      cash: 0,
      flags: [],
    });
    const levered = lots({ quantity: 150, entry: ["2025-06-30", 1] });
    expect(books(portfolio({ equity: "100" }), levered, prices, "06-30")[0]).toMatchObject({
      cash: -50,
      equity: 100,
      flags: ["margin_debit"],
      status: "complete",
    });
  });

  test("12: a return is P&L over the equity before", () => {
    const held = lots({ quantity: 250, entry: ["2025-06-30", 10] });
    const [, day] = books(portfolio(), held, market(history({ "06-30": 10, "07-01": 11 })), "06-30", "07-01");
    expect(day?.dailyReturn).toEqual({ value: 0.005, reason: null });
  });

  test("13: a missing close is carried and told; when it comes, its day and the next are right", () => {
    const held = lots(
      { symbol: "A", quantity: 10, entry: ["2025-06-30", 10] },
      { symbol: "B", quantity: 10, entry: ["2025-06-30", 20] },
    );
    const a = history({ "06-30": 10, "07-01": 11, "07-02": 12 }, { symbol: "A" });
    const late = history({ "06-30": 20, "07-02": 24 }, { symbol: "B" });
    const days = ["06-30", "07-01", "07-02"];
    const [, first, second] = books(portfolio(), held, market(a, late), ...days);
    expect(first).toMatchObject({ dailyPnl: 10, status: "partial", reasons: ["no_price"], coverage: 1 });
    expect(first?.flags).toEqual(["carried_price"]);
    expect(first?.positions[1]).toMatchObject({ price: 20, age: 1, flags: ["carried_price"], pnl: 0 });
    expect(second).toMatchObject({ dailyPnl: 50, status: "complete", equity: 50_060 });
    const b = history({ "06-30": 20, "07-01": 23, "07-02": 24 }, { symbol: "B" });
    const again = books(portfolio(), held, market(a, b), ...days);
    expect(pnls(again)).toEqual([0, 40, 20]);
    expect(again[2]?.equity).toBe(50_060);
    balanced(again);
  });

  const two = [{ exDate: isoDate("2025-07-01"), numerator: 2, denominator: 1 }];
  /** prices and basis date of the lots, shares stated, shares shown before and after */
  test.each([
    [
      "as traded, stated before",
      history({ "06-30": 200, "07-01": 101 }, { splits: two }),
      "2025-06-30",
      100,
      [100, 200],
    ],
    [
      "as traded, stated after",
      history({ "06-30": 200, "07-01": 101 }, { splits: two }),
      "2025-07-31",
      200,
      [100, 200],
    ],
    [
      "adjusted, stated before",
      history({ "06-30": 100, "07-01": 101 }, { splits: two, basis: "split_adjusted" }),
      "2025-06-30",
      100,
      [200, 200],
    ],
    [
      "adjusted, stated after",
      history({ "06-30": 100, "07-01": 101 }, { splits: two, basis: "split_adjusted" }),
      "2025-07-31",
      200,
      [200, 200],
    ],
  ] as const)("14: a split of 2:1 makes no P&L: %s", (_, prices, basisDate, quantity, shown) => {
    const held = lots({ quantity, entry: ["2025-06-30", 20_000 / quantity], basisDate });
    const days = books(portfolio({ basisDate }), held, market(prices), "06-30", "07-01");
    expect(pnls(days)).toEqual([0, 200]);
    expect(days.map(({ longValue }) => longValue)).toEqual([20_000, 20_200]);
    expect(days.map(({ positions }) => positions[0]?.quantity)).toEqual([...shown]);
    expect(days.map(({ positions }) => positions[0]?.entryValue)).toEqual([20_000, 20_000]);
    balanced(days);
  });
});

describe("splits and dividends together", () => {
  const splits = [{ exDate: isoDate("2025-07-01"), numerator: 2, denominator: 1 }];
  const dividends = [{ exDate: isoDate("2025-07-01"), amount: 0.5 }];
  const prices: PriceHistory = history({ "06-30": 200, "07-01": 101 }, { splits, dividends });

  test.each([
    [100, 200, 100],
    [-100, -200, -100],
  ])(
    "%d shares before a 2:1 split and a dividend of 0.50 on its day: %d, and %d of cash",
    (quantity, after, paid) => {
      const held = lots({ quantity, entry: ["2025-06-30", 200] });
      const [, day] = books(portfolio(), held, market(prices), "06-30", "07-01");
      const sign = Math.sign(quantity);
      expect(day).toMatchObject({ dividends: paid, dailyPnl: sign * 300, cumulativePnl: sign * 300 });
      expect(day?.positions[0]).toMatchObject({ quantity: after, dividends: paid, pnl: sign * 300 });
    },
  );

  test("a session without a close keeps the shares of the price that is carried", () => {
    const gap = history({ "06-30": 200, "07-02": 101 }, { splits });
    const held = lots({ quantity: 100, entry: ["2025-06-30", 200] });
    const days = books(portfolio(), held, market(gap), "06-30", "07-01", "07-02");
    expect(days.map(({ longValue }) => longValue)).toEqual([20_000, 20_000, 20_200]);
    expect(pnls(days)).toEqual([0, 0, 200]);
  });

  test("a split that makes fewer shares gives them exactly", () => {
    const tenth = [{ exDate: isoDate("2025-07-01"), numerator: 1, denominator: 10 }];
    const held = lots({ quantity: 3, entry: ["2025-06-30", 10] });
    const reverse = history({ "06-30": 10, "07-01": 100.15 }, { splits: tenth });
    const [, day] = books(portfolio(), held, market(reverse), "06-30", "07-01");
    // 0.3 x 100.15 = 30.045, a tie that goes to the even cent.
    expect(day?.positions[0]).toMatchObject({ quantity: 0.3, value: 30.04 });
  });
});

test("an option is stored, valued at nothing, and said to be so", () => {
  const held = lots(
    { quantity: 100, entry: ["2025-06-30", 100] },
    {
      symbol: "AAPL250815C00200000",
      quantity: 2,
      entry: ["2025-06-30", 0],
      assetClass: "OPTIONS",
      option: CALL,
    },
  );
  const [, day] = books(portfolio(), held, market(history({ "06-30": 100, "07-01": 101 })), "06-30", "07-01");
  expect(day).toMatchObject({ dailyPnl: 100, cash: 40_000, positionCount: 2, coverage: 1 });
  expect(day).toMatchObject({ status: "partial", reasons: ["not_priced"], flags: ["no_cost", "not_priced"] });
  expect(day?.positions[1]).toMatchObject({
    quantity: 2,
    price: null,
    value: 0,
    flags: ["no_cost", "not_priced"],
  });
});
