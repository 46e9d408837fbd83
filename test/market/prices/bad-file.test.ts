import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

describe("a file that is none of prices", () => {
  const utf16 = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from("symbol,date,close\nA,2025-01-02,1\n", "utf16le"),
  ]);
  test.each<[string, string | Uint8Array, string]>([
    ["empty", "", "it is empty"],
    ["empty and packed", gzipSync(""), "it is empty"],
    ["blank lines", "\n\r\n \n", "it is empty"],
    ["a byte order mark", "\uFEFF", "it is empty"],
    ["no header", "AAPL,2025-01-02,100\n", "lacks symbol, date, close"],
    ["no close", "symbol,date,price\n", "lacks close"],
    ["a column twice", "symbol,date,close,Close\n", 'the column "close" twice'],
    ["UTF-16", utf16, "lacks symbol, date, close"],
    ["semicolons", "symbol;date;close\nA;2025-01-02;1\n", "lacks symbol, date, close"],
    ["noise", crypto.getRandomValues(new Uint8Array(50_000)).map((byte) => byte | 1), "is not a price file"],
    ["a first line of 5 kB", "s".repeat(5000), "its first line is longer"],
    ["a truncated archive", gzipSync("symbol,date,close\n").subarray(0, 20), "cannot be read"],
  ])("%s", async (_name, content, why) => {
    using base = new TemporaryDatabase();
    const before = base.dump();
    const report = await base.import([base.file("prices.csv", content)]);
    expect(report.status).toBe("failed");
    expect(report.files.map(({ fault }) => fault?.code)).toEqual(["bad_file"]);
    expect(report.files[0]?.fault?.detail).toContain(`${base.folder}/files/prices.csv`);
    expect(report.files[0]?.fault?.detail).toContain(why);
    expect(report.files[0]?.fault?.detail).not.toMatch(/[^\x20-\x7e]/);
    expect(base.dump()).toBe(before);
  });

  test("a header alone is a file without rows", async () => {
    using base = new TemporaryDatabase();
    const report = await base.importText("symbol,date,close");
    expect([report.status, report.totals.rows]).toEqual(["complete", 0]);
  });

  test("a path that does not exist, and a folder without price files, are faults of the request", async () => {
    using base = new TemporaryDatabase();
    const path = base.file("folder/readme.txt", "");
    for (const given of [`${base.folder}/none.csv`, path.replace("/readme.txt", "")]) {
      const fault = await base.import([given]).catch((thrown: unknown) => thrown);
      expect(fault).toBeInstanceOf(NightdeskError);
      expect((fault as NightdeskError).code).toBe("bad_file");
      expect((fault as NightdeskError).message).toContain(given);
    }
  });
});

describe("the header of a long file", () => {
  test("its columns stand in any order and case, quoted or not, after blank lines and a byte order mark", async () => {
    using base = new TemporaryDatabase();
    const report = await base.importText('\uFEFF\n"Close" , VOLUME,Date,"symbol"\n5,7,2025-01-02,aapl\n');
    expect(report.refusals).toEqual([]);
    expect(base.rows("SELECT s.symbol, b.session, b.close, b.volume FROM price_bar b, symbol s")).toEqual([
      { symbol: "AAPL", session: "2025-01-02", close: 5, volume: 7 },
    ]);
  });

  test("columns that are not known are named", async () => {
    using base = new TemporaryDatabase();
    const report = await base.importText("symbol,date,close,vwap,adj close\nA,2025-01-02,1,x,y\n");
    expect(report.files[0]?.ignored_columns).toEqual(["vwap", "adj close"]);
    expect(report.totals.stored).toBe(1);
  });

  test("the basis is total_return unless it is stated", async () => {
    using base = new TemporaryDatabase();
    await base.importText("symbol,date,close\nA,2025-01-02,1\n");
    await base.importText("symbol,date,close\nB,2025-01-02,1\n", { basis: "split_adjusted" });
    expect(base.rows("SELECT symbol, basis FROM symbol ORDER BY symbol")).toEqual([
      { symbol: "A", basis: "total_return" },
      { symbol: "B", basis: "split_adjusted" },
    ]);
  });
});
