import { describe, expect, test } from "bun:test";
import type { Lot } from "../../../src/portfolio/portfolio.ts";
import { day, did, type Given, lot, paid, prices, replayed, rowsOf, told } from "./made.ts";

const A = { symbol: "A" };
const B = { symbol: "B" };
const C = { symbol: "C" };
const to = (counterLotId: number) => ({ counterLotId });

/** The P&L of each lot at the last of some sessions, in dollars. */
function pnls(given: Given, ...sessions: readonly string[]): Readonly<Record<string, number>> {
  const rows = rowsOf(told(replayed(given, sessions).at(-1) as ReturnType<typeof told>).positions);
  return Object.fromEntries([...rows].map(([id, { pnl }]) => [id, pnl]));
}

const hashOf = (given: Given, session: string) =>
  told(replayed(given, [session])[0] as never).snapshot.inputs;

describe("a conversion gains nothing, whatever else happened between the two sessions", () => {
  test("half is sold at 110 on the day of a rename: 500 on what was sold, 600 on what went on", () => {
    const lots = [
      lot(
        1,
        A,
        did("open", "06-30", 100, 80),
        did("reduce", "07-01", -50, 110),
        did("rename", "07-01", -50, 0, to(2)),
      ),
      lot(2, B, did("rename", "07-01", 50, 0, to(1))),
    ];
    const market = [prices("A", { "06-30": 100 }), prices("B", { "07-01": 112 })];
    expect(pnls({ lots, prices: market }, "06-30", "07-01")).toEqual({ 1: 500, 2: 600 });
  });

  test("a merger that brings shares and cash: what is carried over is less by the cash, and so is the cost", () => {
    const lots = [
      lot(1, A, did("open", "06-30", 100, 80), did("merger_stock", "07-01", -100, 5, to(2))),
      lot(2, B, did("merger_stock", "07-01", 50, 0, to(1))),
    ];
    const given = { lots, prices: [prices("A", { "06-30": 100 }), prices("B", { "07-01": 193 })] };
    expect(pnls(given, "06-30", "07-01")).toEqual({ 1: 0, 2: 150 });
    const [, last] = replayed(given, ["06-30", "07-01"]).map(told);
    expect(rowsOf((last as ReturnType<typeof told>).positions).get(2)).toMatchObject({
      entry: 7_500,
      base: 9_500,
    });
    expect(last?.snapshot).toMatchObject({ dailyPnl: 15_000, realizedPnl: 0, cash: 4_050_000 });
  });

  test("two renames over a weekend: only what is left at the end has a P&L", () => {
    const lots = [
      lot(1, A, did("open", "06-30", 100, 80), did("rename", "07-05", -100, 0, to(2))),
      lot(2, B, did("rename", "07-05", 100, 0, to(1)), did("rename", "07-07", -100, 0, to(3))),
      lot(3, C, did("rename", "07-07", 100, 0, to(2))),
    ];
    const market = [prices("A", { "06-30": 80, "07-03": 100 }), prices("C", { "07-07": 112 })];
    expect(pnls({ lots, prices: market }, "07-03", "07-07")).toEqual({ 1: 0, 2: 0, 3: 1_200 });
  });

  test("a foreign lot that is renamed while the rate stands still has no P&L of currency", () => {
    const lots = [
      lot(1, { symbol: "OLD.DE" }, did("open", "06-30", 100, 100), did("rename", "07-01", -100, 0, to(2))),
      lot(2, { symbol: "NEW.DE" }, did("rename", "07-01", 100, 0, to(1))),
    ];
    const given = {
      lots,
      prices: [
        prices("OLD.DE", { "06-30": 100 }),
        prices("NEW.DE", { "07-01": 101 }),
        prices("EURUSD=X", { "06-30": 1.1, "07-01": 1.2 }),
      ],
      currencies: { "OLD.DE": "EUR", "NEW.DE": "EUR" },
    };
    const { snapshot, positions } = told(replayed(given, ["06-30", "07-01"])[1] as never);
    // 10,100 x 1.2 - 10,000 x 1.1: 100 x 1.1 of the price, the rest of the rate.
    expect([snapshot.dailyPnl, snapshot.currencyPnl]).toEqual([112_000, 101_000] as never);
    expect(rowsOf(positions).get(1)).toMatchObject({ pnl: 0, currencyPnl: 0 });
  });

  test("shares that were added when the first price came are no part of the revaluation", () => {
    const lots = [lot(1, A, did("open", "06-30", 10, 100), did("increase", "07-01", 10, 100))];
    const rows = rowsOf(
      told(replayed({ lots, prices: [prices("A", { "07-01": 110 })] }, ["06-30", "07-01"])[1] as never)
        .positions,
    );
    expect(rows.get(1)).toMatchObject({ pnl: 200, revaluation: 200 });
  });
});

