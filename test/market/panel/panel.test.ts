import { describe, expect, test } from "bun:test";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { allocatePanel, Panel } from "../../../src/market/panel/panel.ts";
import { PanelSource } from "../../../src/market/panel/panel-source.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { oracleDoubles, oracleJson, oraclePath } from "./oracle.ts";

function panelOf(base: TemporaryDatabase, shards?: readonly (readonly [number, number])[]): Panel {
  const source = new PanelSource(base.writer.db);
  const axes = source.axes();
  const memory = allocatePanel(axes);
  for (const [from, to] of shards ?? [[0, axes.symbols.length]]) source.fill(axes, memory, { from, to });
  return new Panel(axes, memory);
}

interface PanelOracle {
  readonly symbols: string[];
  readonly sessions: string[];
}

describe("the panel of real closes", () => {
  test("equals numpy's on 50 symbols, bit for bit, NaN included", async () => {
    using base = new TemporaryDatabase();
    const report = await base.import([oraclePath("closes.csv.gz")]);
    expect(report.totals).toMatchObject({ stored: 33_093, refused: 0 });
    const panel = panelOf(base);
    const oracle = await oracleJson<PanelOracle>("panel.json");
    const expected = await oracleDoubles("returns.f64.gz");
    expect(panel.axes.symbols as readonly string[]).toEqual(oracle.symbols);
    expect(panel.axes.sessions as readonly string[]).toEqual(oracle.sessions);
    expect(panel.returns.length).toBe(expected.length);
    let differing = 0;
    for (let at = 0; at < expected.length; at++) {
      if (!Object.is(panel.returns[at], expected[at])) differing += 1;
      if ((panel.valid[at] === 1) === Number.isNaN(expected[at] ?? 0)) differing += 1;
    }
    expect(differing).toBe(0);
  });

  test("is the same for any sharding, in any order", async () => {
    using base = new TemporaryDatabase();
    await base.import([oraclePath("closes.csv.gz")]);
    const whole = panelOf(base);
    const parts = panelOf(base, [
      [31, 50],
      [7, 8],
      [0, 7],
      [8, 31],
    ]);
    expect(parts.hash).toBe(whole.hash);
    expect(panelOf(base, [[0, 49]]).hash).not.toBe(whole.hash);
  });

  test("one symbol's holes touch no other symbol", async () => {
    using base = new TemporaryDatabase();
    await base.import([oraclePath("closes.csv.gz")]);
    const before = panelOf(base);
    base.writer.db.exec(
      `DELETE FROM price_bar WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = 'MSFT') AND session IN ('2024-03-06', '2025-11-14')`,
    );
    const after = panelOf(base);
    const width = before.axes.sessions.length;
    const row = before.axes.symbols.indexOf(parseSymbol("MSFT"));
    const changed: string[] = [];
    for (let at = 0; at < before.returns.length; at++) {
      if (Object.is(before.returns[at], after.returns[at])) continue;
      expect(Math.floor(at / width)).toBe(row);
      changed.push(before.axes.sessions[at % width] as string);
    }
    expect(changed).toEqual(["2024-03-06", "2024-03-07", "2025-11-14", "2025-11-17"]);
  });
});

describe("returns of adjusted and as-traded series", () => {
  test.each([
    ["as-traded-aapl.csv", "as_traded"],
    ["split-adjusted-aapl.csv", "split_adjusted"],
  ] as const)("%s agrees with numpy over two splits and 34 dividends", async (file, basis) => {
    using base = new TemporaryDatabase();
    const report = await base.import([oraclePath(file)], { basis });
    expect(report.totals).toMatchObject({ stored: 2_265, refused: 0 });
    const panel = panelOf(base);
    const expected = await oracleDoubles("as-traded-aapl.returns.f64.gz");
    expect(panel.returns.length).toBe(expected.length);
    expect(panel.valid[0]).toBe(0);
    for (let at = 1; at < expected.length; at++) {
      expect(panel.valid[at]).toBe(1);
      expect(Math.abs((panel.returns[at] as number) - (expected[at] as number))).toBeLessThan(1e-12);
    }
  });

  test("dividends and splits are never added to a total-return series", async () => {
    const rows = (columns: string, cells: string) =>
      `symbol,date,close${columns}\nA,2026-05-26,10${cells}\nA,2026-05-27,11${cells}\n`;
    using plain = new TemporaryDatabase();
    await plain.importText(rows("", ""));
    using withActions = new TemporaryDatabase();
    await withActions.importText(rows(",dividend,split", ",1,4"));
    expect(withActions.rows("SELECT * FROM corporate_action")).toHaveLength(4);
    expect([...panelOf(withActions).returns]).toEqual([...panelOf(plain).returns]);
  });

  test("an ex-date on a day that was no session in New York counts for the next one", async () => {
    using base = new TemporaryDatabase();
    const rows = "VOD.L,2025-07-03,100,\nVOD.L,2025-07-04,98,2\nVOD.L,2025-07-07,99,\n";
    await base.importText(`symbol,date,close,dividend\n${rows}`, { basis: "as_traded" });
    const panel = panelOf(base);
    expect(panel.returnOf(parseSymbol("VOD.L"), isoDate("2025-07-07"))).toEqual({
      value: 101 / 100 - 1,
      reason: null,
    });
  });
});

describe("what is not known says why", () => {
  test("no such symbol, no such session, no close on it or before it", async () => {
    using base = new TemporaryDatabase();
    await base.importText(
      "symbol,date,close\nA,2026-05-26,10\nA,2026-05-28,11\nB,2026-05-26,1\nB,2026-05-27,1\n",
    );
    const panel = panelOf(base);
    const of = (symbol: string, session: string) =>
      panel.returnOf(parseSymbol(symbol), isoDate(session)).reason;
    expect(of("C", "2026-05-27")).toBe("unknown_symbol");
    expect(of("A", "2026-05-29")).toBe("not_in_range");
    expect(of("A", "2026-05-26")).toBe("no_return");
    expect(of("A", "2026-05-27")).toBe("no_return");
    expect(of("A", "2026-05-28")).toBe("no_return");
    expect(panel.returnOf(parseSymbol("B"), isoDate("2026-05-27"))).toEqual({ value: 0, reason: null });
  });

  test("a database without prices has an empty panel", () => {
    using base = new TemporaryDatabase();
    const panel = panelOf(base);
    expect(panel.axes).toEqual({ symbols: [], sessions: [] });
    expect(panel.returns.length).toBe(0);
  });

  test("a strict import half-way is not read", async () => {
    using base = new TemporaryDatabase();
    await base.importText("symbol,date,close\nA,2026-05-26,10\n");
    base.writer.db.exec("UPDATE import SET status = 'publishing'");
    expect(() => panelOf(base)).toThrow(NightdeskError);
  });
});

test("the axis has every session from the first bar of any symbol to the last", async () => {
  using base = new TemporaryDatabase();
  await base.importText("symbol,date,close\nZ,2025-01-08,10\nA,2025-12-31,11\n");
  const { sessions, symbols } = panelOf(base).axes;
  expect(symbols as readonly string[]).toEqual(["A", "Z"]);
  expect(sessions).toEqual(calendarOf("XNYS").sessionsBetween(isoDate("2025-01-08"), isoDate("2025-12-31")));
  expect(sessions as readonly string[]).not.toContain("2025-01-09");
});
