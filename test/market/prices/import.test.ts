import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { BASES } from "../../../db/schema/words.ts";
import { importPrices } from "../../../src/market/prices/import.ts";
import { priceFilesAt } from "../../../src/market/prices/paths.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { accounted, SESSIONS, seriesCsv } from "./price-csv.ts";

// Properties and child processes take seconds on a busy machine, which is no fault.
setDefaultTimeout(60_000);

const HEADER = "symbol,date,close,open,high,low,volume,dividend,split";
const BAR = "SELECT close, open, high, low, volume FROM price_bar";
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
const price = fc.double({ min: 1e-4, max: 1e7, noNaN: true });
const row = fc
  .record({
    symbol: fc.constantFrom("AAPL", "brk.b", "MSFT", "^VIX"),
    date: fc.nat({ max: 60 }).map((at) => SESSIONS[at] ?? ""),
    close: price,
    open: optional(price),
    range: optional(fc.tuple(price, price)),
    volume: optional(fc.nat({ max: 1e9 })),
    dividend: optional(fc.constantFrom(0, 0.25, 1.5)),
    split: optional(fc.constantFrom("1", "2", "3:2", "1.281", "0")),
  })
  .map(({ symbol, date, close, open, range, volume, dividend, split }) => {
    const [low, high] = range === null ? [null, null] : [Math.min(...range), Math.max(...range)];
    return [symbol, date, close, open, high, low, volume, dividend, split]
      .map((cell) => cell ?? "")
      .join(",");
  });
const rows = fc.array(row, { minLength: 1, maxLength: 60 });
const textOf = (lines: readonly string[]) => `${[HEADER, ...lines].join("\n")}\n`;

describe("any file", () => {
  test("again changes nothing, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...BASES), async (lines, basis) => {
        using base = new TemporaryDatabase();
        const first = await base.importText(textOf(lines), { basis });
        const before = base.dump();
        const second = await base.importText(textOf(lines), { basis });
        expect(base.dump()).toBe(before);
        const unchanged = { stored: 0, unchanged: first.totals.stored, actions_stored: 0 };
        expect(second.totals).toEqual({ ...first.totals, ...unchanged });
        expect(accounted(first)).toBe(lines.length);
        expect(accounted(second)).toBe(lines.length);
      }),
      { numRuns: 25 },
    );
  });

  test("in another order of its rows is the same", async () => {
    const shuffled = rows.chain((lines) =>
      fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([lines, other]) => {
        using base = new TemporaryDatabase();
        using second = new TemporaryDatabase();
        await base.importText(textOf(lines));
        await second.importText(textOf(other));
        expect(second.dumpOfPrices()).toBe(base.dumpOfPrices());
      }),
      { numRuns: 25 },
    );
  });

  test("cut into several files is the same as whole, packed or not", async () => {
    using base = new TemporaryDatabase();
    using second = new TemporaryDatabase();
    const lines = fc.sample(row, { numRuns: 300, seed: 7 });
    const days = new Map(lines.map((line) => [line.split(",", 2).join(), line]));
    const unique = [...days.values()];
    await base.importText(textOf(unique));
    const paths = [0, 100].map((from, part) =>
      second.file(`${part}.csv.gz`, gzipSync(textOf(unique.slice(from, part === 0 ? 100 : undefined)))),
    );
    const seen: number[] = [];
    const report = await importPrices(
      { files: await priceFilesAt(paths), basis: null, strict: false },
      { ...second.ports, progress: (bytes, total) => seen.push(bytes, total) },
    );
    expect(report.status).toBe("complete");
    expect(second.dumpOfPrices()).toBe(base.dumpOfPrices());
    expect(seen.at(-2)).toBe(seen.at(-1) ?? Number.NaN);
  });
});

describe("values and none", () => {
  const put = (base: TemporaryDatabase, cells: string) => base.importText(textOf([`A,2025-01-02,${cells}`]));

  test("none never overwrites a value", async () => {
    using base = new TemporaryDatabase();
    await put(base, "10,9,11,8,1000,0.5,2");
    const report = await put(base, "10,,,,,,");
    expect(report.totals).toMatchObject({ unchanged: 1, corrected: 0, filled: 0 });
    expect((await put(base, "10,null,null,null,null,null,null")).totals).toMatchObject({ unchanged: 1 });
    expect((await put(base, "10.5,,,,,,")).totals).toMatchObject({ corrected: 1 });
    expect(base.rows(BAR)).toEqual([{ close: 10.5, open: 9, high: 11, low: 8, volume: 1000 }]);
    expect(base.rows("SELECT * FROM corporate_action").length).toBe(2);
    expect(base.rows("SELECT kind, old_close, old_volume FROM price_revision")).toEqual([
      { kind: "correction", old_close: 10, old_volume: 1000 },
    ]);
  });

  test("a value where there was none is no revision", async () => {
    using base = new TemporaryDatabase();
    await put(base, "10,,,,,,");
    expect((await put(base, "10,9,11,,,,")).totals).toMatchObject({ filled: 1, corrected: 0 });
    expect((await put(base, "10,,,8,1000,,")).totals).toMatchObject({ filled: 1 });
    expect(base.rows(BAR)).toEqual([{ close: 10, open: 9, high: 11, low: 8, volume: 1000 }]);
    expect(base.rows("SELECT * FROM price_revision")).toEqual([]);
  });

  test("a value gained and another changed are one revision with what was there", async () => {
    using base = new TemporaryDatabase();
    await put(base, "10,9,,,,,");
    expect((await put(base, "10,9.5,11,,,,")).totals).toMatchObject({ corrected: 1, filled: 0 });
    expect(base.rows("SELECT old_close, old_open, old_high FROM price_revision")).toEqual([
      { old_close: 10, old_open: 9, old_high: null },
    ]);
  });

  test("a volume of 0 is a value", async () => {
    using base = new TemporaryDatabase();
    await put(base, "10,,,,0,,");
    expect(base.rows(BAR)).toEqual([{ close: 10, open: null, high: null, low: null, volume: 0 }]);
  });
});

describe("an import that is stopped", () => {
  test("before it begins stores nothing, with the signal's reason", async () => {
    using base = new TemporaryDatabase();
    const before = base.dump();
    const path = base.file("a.csv", seriesCsv("A", [1]));
    const reason = new Error("stop");
    for (const strict of [false, true]) {
      const ports = { ...base.ports, signal: AbortSignal.abort(reason) };
      const fault = await importPrices(
        { files: await priceFilesAt([path]), basis: null, strict },
        ports,
      ).catch((thrown: unknown) => thrown);
      expect(fault).toBe(reason);
      expect(base.dump()).toBe(before);
    }
  });

  test("is finished by the next, to the same state", async () => {
    using base = new TemporaryDatabase();
    using whole = new TemporaryDatabase();
    const texts = ["A", "B", "C"].map((symbol) => seriesCsv(symbol, [1, 2, 3]));
    const pathsIn = (where: TemporaryDatabase) => texts.map((text, at) => where.file(`${at}.csv`, text));
    const paths = pathsIn(base);
    const stop = new AbortController();
    const progress = (bytes: number, total: number) => {
      if (bytes > total / 2) stop.abort(new Error("stop"));
    };
    const ports = { ...base.ports, signal: stop.signal, progress };
    await expect(
      importPrices({ files: await priceFilesAt(paths), basis: null, strict: false }, ports),
    ).rejects.toThrow("stop");
    expect(base.rows("SELECT symbol FROM symbol")).toEqual([{ symbol: "A" }]);
    await base.import(paths);
    await whole.import(pathsIn(whole));
    expect(base.dump()).toBe(whole.dump());
  });
});