describe("books of lots that are alike but for where they came from", () => {
  const twins = (one: number, other: number): readonly Lot[] => [
    lot(one, A, did("open", "06-30", 10, 10), did("rename", "07-01", -10, 0, to(one + 10))),
    lot(other, A, did("open", "06-30", 10, 20), did("rename", "07-01", -10, 0, to(other + 10))),
    lot(11, B, did("rename", "07-01", 10, 0, to(1))),
    lot(12, B, did("rename", "07-01", 10, 0, to(2))),
  ];

  test("have one hash whichever was recorded first", () => {
    const market = [prices("A", { "06-30": 10 }), prices("B", { "07-01": 10 })];
    expect(hashOf({ lots: twins(2, 1), prices: market }, "07-01")).toBe(
      hashOf({ lots: twins(1, 2), prices: market }, "07-01"),
    );
  });

  test("two spin-offs of a day are booked in one order, by their shares of the cost", () => {
    const spun = [
      did("spin_off", "07-01", 0, 0, { ...to(2), costShare: 0.5 }),
      did("spin_off", "07-01", 0, 0, { ...to(3), costShare: 0.1 }),
    ];
    const lots = (events: typeof spun) => [
      lot(1, A, did("open", "06-30", 10, 100), ...events),
      lot(2, B, did("spin_off", "07-01", 10, 0, to(1))),
      lot(3, C, did("spin_off", "07-01", 10, 0, to(1))),
    ];
    const market = [
      prices("A", { "06-30": 100, "07-01": 45 }),
      prices("B", { "07-01": 45 }),
      prices("C", { "07-01": 10 }),
    ];
    const [one, other] = [spun, spun.toReversed()].map((events) => ({ lots: lots(events), prices: market }));
    expect(hashOf(other as Given, "07-01")).toBe(hashOf(one as Given, "07-01"));
    // A tenth of 1,000 first, then half of the 900 that are left.
    expect(pnls(one as Given, "06-30", "07-01")).toEqual({ 1: 0, 2: 0, 3: 0 });
  });
});

test("a dividend that is in the prices is noted from its session on, whatever is read", () => {
  const given = {
    lots: [lot(1, A, did("open", "06-30", 10, 10))],
    events: [paid("dividend", "07-02", 5, { symbol: "A" })],
    prices: [prices("A", { "06-30": 10, "07-01": 10, "07-02": 10 }, { basis: "total_return" })],
  };
  const flags = (through: string) =>
    replayed(
      given,
      ["07-01", "07-02"].filter((session) => session <= through),
      through,
    ).map((each) => told(each).snapshot.flags);
  expect(flags("07-01")).toEqual([[]]);
  expect(flags("07-02")).toEqual([[], ["dividend_in_prices"]]);
});

test("a dividend that is recorded before it goes ex is of what was held when it was recorded: here of nothing", () => {
  const given = {
    lots: [lot(1, A, did("open", "07-02", 10, 10))],
    events: [paid("dividend", "07-01", 5, { symbol: "A" })],
    prices: [
      prices("A", { "06-30": 10, "07-02": 10 }, { dividends: [{ exDate: day("07-03"), amount: 0.5 }] }),
    ],
  };
  const [first, , third] = replayed(given, ["07-01", "07-02", "07-03"]).map(told);
  expect(first?.snapshot).toMatchObject({ dividends: 500, unallocated: 500 });
  // It has taken the place of the derived one.
  expect(third?.snapshot).toMatchObject({ dividends: 0, dailyPnl: 0 });
});

test("why a session cannot be told is said in the same words, whatever happens later", () => {
  const opened = did("open", "06-16", 1, 100);
  const haus = lot(2, { symbol: "HAUS", assetClass: "PRIVATE" }, { ...opened, currency: "EUR" });
  const rest = { currencies: { "SAP.DE": "EUR" }, prices: [prices("SAP.DE", { "06-16": 100 })] };
  const alone = [lot(1, { symbol: "SAP.DE" }, opened), haus];
  const merged = [
    lot(1, { symbol: "SAP.DE" }, opened, did("merger_stock", "07-04", -1, 0, to(3))),
    haus,
    lot(3, A, did("merger_stock", "07-04", 1, 0, to(1))),
  ];
  const [one] = replayed({ ...rest, lots: alone }, ["07-01"], "07-11");
  expect(one).toMatchObject({ gap: "no_fx_rate" });
  expect(replayed({ ...rest, lots: merged }, ["07-01"], "07-11")).toEqual([one as never]);
});

test("shares without prices stand at what was paid, in the currency in which it was; without its rate nothing is told", () => {
  const given = {
    lots: [lot(1, { symbol: "NEVER" }, did("open", "07-01", 10, 100, { currency: "EUR" }))],
    prices: [prices("EURUSD=X", { "06-30": 2, "07-01": 2 })],
  };
  const [first, late] = replayed(given, ["07-01", "07-14"]);
  const { snapshot, positions } = told(first as never);
  expect(snapshot).toMatchObject({ equity: 5_000_000, dailyPnl: 0, currencyPnl: 0 });
  expect(rowsOf(positions).get(1)).toMatchObject({ value: 2_000, currencyPnl: 0, flags: ["at_cost"] });
  expect(late).toMatchObject({
    gap: "no_fx_rate",
    detail: "NEVER: no rate of EUR to USD on 2025-07-14 (EURUSD=X or USDEUR=X)",
  });
});
