import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Desk } from "../../support/desk.ts";
import { nightDesk } from "../../support/night-oracle.ts";
import hedgeFund from "./data/hedge-fund.json" with { type: "json" };

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "hedgefundstyle";
const AGREEMENT = 1e-9;
/** What `data/make_hedge_fund.py` says. */
const { settled, measured, unpriced } = hedgeFund as unknown as {
  readonly settled: Readonly<Record<string, readonly [expiry: string, cents: number]>>;
  readonly measured: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  readonly unpriced: readonly string[];
};
const [VIX = ""] = unpriced;

interface Row {
  readonly session: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly price: number | null;
  readonly market_value: number;
  readonly daily_pnl: number;
  readonly realized_pnl: number;
  readonly unvalued: string | null;
  readonly flags: string;
}

let desk: Desk;
let rows: readonly Row[];
beforeAll(async () => {
  desk = await nightDesk([NAME]);
  await desk.run();
  rows = desk.base.rows<Row & Record<string, string | number | null>>(
    `SELECT p.session, l.symbol, p.quantity, p.price, p.market_value, p.daily_pnl, p.realized_pnl, p.unvalued, p.flags
     FROM snapshot_position p JOIN lot l ON l.id = p.lot_id WHERE l.asset_class = 'OPTIONS' ORDER BY p.session`,
  );
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

const ofSymbol = (symbol: string) => rows.filter((row) => row.symbol === symbol);
const sum = (of: readonly Row[], pick: (row: Row) => number) =>
  of.reduce((total, row) => total + pick(row), 0);

describe("the hedge-fund demo from 2025-06-30 to 2026-05-29, whose options have all expired", () => {
  test.each(Object.entries(settled))(
    "%s is settled on its day, and made what it was worth then",
    (symbol, [expiry, cash]) => {
      const own = ofSymbol(symbol);
      expect(own.at(-1)).toMatchObject({ session: expiry, quantity: 0, market_value: 0, flags: "closed" });
      const [first] = own;
      expect(first?.session).toBe("2025-06-30");
      const inception = first?.market_value as number;
      expect(Math.sign(inception)).toBe(Math.sign(first?.quantity as number));
      expect(sum(own, (row) => row.daily_pnl)).toBe(cash - inception);
      expect(sum(own, (row) => row.realized_pnl)).toBe(cash - inception);
    },
  );

  test("the VIX call, which nothing prices, has no value, waits for its settlement, and is listed so", () => {
    const own = ofSymbol(VIX);
    expect(own.length).toBe(231);
    for (const row of own) {
      const reason = row.session < "2025-07-16" ? "not_priced" : "awaiting_settlement";
      expect(row).toMatchObject({ price: null, market_value: 0, unvalued: reason, daily_pnl: 0 });
      expect(row.flags.split(" ")).toContain(reason);
    }
    const last = desk.base.rows("SELECT status, reasons FROM snapshot ORDER BY session DESC LIMIT 1")[0];
    // Of UNH there are no prices: it stands at cost.
    expect(last).toEqual({ status: "partial", reasons: "no_price awaiting_settlement" });
    const position = desk.report(NAME, "2026-05-29").positions.find(({ symbol }) => symbol === VIX);
    expect(JSON.stringify(position)).toContain("awaiting_settlement");
  });

  test("nothing else is open past its expiry", () => {
    const late = rows.filter(({ symbol, quantity, session }) => {
      const expiry = settled[symbol]?.[0] ?? "2025-07-16";
      return session >= expiry && quantity !== 0;
    });
    expect(new Set(late.map(({ symbol }) => symbol))).toEqual(new Set([VIX]));
  });

  test.each(Object.keys(measured))("model prices and greeks of %s are the oracle's", (date) => {
    const greeks = desk.base.rows<Record<string, number | string>>(
      `SELECT l.symbol, g.*, p.price, p.market_value / 100.0 AS value FROM position_greeks g
         JOIN lot l ON l.id = g.lot_id JOIN snapshot_position p USING (portfolio_id, session, lot_id) WHERE session = ?`,
      date,
    );
    expect(new Set(greeks.map(({ symbol }) => symbol))).toEqual(new Set(Object.keys(measured[date] ?? {})));
    for (const own of greeks) {
      const { value, ...numbers } = measured[date]?.[own.symbol as string] ?? { value: Number.NaN };
      expect(Math.abs((own.value as number) - (value as number))).toBeLessThan(0.0051);
      for (const [name, number] of Object.entries(numbers)) {
        const off = Math.abs((own[name] as number) - number);
        expect([name, off <= AGREEMENT * Math.max(Math.abs(number), 1e-6)]).toEqual([name, true]);
      }
      expect([own.rate, own.dividend_yield]).toEqual([0.04, 0]);
    }
  });
});
