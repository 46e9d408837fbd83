import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { canonicalDump, DUMP_TABLES, type DumpTable } from "../../db/dump.ts";
import { DUMP_SOURCES } from "../../db/dump-tables.ts";
import * as schema from "../../db/schema/index.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { ImportedLot } from "../../src/portfolio/import/imported-lot.ts";
import { nightOn, portfolioOf, sharesOf, walkCsv } from "../batch/small-night.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { annotated, recordBooks } from "./recorded-books.ts";
import { tellOf } from "./told-companies.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const FILES = {
  market: walkCsv(1, ["SPY", "AAPL"], "2025-12-01", "2026-05-29"),
  others: walkCsv(2, ["MSFT", "IBM"], "2025-12-01", "2026-05-29"),
};
const CALL: ImportedLot = {
  ...sharesOf("AAPL260821C00120000", 2, 5, "2026-05-04"),
  assetClass: "OPTIONS",
  type: "LC",
  option: { underlying: "AAPL", strike: 120, expiration: isoDate("2026-08-21"), right: "CALL" },
};
const PORTFOLIOS = {
  Alpha: [
    CALL,
    sharesOf("AAPL", 100, 100, "2026-05-01"),
    sharesOf("IBM", -20, 95, "2026-05-05", { date: "2026-05-20", price: 97 }),
  ],
  Beta: [sharesOf("MSFT", 50, 101, "2026-05-04"), sharesOf("AAPL", 7, 99, "2026-05-01")],
  // In a currency that nobody has told.
  Gamma: [sharesOf("VOD.L", 50, 101, "2026-05-04")],
  Gone: [sharesOf("AAPL", 1, 100, "2026-05-04")],
};
/** What was deleted has left its name to another. */
const DELETED =
  "UPDATE portfolio SET name = 'Alpha', deleted_at = '2026-05-29T22:00:00.000Z' WHERE name = 'Gone'";
const TO = isoDate("2026-05-29");
/** A correction of a bar in the middle, and a dividend. */
const CORRECTION = "symbol,date,close,dividend\nAAPL,2026-05-13,123.45,\nMSFT,2026-05-15,101,0.25\n";

/** What no night without providers leaves behind, besides what is told of companies: a symbol that is watched, and a bar that was not believed. */
const watched = (symbol: string) => `
  INSERT INTO watch_list VALUES ('${symbol}', '2026-05-29T22:00:00.000Z');
  INSERT INTO price_quarantine (symbol_id, session, provider, reason, close, detail, status, seen_at)
    SELECT id, '2026-05-29', 'yahoo', 'large_move', 2.5, 'd', 'open', '2026-05-29T22:00:00.000Z' FROM symbol WHERE symbol = '${symbol}'`;

/** What only tells how the data came to be, or what is to be looked at again, is in no dump. */
const NOT_DUMPED = [
  "activity_log",
  "api_token",
  "batch_coverage",
  "batch_provider",
  "batch_run",
  "batch_run_phase",
  "batch_step",
  "book_change",
  "collect_state",
  "field_group_state",
  "idempotency_key",
  "price_absence",
  "price_change",
  "price_staging",
  "provider_quota",
  "provider_state",
  "reference_change",
  "setting",
  "statement_search",
];
/** Surrogate ids, and what else is told in other words, with what a dump has in their place. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  symbol_id: ["symbol"],
  import_id: ["import"],
  portfolio_id: ["portfolio"],
  lot_id: ["portfolio", "lot"],
  lot_no: ["lot"],
  counter_lot_id: ["counter_lot"],
  tag_id: ["owner", "kind", "name"],
  reverses: ["reversal", "reversed"],
  deleted_at: ["deleted"],
  archived_at: ["archived"],
};
/** What depends on when, where and by which run a row was made, and on nothing else. */
const CIRCUMSTANCES = new Set(["id", "public_id", "run_id", "seen", "file"]);
const INSTANT = /_at$/;

/** A database in which files and portfolios came in the given orders, then two nights with a correction between them. */
async function twoNights(
  files: readonly (keyof typeof FILES)[],
  portfolios: readonly (keyof typeof PORTFOLIOS)[],
): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  for (const name of files) await base.import([base.file(`${name}.csv`, FILES[name])]);
  for (const name of portfolios) await portfolioOf(base, name, PORTFOLIOS[name]);
  base.writer.db.exec(DELETED);
  await nightOn(base, { to: TO });
  for (const symbol of files.map((name) => (name === "market" ? "AAPL" : "MSFT"))) {
    base.writer.db.exec(`${watched(symbol)}; ${annotated(symbol)}`);
    tellOf(base.writer.db, symbol);
  }
  recordBooks(base, "Alpha", files[0] === "others");
  await base.importText(CORRECTION);
  await nightOn(base, { to: TO });
  return base;
}

