import { describe, expect, test } from "bun:test";
import { cents } from "../../../src/platform/money.ts";
import {
  day,
  did,
  dollars,
  type Given,
  lot,
  paid,
  portfolioOf,
  prices,
  replayed,
  rowsOf,
  split,
  told,
} from "./made.ts";

const AAPL = { symbol: "AAPL" };
const CONTRACT = "AAPL250815C00200000";
const CALL = { underlying: "AAPL", strike: 200, expiration: day("08-15"), right: "CALL" } as const;
const CALLS = { symbol: CONTRACT, assetClass: "OPTIONS", option: CALL } as const;
const PUTS = {
  symbol: "AAPL250815P00200000",
  assetClass: "OPTIONS",
  option: { ...CALL, right: "PUT" },
} as const;
/** Expires on 07-01. */
const SHORT_DATED = {
  symbol: "AAPL250701C00100000",
  assetClass: "OPTIONS",
  option: { ...CALL, strike: 100, expiration: day("07-01") },
} as const;
const worth = (dollars: number) => portfolioOf({ statedEquity: cents(dollars * 100) });

interface Vector {
  /** The number of the vector in the specification, and what it is about. */
  readonly what: string;
  readonly given: Given;
  /** By session: what the snapshot says, money in dollars. */
  readonly says: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Of the last session, by lot. */
  readonly lots?: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
}

const settled = (close: number): Given => ({
  lots: [lot(1, SHORT_DATED, did("open", "06-30", 1, 2.5))],
  prices: [prices("AAPL", { "06-30": 101, "07-01": close }), prices(SHORT_DATED.symbol, { "06-30": 2.5 })],
});

