import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Portfolio } from "../../../src/portfolio/portfolio.ts";
import type { ToldTarget } from "../../../src/portfolio/targets/target.ts";
import { TargetReport } from "../../../src/portfolio/targets/target-report.ts";
import { readTargets, TargetStore } from "../../../src/portfolio/targets/target-store.ts";
import { HeldBook, rowOf, SESSION } from "../held-book.ts";

setDefaultTimeout(60_000);
const TODAY = isoDate("2026-06-15");
let made = 0;

function storeOf({ desk }: HeldBook, portfolio: Portfolio, at = "2026-05-20T14:00:00.000Z"): TargetStore {
  const newId = () => `target ${made++}`;
  return new TargetStore(desk.base.writer.db, portfolio, { source: "api", actor: "me", at, newId });
}

const told = (symbol: string, endOfYear: number | null, rest: Partial<ToldTarget> = {}): ToldTarget => ({
  symbol,
  type: "LONG",
  endOfYear,
  nextYear: null,
  downside: null,
  ...rest,
});

const reportOf = ({ desk }: HeldBook, portfolio: Portfolio) =>
  new TargetReport(desk.base.writer.db, portfolio);

describe("target prices", () => {
  test("stand against what the newest snapshot holds of their symbol and type", async () => {
    await using book = new HeldBook();
    const rows = [
      rowOf("AAA", 60),
      rowOf("AAA", 40),
      rowOf("AAA", -5),
      rowOf("EUR.PA", 10),
      rowOf("GONE"),
      rowOf("COST"),
    ];
    const portfolio = await book.open("One", rows);
    book.hold(portfolio, [{ symbol: "AAA", price: 1 }], isoDate("2026-05-28"), 5_000);
    // Lots are numbered short first: by symbol, then quantity.
    book.hold(portfolio, [
      { symbol: "AAA", at: 0, quantity: -5, price: 110 },
      { symbol: "AAA", at: 1, quantity: 40, price: 110 },
      { symbol: "AAA", at: 2, quantity: 60, price: 110 },
      {
        symbol: "EUR.PA",
        quantity: 10,
        price: 50,
        rate: 1.2,
        priceDate: "2026-05-28",
        flags: "carried_price",
      },
      { symbol: "GONE", quantity: 0 },
      { symbol: "COST", flags: "at_cost" },
    ]);
    storeOf(book, portfolio).put([
      told("AAA", 121, { downside: 99, note: "by the house" }),
      told("AAA", 99, { type: "SHORT" }),
      told("GONE", 5),
      told("COST", 5),
    ]);
    storeOf(book, portfolio, "2026-05-21T14:00:00.000Z").put([told("EUR.PA", 60, { nextYear: 70 })]);
    const report = reportOf(book, portfolio);
    const [long, short, cost, euro, gone] = report.targets;
    expect(long).toEqual({
      id: expect.any(String),
      symbol: "AAA",
      position_type: "LONG",
      target_eoy: 121,
      target_next_year: null,
      downside: 99,
      note: "by the house",
      quantity: 100,
      current_price: 110,
      price_date: SESSION,
      fx_rate: null,
      expected_return_eoy: 0.1,
      expected_return_next_year: null,
      downside_return: -0.1,
      target_upside_eoy_value: 1_100,
      target_upside_next_year_value: null,
      target_downside_value: -1_100,
      reason: null,
      position_count: 2,
      flags: [],
      updated_at: "2026-05-20T14:00:00.000Z",
    });
    expect(short).toMatchObject({ quantity: -5, expected_return_eoy: 0.1, target_upside_eoy_value: 55 });
    expect(euro).toMatchObject({
      target_upside_eoy_value: 120,
      fx_rate: 1.2,
      price_date: "2026-05-28",
      flags: ["carried_price"],
    });
    expect(gone).toMatchObject({ quantity: null, current_price: null, reason: "not_held" });
    expect(cost).toMatchObject({ quantity: 1, current_price: null, reason: "no_price", flags: ["at_cost"] });
    expect(report.summary).toEqual({
      date: SESSION,
      equity: 1_000,
      target_price_return_eoy: 1.275,
      target_price_return_next_year: 0.24,
      target_price_downside_return: -1.1,
      target_price_upside_eoy_dollars: 1_275,
      target_price_upside_next_year_dollars: 240,
      target_price_downside_dollars: -1_100,
      reason: null,
      target_price_coverage: 1,
      target_price_positions_count: 5,
      target_price_total_positions: 5,
      target_price_last_updated: "2026-05-21T14:00:00.000Z",
      target_count: 5,
      left_out: [
        { symbol: "COST", position_type: "LONG", reason: "no_price" },
        { symbol: "GONE", position_type: "LONG", reason: "not_held" },
      ],
    });
  });

  test("cover the open positions that have one", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf("BBB"), rowOf("CCC"), rowOf("DDD")]);
    const held = ["AAA", "BBB", "CCC", "DDD"].map((symbol) => ({ symbol }));
    book.hold(portfolio, held);
    storeOf(book, portfolio).put([told("AAA", 11)]);
    const { target_price_coverage: coverage } = reportOf(book, portfolio).summary;
    expect(coverage).toBe(0.25);
  });

  test("without a snapshot, or without any target, come to nothing", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA")]);
    expect(reportOf(book, portfolio).summary).toMatchObject({
      date: null,
      reason: "no_snapshot",
      target_price_coverage: null,
      target_count: 0,
      target_price_last_updated: null,
    });
    storeOf(book, portfolio).put([told("AAA", 11)]);
    expect(reportOf(book, portfolio).targets).toMatchObject([{ quantity: null, reason: "no_snapshot" }]);
    book.hold(portfolio, [{ symbol: "AAA" }], SESSION, 0);
    expect(reportOf(book, portfolio).summary).toMatchObject({
      reason: "non_positive_equity",
      target_price_upside_eoy_dollars: 1,
      target_price_return_eoy: null,
    });
  });

  test("that were told before a split are of other shares", async () => {
    await using book = new HeldBook();
    const option = "AAA261218C00200000";
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf(option), rowOf("BBB")]);
    book.hold(portfolio, [{ symbol: "AAA" }, { symbol: option }, { symbol: "BBB" }]);
    book.run("INSERT INTO symbol (symbol, calendar, basis) VALUES ('AAA', 'XNYS', 'as_traded')");
    book.run(
      `INSERT INTO corporate_action (symbol_id, ex_date, kind, numerator, denominator, status, source) SELECT id, '2026-05-26', 'split', 2, 1, 'confirmed', 'yahoo' FROM symbol`,
    );
    const store = storeOf(book, portfolio);
    store.put([told("AAA", 11, { nextYear: 12 }), told(option, 11, { type: "LC" }), told("BBB", 11)]);
    const reasons = () => reportOf(book, portfolio).targets.map(({ reason }) => reason);
    expect(reasons()).toEqual(["split_since", "split_since", null]);
    const [{ publicId } = { publicId: "" }] = readTargets(book.desk.base.writer.db, portfolio.id);
    // A note says nothing of the price, and one price leaves the other as it was told.
    const later = storeOf(book, portfolio, "2026-05-27T14:00:00.000Z");
    later.change(publicId, { note: "look again" }, TODAY);
    expect(later.target(publicId)).toMatchObject({
      note: "look again",
      updatedAt: "2026-05-20T14:00:00.000Z",
    });
    expect(() => store.change(publicId, { endOfYear: 6 }, TODAY)).toThrow("give all three of them");
    expect(reasons()[0]).toBe("split_since");
    storeOf(book, portfolio, "2026-05-26T14:00:00.000Z").change(
      publicId,
      { endOfYear: 6, nextYear: 7 },
      TODAY,
    );
    expect(reasons()).toEqual([null, "split_since", null]);
    // A close that is carried over a split is a price of the shares before it, as the target is.
    book.run("UPDATE corporate_action SET ex_date = '2026-05-29'");
    book.run("UPDATE snapshot_position SET price_date = '2026-05-28' WHERE price IS NOT NULL");
    expect(reasons()).toEqual([null, null, null]);
  });
});