let one: TemporaryDatabase;
let two: TemporaryDatabase;

beforeAll(async () => {
  one = await twoNights(["market", "others"], ["Alpha", "Beta", "Gamma", "Gone"]);
  two = await twoNights(["others", "market"], ["Gone", "Gamma", "Beta", "Alpha"]);
});

afterAll(() => {
  one[Symbol.dispose]();
  two[Symbol.dispose]();
});

const linesOf = (base: TemporaryDatabase, tables: readonly DumpTable[] = DUMP_TABLES): string[] =>
  [...canonicalDump(base.writer.db, base.path, tables)]
    .join("")
    .split(/(?<=\n)/)
    .filter((line) => line !== "");

/** The columns that a table's dump should have, in any order, each once. */
function wantedColumns(table: SQLiteTable): string[] {
  const names = getTableConfig(table).columns.map(({ name }) => name);
  const isKept = (name: string) => name in KEYS || !(CIRCUMSTANCES.has(name) || INSTANT.test(name));
  const kept = names.filter(isKept);
  return [...new Set(kept.flatMap((name) => KEYS[name] ?? [name]))].sort();
}

test("every table of the schema is dumped, but for those that tell how the data came to be", () => {
  const names = Object.values(schema)
    .filter((each) => each instanceof SQLiteTable)
    .map((table) => getTableConfig(table).name);
  expect([...DUMP_TABLES, ...NOT_DUMPED].sort()).toEqual(names.sort());
});

test.each(DUMP_TABLES.map((table) => [table]))(
  "the dump of %s has all of its columns by natural keys",
  (name) => {
    const table = Object.values(schema)
      .filter((each) => each instanceof SQLiteTable)
      .find((each) => getTableConfig(each).name === name) as SQLiteTable;
    const columns = one.writer.db
      .prepare(DUMP_SOURCES[name].sql)
      .columns()
      .map((column) => column.name);
    expect(columns.sort()).toEqual(wantedColumns(table));
  },
);

test("the nights have filled every table, and given the same things other ids", () => {
  const empty = DUMP_TABLES.filter((table) => linesOf(one, [table]).length === 0);
  expect(empty).toEqual([]);
  for (const sql of [
    "SELECT id, symbol FROM symbol ORDER BY symbol",
    "SELECT id, name FROM portfolio ORDER BY name",
    "SELECT l.id, p.name, l.lot_no FROM lot l JOIN portfolio p ON p.id = l.portfolio_id ORDER BY p.name, l.lot_no",
    "SELECT lot_no, symbol FROM lot WHERE portfolio_id = (SELECT id FROM portfolio WHERE name = 'Alpha' AND deleted_at IS NULL) ORDER BY lot_no",
    "SELECT id, kind FROM portfolio_event ORDER BY kind",
  ]) {
    expect(two.rows(sql)).not.toEqual(one.rows(sql));
  }
});

test.each(DUMP_TABLES.filter((table) => table !== "snapshot_revision").map((table) => [table]))(
  "the dump of %s depends on neither ids nor the order in which data came",
  (table) => {
    expect(linesOf(two, [table])).toEqual(linesOf(one, [table]));
  },
);

/** The parts of a dump that hold a made-up id of {@link portfolioOf} or of a run, or an instant. */
const circumstancesIn = (lines: readonly string[]) =>
  lines.flatMap((line) =>
    [...line.matchAll(/\b(?:id|run)-\d+|\d{4}-\d{2}-\d{2}T\d{2}:/g)].map(([each]) => each),
  );

test("a dump tells no id of a row and no instant", () => {
  const tables = DUMP_TABLES.filter((table) => table !== "snapshot_revision");
  expect(circumstancesIn(linesOf(one, tables))).toEqual([]);
});

// The figures of a replaced snapshot name its lots by their random public ids, so that no two databases are alike.
test("nor do the figures of what was published before, which are the same as well", () => {
  const [mine, theirs] = [one, two].map((base) => linesOf(base, ["snapshot_revision"]));
  expect(circumstancesIn(mine ?? [])).toEqual([]);
  expect(theirs).toEqual(mine);
});

test("the dump of one table is its part of the whole, in the order of the tables", () => {
  expect(linesOf(one)).toEqual(DUMP_TABLES.flatMap((table) => linesOf(one, [table])));
});
