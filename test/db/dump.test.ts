import { expect, test } from "bun:test";
import { canonicalDump, DUMP_TABLES, dumpTables } from "../../db/dump.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { faultOf } from "./fault.ts";

const FILES = {
  a: "symbol,date,close\nMSFT,2026-05-27,2.5\nMSFT,2026-05-28,2.625\nAAPL,2026-05-28,1e0\nAAPL,2026-05-27,0.1\n",
  b: "symbol,date,close,open,high,low,volume,dividend,split\nIBM,2026-05-28,3,,4,2,1000,0.25,\nIBM,2026-05-29,1.5,,,,,,2:1\n",
};

const dumpOf = (base: TemporaryDatabase, tables = DUMP_TABLES): string =>
  [...canonicalDump(base.writer.db, base.path, tables)].join("");

async function loaded(order: readonly (keyof typeof FILES)[], before = ""): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  base.writer.db.exec(before);
  for (const name of order)
    await base.import([base.file(`${name}.csv`, FILES[name])], { basis: "as_traded" });
  return base;
}

test("it depends on neither the order in which data came nor on ids", async () => {
  using one = await loaded(["a", "b"]);
  // Other ids: rows that came first and went again.
  using two = await loaded(
    ["b", "a", "b"],
    "INSERT INTO symbol (id, symbol, calendar) VALUES (100, 'GONE', 'XNYS')",
  );
  two.writer.db.exec("DELETE FROM symbol WHERE symbol = 'GONE'");
  expect(two.rows("SELECT id FROM symbol")).not.toEqual(one.rows("SELECT id FROM symbol"));
  expect(dumpOf(two)).toBe(dumpOf(one));
});

test("a line is JSON that begins with its table; numbers are as short as they can be", async () => {
  using base = await loaded(["a", "b"]);
  const lines = dumpOf(base).trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith('{"table":"price_bar","symbol":"AAPL"'))).toEqual([
    expect.stringContaining('"session":"2026-05-27","close":0.1,"open":null,'),
    expect.stringContaining('"session":"2026-05-28","close":1,"open":null,'),
  ]);
  const tables = lines.map((line) => (JSON.parse(line) as { table: string }).table);
  expect([...new Set(tables)]).toEqual(["symbol", "import", "price_bar", "corporate_action"]);
  expect(dumpOf(base)).not.toMatch(/_at"|"id"/);
});

test("one value that differs makes it differ", async () => {
  using one = await loaded(["a"]);
  using two = await loaded(["a"]);
  expect(dumpOf(two)).toBe(dumpOf(one));
  two.writer.db.exec("UPDATE price_bar SET close = close + 1e-9 WHERE session = '2026-05-28'");
  expect(dumpOf(two)).not.toBe(dumpOf(one));
});

test("only the tables that are asked for, in their own order", async () => {
  using base = await loaded(["a", "b"]);
  const all = dumpOf(base).split(/(?<=\n)/);
  const tables = dumpTables(["price_bar", "symbol"]);
  expect(tables).toEqual(["symbol", "price_bar"]);
  const wanted = all.filter((line) => /^\{"table":"(symbol|price_bar)"/.test(line));
  expect(dumpOf(base, tables)).toBe(wanted.join(""));
  expect(dumpTables([])).toEqual(DUMP_TABLES);
});

test.each(["prices", "PRICE_BAR", "setting", "toString", ""])(
  "there is no table %j to dump",
  async (name) => {
    const fault = await faultOf("usage", () => dumpTables(["symbol", name]));
    expect(fault.message).toContain(`"${name}"`);
    expect(fault.message).toContain("price_bar");
  },
);

test("an empty database has an empty dump", () => {
  using base = new TemporaryDatabase();
  expect(dumpOf(base)).toBe("");
});

test("while a strict import is being published nobody gets half of it", async () => {
  using base = await loaded(["a"]);
  base.writer.db.exec("UPDATE import SET status = 'publishing'");
  const fault = await faultOf("busy", () => dumpOf(base));
  expect(fault.message).toContain("a.csv");
  expect(fault.message).toContain(base.path);
  expect(base.writer.db.inTransaction).toBe(false);
});

test("a dump that is given up half-way lets go of its snapshot", async () => {
  using base = await loaded(["a", "b"]);
  for (const _ of canonicalDump(base.writer.db, base.path, DUMP_TABLES)) break;
  expect(base.writer.db.inTransaction).toBe(false);
});
