import { describe, expect, test } from "bun:test";
import type { Basis } from "../../../db/schema/words.ts";
import { LONGEST_LINE } from "../../../src/market/prices/lines.ts";
import type { RefusalReason } from "../../../src/market/prices/refusal.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { accounted, SESSIONS, seriesCsv } from "./price-csv.ts";

const HEADER = "symbol,date,close,open,high,low,volume,dividend,split";
const GOOD = "GOOD,2025-01-02,100,99,101,98,1000,0.5,2";

describe("a bad row is refused with its place and reason, and the good rows beside it are stored", () => {
  test.each<[RefusalReason, string, string | null, string | null, string]>([
    ["bad_date", "AAPL,2025-02-30,100,,,,,,", "AAPL", "2025-02-30", '"2025-02-30" is not a day'],
    ["bad_date", "AAPL,01/02/2025,100,,,,,,", "AAPL", "01/02/2025", "YYYY-MM-DD"],
    ["bad_date", "AAPL,20250102,100,,,,,,", "AAPL", "20250102", "YYYY-MM-DD"],
    ["bad_date", "AAPL,2025-01-02T00:00:00,100,,,,,,", "AAPL", "2025-01-02T00:00:00", "YYYY-MM-DD"],
    ["bad_date", "AAPL,,100,,,,,,", "AAPL", null, '"" is not a day'],
    ["date_out_of_range", "AAPL,1989-12-29,100,,,,,,", "AAPL", "1989-12-29", "1990 to 2100"],
    ["date_out_of_range", "AAPL,2101-01-03,100,,,,,,", "AAPL", "2101-01-03", "1990 to 2100"],
    ["not_a_session", "AAPL,2025-01-04,100,,,,,,", "AAPL", "2025-01-04", "Saturday"],
    ["not_a_session", "BRK.B,2025-01-09,100,,,,,,", "BRK.B", "2025-01-09", "2025-01-09 is"],
    ["not_a_session", "^GSPC,2025-12-25,100,,,,,,", "^GSPC", "2025-12-25", "2025-12-25 is"],
    ["future_date", "AAPL,2026-06-01,100,,,,,,", "AAPL", "2026-06-01", "has not ended"],
    ["future_date", "BTC-USD,2026-05-31,100,,,,,,", "BTC-USD", "2026-05-31", "has not ended"],
    ["future_date", "VOD.L,2026-05-29,100,,,,,,", "VOD.L", "2026-05-29", "has not ended"],
    ["no_price", "AAPL,2025-01-02,,1,1,1,1,,", "AAPL", "2025-01-02", "no close"],
    ["no_price", "AAPL,2025-01-02,null,null,null,null,null,,", "AAPL", "2025-01-02", "no close"],
    ["bad_number", "AAPL,2025-01-02,NaN,,,,,,", "AAPL", "2025-01-02", 'close "NaN"'],
    ["bad_number", "AAPL,2025-01-02,Infinity,,,,,,", "AAPL", "2025-01-02", 'close "Infinity"'],
    ["bad_number", "AAPL,2025-01-02,0x10,,,,,,", "AAPL", "2025-01-02", 'close "0x10"'],
    ["bad_number", 'AAPL,2025-01-02,"1,234",,,,,,', "AAPL", "2025-01-02", 'close "1,234"'],
    ["bad_number", "AAPL,2025-01-02,1e999,,,,,,", "AAPL", "2025-01-02", "close"],
    ["bad_number", "AAPL,2025-01-02,100,nan,,,,,", "AAPL", "2025-01-02", 'open "nan"'],
    ["bad_number", "AAPL,2025-01-02,100,,,,-1,,", "AAPL", "2025-01-02", "volume is -1"],
    ["bad_number", "AAPL,2025-01-02,100,,,,,-0.5,", "AAPL", "2025-01-02", "dividend is -0.5"],
    ["price_not_positive", "AAPL,2025-01-02,0,,,,,,", "AAPL", "2025-01-02", "close is 0"],
    ["price_not_positive", "AAPL,2025-01-02,-3.5,,,,,,", "AAPL", "2025-01-02", "close is -3.5"],
    ["price_not_positive", "AAPL,2025-01-02,1e-400,,,,,,", "AAPL", "2025-01-02", "close is 1e-400"],
    ["price_not_positive", "AAPL,2025-01-02,100,,0,,,,", "AAPL", "2025-01-02", "high is 0"],
    ["high_below_low", "AAPL,2025-01-02,100,,99,101,,,", "AAPL", "2025-01-02", "high 99 is below low 101"],
    ["bad_split", "AAPL,2025-01-02,100,,,,,,-4", "AAPL", "2025-01-02", 'split "-4"'],
    ["bad_split", "AAPL,2025-01-02,100,,,,,,four", "AAPL", "2025-01-02", 'split "four"'],
    ["bad_split", "AAPL,2025-01-02,100,,,,,,0x0", "AAPL", "2025-01-02", 'split "0x0"'],
    ["bad_symbol", "190.5,2025-01-02,100,,,,,,", "190.5", "2025-01-02", '"190.5" is not a symbol'],
    ["bad_symbol", "HOME_EQUITY,2025-01-02,100,,,,,,", "HOME_EQUITY", "2025-01-02", "is not a symbol"],
    ["bad_symbol", ",2025-01-02,100,,,,,,", null, "2025-01-02", '"" is not a symbol'],
    ["bad_symbol", "\xdf,2025-01-02,100,,,,,,", "?", "2025-01-02", '"?" is not a symbol'],
    ["wrong_cell_count", "AAPL,2025-01-02,100", "AAPL", "2025-01-02", "3 cells instead of 9"],
    ["wrong_cell_count", "AAPL,2025-01-02,100,,,,,,,", "AAPL", "2025-01-02", "10 cells instead of 9"],
    ["open_quote", '"AAPL,2025-01-02,100,,,,,,', null, null, "a quote is left open"],
    ["line_too_long", `AAPL,2025-01-02,${"1".repeat(LONGEST_LINE)}`, null, null, "longer than 4096"],
  ])("%s %#", async (reason, row, symbol, date, detail) => {
    using base = new TemporaryDatabase();
    const text = Buffer.from(`${HEADER}\n${GOOD}\n\n${row}\nGOOD,2025-01-03,1e2,,,,,,\n`, "latin1");
    const path = base.file("prices.csv", text);
    const report = await base.import([path], { basis: "as_traded" });
    expect(report.refusals).toEqual([
      { file: path, line: 4, reason, symbol, date, rows: 1, detail: expect.stringContaining(detail) },
    ]);
    expect(report.status).toBe("partial");
    expect(report.totals).toMatchObject({ rows: 3, stored: 2, refused: 1, symbols: 1 });
    expect(base.rows("SELECT symbol FROM symbol")).toEqual([{ symbol: "GOOD" }]);
    expect(base.rows("SELECT session, close, volume FROM price_bar")).toEqual([
      { session: "2025-01-02", close: 100, volume: 1000 },
      { session: "2025-01-03", close: 100, volume: null },
    ]);
    expect(base.rows("SELECT rows_read, rows_refused, status FROM import")).toEqual([
      { rows_read: 3, rows_refused: 1, status: "completed" },
    ]);
  });

  test("two rows that contradict each other are both refused, whatever lies between; a repetition is none", async () => {
    using base = new TemporaryDatabase();
    const report = await base.importText(
      "symbol,date,close\nBRK.B,2025-01-02,1\nA,2025-01-02,5\nbrk-b,2025-01-02,2\nA,2025-01-02,5.0\nA,2025-01-03,6\n",
    );
    expect(
      report.refusals.map(({ reason, line, symbol, date, rows }) => [reason, line, symbol, date, rows]),
    ).toEqual([
      ["clash", 2, "BRK-B", "2025-01-02", 1],
      ["clash", 4, "BRK-B", "2025-01-02", 1],
    ]);
    expect(report.refusals[0]?.detail).toContain("lines 2, 4");
    expect(report.totals).toMatchObject({ rows: 5, stored: 2, repeated: 1, refused: 2, symbols: 1 });
    expect(base.rows("SELECT symbol FROM symbol")).toEqual([{ symbol: "A" }]);
  });

  test.each([
    ["open", "1,1,,,,", "1,2,,,,"],
    ["a value and none", "1,1,,,,", "1,,,,,"],
    ["dividend", "1,,,,1,", "1,,,,2,"],
    ["split", "1,,,,,2", "1,,,,,3"],
  ])(
    "rows that differ in %s only clash; of three, one of which agrees with none, all go",
    async (_name, a, b) => {
      using base = new TemporaryDatabase();
      const rows = [a, a, b].map((cells) => `A,2025-01-02,${cells}`).join("\n");
      const report = await base.importText(`symbol,date,close,open,high,low,dividend,split\n${rows}\n`);
      expect(report.refusals.map(({ line }) => line)).toEqual([2, 3, 4]);
      expect(report.status).toBe("failed");
      expect(base.rows("SELECT * FROM price_bar")).toEqual([]);
    },
  );

  test("a non-session day of New York is one of others", async () => {
    using base = new TemporaryDatabase();
    const report = await base.importText(
      "symbol,date,close\nBTC-USD,2025-01-04,1\nVOD.L,2025-01-09,1\n^FTSE,2025-01-09,1\nEURUSD=X,2025-01-09,1\nGC=F,2025-07-04,1\n",
    );
    expect(report.refusals).toEqual([]);
    expect(report.totals).toMatchObject({ rows: 5, stored: 5, symbols: 5 });
  });

  test.each<[Basis, Basis]>([
    ["as_traded", "total_return"],
    ["as_traded", "split_adjusted"],
    ["split_adjusted", "total_return"],
    ["total_return", "as_traded"],
  ])("a %s series does not take a %s file; the other symbols of the file go in", async (stored, given) => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("AAPL", [1, 2, 3]), { basis: stored });
    const before = base.rows("SELECT * FROM price_bar");
    const text = "symbol,date,close\nMSFT,2025-01-02,7\nAAPL,2025-01-02,5\nAAPL,2025-01-03,6\n";
    const report = await base.importText(text, { basis: given });
    expect(report.refusals).toEqual([
      {
        file: `${base.folder}/files/prices.csv`,
        line: 3,
        reason: "basis_differs",
        symbol: "AAPL",
        date: null,
        rows: 2,
        detail: `the stored series is ${stored}, this file is ${given}`,
      },
    ]);
    expect(report.totals).toMatchObject({ rows: 3, stored: 1, refused: 2, symbols: 1 });
    expect(base.rows("SELECT * FROM price_bar WHERE symbol_id = 1")).toEqual(before);
    expect(base.rows("SELECT symbol, basis FROM symbol ORDER BY symbol")).toEqual([
      { symbol: "AAPL", basis: stored },
      { symbol: "MSFT", basis: given },
    ]);
  });

  test("a refusal of a whole symbol shows the first of its lines, in whatever order they stand", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("AAPL", [1, 2, 3]));
    const text = "symbol,date,close\nAAPL,2025-01-03,6\nAAPL,2025-01-02,5\n";
    const report = await base.importText(text, { basis: "as_traded" });
    expect(report.refusals.map(({ line, rows }) => [line, rows])).toEqual([[2, 2]]);
  });

  test("a high that lies below the stored low is refused, and stops nothing", async () => {
    using base = new TemporaryDatabase();
    await base.importText("symbol,date,close,low\nA,2025-01-02,10,9\nA,2025-01-03,10,9\n");
    const report = await base.importText(
      "symbol,date,close,high\nA,2025-01-02,8,8\nA,2025-01-03,12,12\nB,2025-01-02,1,1\n",
    );
    expect(report.refusals.map(({ reason, line, symbol, date }) => [reason, line, symbol, date])).toEqual([
      ["high_below_low", 2, "A", "2025-01-02"],
    ]);
    expect(report.totals).toMatchObject({ rows: 3, refused: 1, corrected: 1, stored: 1 });
    expect(accounted(report)).toBe(3);
    expect(base.rows("SELECT close, high, low FROM price_bar WHERE symbol_id = 1")).toEqual([
      { close: 10, high: null, low: 9 },
      { close: 12, high: 12, low: 9 },
    ]);
  });

  test("the counts add up to the rows", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("A", [1, 2, 3]));
    const report = await base.importText(
      `symbol,date,close\nA,${SESSIONS[0]},1\nA,${SESSIONS[0]},1\nA,${SESSIONS[1]},9\nA,${SESSIONS[3]},1\nA,x,1\nB,${SESSIONS[3]},1\nB,${SESSIONS[3]},2\n`,
    );
    expect(report.totals).toMatchObject({
      rows: 7,
      unchanged: 1,
      repeated: 1,
      corrected: 1,
      stored: 1,
      refused: 3,
    });
    expect(accounted(report)).toBe(7);
  });
});
