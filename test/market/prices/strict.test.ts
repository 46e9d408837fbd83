import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { importPrices, StrictRefusal } from "../../../src/market/prices/import.ts";
import { priceFilesAt } from "../../../src/market/prices/paths.ts";
import type { RefusalReason } from "../../../src/market/prices/refusal.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { seriesCsv } from "./price-csv.ts";

const GOOD = seriesCsv("GOOD", [1, 2, 3]);
const STORED = `${seriesCsv("OLD", [10, 11, 12, 13, 14, 15, 16])}BASIS,2025-01-02,1\n`;

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
}

/** A database with two series in it. */
async function withSeries(): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  await base.importText(STORED);
  return base;
}

describe("a strict import", () => {
  test.each<[string, RefusalReason, string]>([
    ["a bad date", "bad_date", "symbol,date,close\nA,2025-01-02,1\nA,x,1\n"],
    [
      "a bad price on the last line",
      "price_not_positive",
      `${seriesCsv("A", Array(200).fill(5))}A,2025-01-02,0\n`,
    ],
    ["a clash", "clash", "symbol,date,close\nA,2025-01-02,1\nB,2025-01-02,1\nA,2025-01-02,2\n"],
    ["half a rebase", "rebase_incomplete", seriesCsv("OLD", [5.5, 6, 6.5, 7, 7.5, 16], 1)],
    [
      "a symbol in two files",
      "symbol_in_two_files",
      "symbol,date,close\nA,2025-01-02,1\ngood,2025-01-02,7\n",
    ],
  ])("with %s stores nothing at all", async (_name, reason, text) => {
    using base = await withSeries();
    const before = base.dump();
    for (const order of [1, -1]) {
      const paths = [base.file("good.csv", GOOD), base.file("bad.csv", text)];
      const fault = await faultOf(base.import(order === 1 ? paths : paths.reverse(), { strict: true }));
      expect(fault).toBeInstanceOf(StrictRefusal);
      const { code, report, message } = fault as StrictRefusal;
      expect(code).toBe("import_refused");
      expect(report.status).toBe("failed");
      expect(report.refusals.map((refusal) => refusal.reason)).toContain(reason);
      expect(report.totals.refused).toBeLessThanOrEqual(report.totals.rows);
      expect(message).toContain(`${report.totals.refused} of ${report.totals.rows} rows`);
      expect(base.dump()).toBe(before);
    }
  });

  test("of another basis than what is stored stores nothing at all", async () => {
    using base = await withSeries();
    const before = base.dump();
    const path = base.file("a.csv", `${GOOD}BASIS,2025-01-02,1\n`);
    const fault = await faultOf(base.import([path], { strict: true, basis: "split_adjusted" }));
    expect((fault as StrictRefusal).report.refusals.map(({ reason }) => reason)).toEqual(["basis_differs"]);
    expect(base.dump()).toBe(before);
  });

  test("names the refusals of all its files", async () => {
    using base = await withSeries();
    const paths = ["A", "B", "C"].map((name) => base.file(`${name}.csv`, `symbol,date,close\n${name},x,1\n`));
    const fault = (await faultOf(base.import(paths, { strict: true }))) as StrictRefusal;
    expect(fault.report.refusals.map(({ file, line }) => [file, line])).toEqual(
      paths.map((path) => [path, 2]),
    );
  });

  test.each<[string, string | Uint8Array]>([
    ["is empty", ""],
    ["is no price file", "a,b\n"],
    ["is cut off", gzipSync(GOOD).subarray(0, 30)],
  ])("with a file that %s stores nothing at all", async (_name, content) => {
    using base = await withSeries();
    const before = base.dump();
    const paths = [base.file("a.csv", GOOD), base.file("b.csv", content)];
    const fault = await faultOf(base.import(paths, { strict: true }));
    expect(fault).toBeInstanceOf(NightdeskError);
    expect((fault as NightdeskError).code).toBe("bad_file");
    expect(base.dump()).toBe(before);
  });

  test("that is stopped while it reads stores nothing at all", async () => {
    using base = await withSeries();
    const before = base.dump();
    const stop = new AbortController();
    const paths = [base.file("a.csv", GOOD), base.file("b.csv", seriesCsv("B", [1]))];
    const progress = (bytes: number, total: number) => {
      if (bytes === total) stop.abort(new Error("stop"));
    };
    const ports = { ...base.ports, signal: stop.signal, progress };
    const fault = await faultOf(
      importPrices({ files: await priceFilesAt(paths), basis: null, strict: true }, ports),
    );
    expect(fault).toEqual(new Error("stop"));
    expect(base.dump()).toBe(before);
  });

  test("with a value that it repeats, and a header alone beside it, is not refused", async () => {
    using base = await withSeries();
    const paths = [
      base.file("a.csv", `${GOOD}X,2025-01-02,1\nX,2025-01-02,1.0\n`),
      base.file("b.csv", "symbol,date,close\n"),
    ];
    const report = await base.import(paths, { strict: true });
    expect(report.totals).toMatchObject({ rows: 5, stored: 4, repeated: 1, refused: 0 });
  });

  test("without a fault stores what any other would: new bars, corrections, fills, a rebase, actions", async () => {
    const rebase = seriesCsv("OLD", [20, 22, 24, 26, 28, 30, 32, 34]);
    const rich =
      "symbol,date,close,open,high,low,volume,dividend,split\nRICH,2025-01-02,5,4,6,3,900,0.1,3:2\nRICH,2025-01-03,5.5,,,,,,1.281\n";
    const changed = "symbol,date,close,open\nBASIS,2025-01-02,1.5,1.25\n";
    const dumps: string[] = [];
    for (const strict of [false, true]) {
      using base = await withSeries();
      const paths = [rebase, rich, changed].map((text, at) => base.file(`${at}.csv`, text));
      const report = await base.import(paths, { strict });
      expect(report.status).toBe("complete");
      expect(report.totals).toMatchObject({ stored: 3, rebased: 7, corrected: 1, rebased_symbols: 1 });
      expect(base.rows("SELECT * FROM price_staging")).toEqual([]);
      dumps.push(base.dump());
      const again = await base.import(paths, { strict });
      expect(again.totals).toMatchObject({ rows: 11, unchanged: 11 });
      expect(base.dump()).toBe(dumps.at(-1) ?? "");
    }
    expect(dumps[1]).toBe(dumps[0] ?? "");
  });
});