const VECTORS: readonly Vector[] = [
  {
    what: "1: a long, up and sold: 1,000, then 200; what was realized is a part of the same, not more",
    given: {
      lots: [lot(1, AAPL, did("open", "06-30", 100, 100), did("close", "07-02", -100, 112))],
      prices: [prices("AAPL", { "06-30": 100, "07-01": 110, "07-02": 115 })],
    },
    says: {
      "06-30": { dailyPnl: 0, equity: 50_000, cash: 40_000, realizedPnl: 0 },
      "07-01": { dailyPnl: 1_000, equity: 51_000, realizedPnl: 0 },
      "07-02": { dailyPnl: 200, equity: 51_200, cash: 51_200, realizedPnl: 1_200, cumulativePnl: 1_200 },
      "07-03": { dailyPnl: 0, equity: 51_200, positionCount: 0, cumulativeRealizedPnl: 1_200 },
    },
  },
  {
    what: "2: a short that is covered: 200, then 100",
    given: {
      lots: [lot(1, AAPL, did("open", "06-30", -100, 50), did("close", "07-02", 100, 47))],
      prices: [prices("AAPL", { "06-30": 50, "07-01": 48, "07-02": 40 })],
    },
    says: {
      "07-01": { dailyPnl: 200, shortValue: -4_800, longValue: 0 },
      "07-02": { dailyPnl: 100, realizedPnl: 300, cumulativePnl: 300 },
    },
  },
  {
    what: "3: two calls at their own closes: 100, then -300; worth 700 at 3.50",
    given: {
      lots: [lot(1, CALLS, did("open", "06-30", 2, 3))],
      prices: [prices(CONTRACT, { "06-30": 3, "07-01": 3.5, "07-02": 2 })],
    },
    says: { "07-01": { dailyPnl: 100, longValue: 700, status: "complete" }, "07-02": { dailyPnl: -300 } },
  },
  {
    what: "4: a put that was written gains what it loses: 90",
    given: {
      lots: [lot(1, PUTS, did("open", "06-30", -1, 4))],
      prices: [prices(PUTS.symbol, { "06-30": 4, "07-01": 3.1 })],
    },
    says: { "07-01": { dailyPnl: 90, shortValue: -310, longValue: 0 } },
    lots: { 1: { pnl: 90, base: -400 } },
  },
  {
    what: "5: at inception the stated equity, no P&L and a return of 0, whatever the lots had cost",
    given: {
      lots: [lot(1, AAPL, did("open", "2024-01-02", 10, 50)), lot(2, AAPL, did("open", "06-30", -5, 200))],
      prices: [prices("AAPL", { "06-30": 100 })],
    },
    says: {
      "06-30": {
        ...{ dailyPnl: 0, cumulativePnl: 0, equity: 50_000, cash: 49_500, realizedPnl: 0 },
        dailyReturn: { value: 0, reason: null },
      },
    },
    lots: { 1: { entry: 500, base: 1_000, value: 1_000 }, 2: { entry: -1_000, base: -500, value: -500 } },
  },
  {
    what: "6: a lot that is bought in the interval earns from its entry price: 20",
    given: {
      lots: [lot(1, AAPL, did("open", "07-01", 10, 101))],
      prices: [prices("AAPL", { "06-30": 99, "07-01": 103 })],
    },
    says: { "07-01": { dailyPnl: 20, cash: 48_990, equity: 50_020 } },
  },
  {
    what: "7: every session has its own P&L, and they add up to what was made over the gap: 40",
    given: {
      lots: [lot(1, AAPL, did("open", "06-30", 10, 100))],
      prices: [prices("AAPL", { "06-30": 100, "07-01": 102, "07-02": 105, "07-03": 104 })],
    },
    says: {
      "07-01": { dailyPnl: 20 },
      "07-02": { dailyPnl: 30 },
      "07-03": { dailyPnl: -10, cumulativePnl: 40 },
    },
  },
  {
    what: "7: where sessions between two cannot be told, the later one has all of it: 40",
    given: {
      lots: [lot(1, { symbol: "SAP.DE" }, did("open", "06-30", 10, 100))],
      prices: [
        prices("SAP.DE", { "06-30": 100, "07-08": 90, "07-10": 105, "07-14": 104 }),
        prices("EURUSD=X", { "06-30": 1, "07-14": 1 }),
      ],
      currencies: { "SAP.DE": "EUR" },
    },
    says: {
      "07-07": { dailyPnl: 0, flags: ["carried_price", "carried_rate"] },
      "07-14": { dailyPnl: 40, currencyPnl: 0, cumulativePnl: 40 },
    },
  },
  {
    what: "10: nothing but cash",
    given: { of: worth(10_000) },
    says: {
      "07-01": {
        ...{ equity: 10_000, cash: 10_000, longValue: 0, shortValue: 0, coverage: null, status: "complete" },
        ...{ positionCount: 0, longCount: 0, shortCount: 0, dailyReturn: { value: 0, reason: null } },
      },
    },
  },
  {
    what: "11: cash is what equity leaves: 100 - 130 + 40",
    given: {
      of: worth(100),
      lots: [lot(1, AAPL, did("open", "06-30", 130, 1)), lot(2, AAPL, did("open", "06-30", -40, 1))],
      prices: [prices("AAPL", { "06-30": 1 })],
    },
    says: { "06-30": { cash: 10, longValue: 130, shortValue: -40, flags: [], longCount: 1, shortCount: 1 } },
  },
  {
    what: "11: what is borrowed shows as a margin debit: -50",
    given: {
      of: worth(100),
      lots: [lot(1, AAPL, did("open", "06-30", 150, 1))],
      prices: [prices("AAPL", { "06-30": 1 })],
    },
    says: {
      "06-30": { cash: -50, equity: 100, longValue: 150, flags: ["margin_debit"], status: "complete" },
    },
  },
  {
    what: "12: a return is P&L over the equity before, whatever flowed in: 0.005",
    given: {
      lots: [lot(1, AAPL, did("open", "06-30", 250, 10))],
      events: [paid("contribution", "07-01", 10_000)],
      prices: [prices("AAPL", { "06-30": 10, "07-01": 11 })],
    },
    says: {
      "07-01": {
        ...{ dailyPnl: 250, capitalFlow: 10_000, equity: 60_250, cumulativeCapitalFlow: 10_000 },
        dailyReturn: { value: 0.005, reason: null },
      },
    },
  },
  {
    what: "14: a split of 2:1 makes no P&L: 200, not -9,900",
    given: {
      of: portfolioOf(),
      lots: [lot(1, AAPL, did("open", "06-30", 100, 200))],
      prices: [prices("AAPL", { "06-30": 200, "07-01": 101 }, { splits: [split("07-01", 2, 1)] })],
    },
    says: { "06-30": { longValue: 20_000 }, "07-01": { dailyPnl: 200, longValue: 20_200 } },
    lots: { 1: { quantity: 200, price: 101, entry: 20_000 } },
  },
  {
    what: "15: a call that expires in the money is settled at what it is worth: 50",
    given: settled(103),
    says: {
      "06-30": { longValue: 250 },
      "07-01": { dailyPnl: 50, realizedPnl: 50, cash: 50_050, positionCount: 0, status: "complete" },
    },
    lots: { 1: { quantity: 0, value: 0, pnl: 50, flags: ["closed"] } },
  },
  {
    what: "15: one that expires out of the money is lost: -250",
    given: settled(100),
    says: { "07-01": { dailyPnl: -250, realizedPnl: -250, cash: 49_750, positionCount: 0 } },
  },
];

describe("the golden vectors", () => {
  test.each(VECTORS.map((vector) => [vector.what, vector] as const))(
    "%s",
    (_, { given, says, lots = {} }) => {
      const sessions = replayed(given, Object.keys(says)).map(told);
      for (const [at, session] of sessions.entries()) {
        expect(dollars(session)).toMatchObject(Object.values(says)[at] as object);
      }
      const rows = rowsOf((sessions.at(-1) as (typeof sessions)[number]).positions);
      for (const [id, row] of Object.entries(lots)) expect(rows.get(Number(id))).toMatchObject(row);
    },
  );

  test("7: the sessions in between say why they have none", () => {
    const vector = VECTORS.find(({ what }) => what.startsWith("7: where")) as Vector;
    const sessions = replayed(vector.given, ["07-07", "07-08", "07-09", "07-10", "07-11", "07-14"]);
    expect(sessions.map(({ gap }) => gap)).toEqual([null, ...Array(4).fill("no_fx_rate"), null]);
  });
});
