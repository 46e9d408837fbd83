import { describe, expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { importPrices } from "../../../src/market/prices/import.ts";
import { priceFilesAt } from "../../../src/market/prices/paths.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

const HEADER = "Date,Open,High,Low,Close,Adj Close,Volume";
const DAYS = [
  "2025-01-02,248.93,249.1,241.82,243.85,242.525,55740700",
  "2025-01-03,243.36,244.18,241.89,243.36,242.04,40244100",
];
const TEXT = `${[HEADER, ...DAYS].join("\n")}\n`;
const BARS = `SELECT s.symbol, s.basis, b.session, b.close, b.open, b.high, b.low, b.volume
  FROM price_bar b JOIN symbol s ON s.id = b.symbol_id ORDER BY s.symbol, b.session`;

describe("a folder of Yahoo's downloads", () => {
  test("is split-adjusted, each file named by its symbol", async () => {
    using base = new TemporaryDatabase();
    const folder = dirname(base.file("AAPL.csv", TEXT));
    base.file("brk.b.csv", TEXT);
    base.file("VOD.L.CSV.GZ", gzipSync(TEXT));
    base.file("^VIX.csv", TEXT);
    base.file("EURUSD=X.csv", TEXT);
    base.file("notes.txt", "not a price file");
    base.file(".hidden.csv", "not a price file");
    base.file("inner.csv/MSFT.csv", TEXT);
    const report = await base.import([folder]);
    expect(report.refusals).toEqual([]);
    expect(report.status).toBe("complete");
    expect(report.files.map(({ file, basis }) => [file.slice(folder.length + 1), basis])).toEqual(
      ["AAPL.csv", "EURUSD=X.csv", "VOD.L.CSV.GZ", "^VIX.csv", "brk.b.csv"].map((name) => [
        name,
        "split_adjusted",
      ]),
    );
    const bars = base.rows(BARS);
    expect(bars.slice(0, 2)).toEqual([
      {
        symbol: "AAPL",
        basis: "split_adjusted",
        session: "2025-01-02",
        close: 243.85,
        open: 248.93,
        high: 249.1,
        low: 241.82,
        volume: 55740700,
      },
      {
        symbol: "AAPL",
        basis: "split_adjusted",
        session: "2025-01-03",
        close: 243.36,
        open: 243.36,
        high: 244.18,
        low: 241.89,
        volume: 40244100,
      },
    ]);
    expect([...new Set(bars.map(({ symbol }) => symbol))]).toEqual([
      "AAPL",
      "BRK-B",
      "EURUSD=X",
      "VOD.L",
      "^VIX",
    ]);
    const before = base.dump();
    expect((await base.import([folder, folder])).totals).toMatchObject({ rows: 10, unchanged: 10 });
    expect(base.dump()).toBe(before);
  });

  test("as total return is its adjusted close, without the other prices, which are not", async () => {
    using base = new TemporaryDatabase();
    await base.import([base.file("AAPL.csv", TEXT)], { basis: "total_return" });
    const none = { symbol: "AAPL", basis: "total_return", open: null, high: null, low: null };
    expect(base.rows(BARS)).toEqual([
      { ...none, session: "2025-01-02", close: 242.525, volume: 55740700 },
      { ...none, session: "2025-01-03", close: 242.04, volume: 40244100 },
    ]);
    const other = await base.import([base.file("AAPL.csv", TEXT)]);
    expect(other.refusals.map(({ reason, symbol, rows }) => [reason, symbol, rows])).toEqual([
      ["basis_differs", "AAPL", 2],
    ]);
  });

  test("rows of null have no price", async () => {
    using base = new TemporaryDatabase();
    const path = base.file("AAPL.csv", `${TEXT}2025-01-06,null,null,null,null,null,null\n`);
    const report = await base.import([path]);
    expect(report.refusals).toEqual([
      {
        file: path,
        line: 4,
        reason: "no_price",
        symbol: "AAPL",
        date: "2025-01-06",
        rows: 1,
        detail: "there is no close",
      },
    ]);
    expect(report.totals).toMatchObject({ stored: 2, refused: 1 });
  });

  test("broken files among good ones are named, and stop nothing", async () => {
    using base = new TemporaryDatabase();
    const folder = dirname(base.file("AAPL.csv", TEXT));
    base.file("BROKEN.csv.gz", gzipSync(TEXT).subarray(0, 40));
    base.file("EMPTY.csv", "");
    base.file("HOME_EQUITY.csv", TEXT);
    base.file("OTHER.csv", "a,b\n1,2\n");
    base.file("ZM.csv", TEXT);
    symlinkSync(join(folder, "nowhere"), join(folder, "LINK.csv"));
    const seen: number[] = [];
    const progress = (bytes: number, total: number) => seen.push(bytes / total);
    const report = await importPrices(
      { files: await priceFilesAt([folder]), basis: null, strict: false },
      { ...base.ports, progress },
    );
    const faults = report.files.filter(({ fault }) => fault !== null);
    expect(faults.map(({ file, fault }) => [file.slice(folder.length + 1), fault?.code])).toEqual(
      ["BROKEN.csv.gz", "EMPTY.csv", "HOME_EQUITY.csv", "LINK.csv", "OTHER.csv"].map((name) => [
        name,
        "bad_file",
      ]),
    );
    expect(faults[2]?.fault?.detail).toContain('"HOME_EQUITY" is not a symbol');
    expect(report.status).toBe("partial");
    expect(report.totals).toMatchObject({ rows: 4, stored: 4, symbols: 2 });
    expect(seen.at(-1)).toBe(1);
  });

  test("a long file in the folder keeps its own form and basis", async () => {
    using base = new TemporaryDatabase();
    const folder = dirname(base.file("AAPL.csv", TEXT));
    base.file("long.csv", "symbol,date,close\nMSFT,2025-01-02,1\n");
    const report = await base.import([folder]);
    expect(report.files.map(({ basis }) => basis)).toEqual(["split_adjusted", "total_return"]);
  });
});
