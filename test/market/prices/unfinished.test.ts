import { expect, test } from "bun:test";
import { recoverImports } from "../../../src/market/prices/import.ts";
import { ImportLedger, unfinishedImports } from "../../../src/market/prices/ledger.ts";
import { readLines } from "../../../src/market/prices/lines.ts";
import { readPriceFile } from "../../../src/market/prices/price-file.ts";
import { PriceStaging } from "../../../src/market/prices/staging.ts";
import { formatInstant } from "../../../src/platform/clock.ts";
import { NOW, TemporaryDatabase } from "../../support/temporary-database.ts";
import { seriesCsv } from "./price-csv.ts";

const OPTIONS = { progress: () => undefined, signal: new AbortController().signal };

test("a defect of whoever takes the lines is not told as a fault of the file", async () => {
  using base = new TemporaryDatabase();
  const path = base.file("a.csv", "one\ntwo\n");
  const sink = {
    line: () => {
      throw new RangeError("a defect");
    },
    tooLong: () => undefined,
  };
  expect(readLines(path, sink, OPTIONS)).rejects.toThrow(new RangeError("a defect"));
});

test("an import that was stopped is named until it has come to its end", async () => {
  using base = new TemporaryDatabase();
  const path = base.file("half.csv", seriesCsv("A", [1, 2]));
  await base.import([path]);
  expect(unfinishedImports(base.writer.db)).toEqual([]);
  base.writer.db.exec("UPDATE import SET status = 'applying', finished_at = NULL");
  expect(unfinishedImports(base.writer.db)).toEqual(["half.csv"]);
  await recoverImports(base.writer, base.ports.technical);
  expect(unfinishedImports(base.writer.db)).toEqual(["half.csv"]);
  await base.import([path]);
  expect(unfinishedImports(base.writer.db)).toEqual([]);
});

test("what no longer fits when a strict import is published is told, counted and left out, and blocks nothing", async () => {
  using base = new TemporaryDatabase();
  const path = base.file(
    "strict.csv",
    `${seriesCsv("A", [1, 2])}${seriesCsv("B", [3]).split("\n").slice(1).join("\n")}`,
  );
  const read = await readPriceFile(path, null, NOW, OPTIONS);
  const ledger = new ImportLedger(base.writer);
  const { id } = ledger.enter(read, "staging", formatInstant(NOW));
  await new PriceStaging(base.writer).stage(id, read.series.values(), OPTIONS.signal);
  ledger.setStatus([id], "publishing");
  base.writer.db.exec("INSERT INTO symbol (symbol, calendar, basis) VALUES ('A', 'XNYS', 'as_traded')");
  expect(recoverImports(base.writer, base.ports.technical)).rejects.toMatchObject({ code: "import_refused" });
  await recoverImports(base.writer, base.ports.technical);
  expect(base.rows("SELECT status, rows_refused FROM import")).toEqual([
    { status: "completed", rows_refused: 2 },
  ]);
  expect(base.rows("SELECT close FROM price_bar")).toEqual([{ close: 3 }]);
  expect(base.rows("SELECT * FROM price_staging")).toEqual([]);
});