describe("storing", () => {
  test("replaces the prices of the same symbol and type, keeps the id, and a note that is not told anew", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA")]);
    const store = storeOf(book, portfolio);
    const read = () => readTargets(book.desk.base.writer.db, portfolio.id);
    expect(
      store.put([told("AAA", 5, { nextYear: 6, note: "n" }), told("AAA", 5, { type: "SHORT" })]),
    ).toEqual({ created: 2, replaced: 0 });
    const [first] = read();
    const later = storeOf(book, portfolio, "2026-05-22T00:00:00.000Z");
    expect(later.put([told("AAA", 7), told("BBB", 1)])).toEqual({ created: 1, replaced: 1 });
    expect(read()[0]).toEqual({
      ...first,
      endOfYear: 7,
      nextYear: null,
      updatedAt: "2026-05-22T00:00:00.000Z",
    } as never);
    later.put([told("AAA", 7, { note: null })]);
    expect(read().map(({ symbol, type, note }) => [symbol, type, note])).toEqual([
      ["AAA", "LONG", null],
      ["AAA", "SHORT", null],
      ["BBB", "LONG", null],
    ]);
  });

  test("refuses what is no target, or there twice", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA")]);
    const store = storeOf(book, portfolio);
    expect(() => store.put([told("AAA", null)])).toThrow("has no price");
    expect(() => store.put([told("AAA", 1), told("AAA", 2)])).toThrow("is there twice");
    store.put([told("BBB", 1, { downside: 0 })]);
    const { publicId } = readTargets(book.desk.base.writer.db, portfolio.id).find(
      ({ symbol }) => symbol === "BBB",
    ) as { publicId: string };
    expect(store.change(publicId, { endOfYear: null }, TODAY)).toMatchObject({
      endOfYear: null,
      downside: 0,
    });
    expect(() => store.change(publicId, { downside: null }, TODAY)).toThrow("has no price");
    const other = storeOf(book, await book.open("Two", [rowOf("AAA")]));
    expect(() => other.delete(publicId)).toThrow("Two has no target price");
    expect(() => other.change(publicId, { endOfYear: 1 }, TODAY)).toThrow("Two has no target price");
    store.delete(publicId);
    expect(() => store.target(publicId)).toThrow("One has no target price");
  });
});
