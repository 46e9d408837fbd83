import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import journal from "../../db/migrations/meta/_journal.json";
import { MIGRATIONS } from "../../db/migrations.ts";
import * as schema from "../../db/schema/index.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

const FOLDER = fileURLToPath(new URL("../../db/migrations", import.meta.url));
const TABLES = Object.values(schema).filter((each) => each instanceof SQLiteTable);
/** The migrator's own ledger is no part of the schema. */
const LEDGER = "schema_migration";

test("the list of migrations, the folder and drizzle's journal name the same, in the same order", async () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));
  const ids = MIGRATIONS.map((each) => each.id);
  expect(files.sort().map((name) => name.slice(0, -".sql".length))).toEqual(ids);
  expect(journal.entries.map((entry) => entry.tag)).toEqual(ids);
  for (const { id, sql } of MIGRATIONS) expect(sql).toBe(await Bun.file(`${FOLDER}/${id}.sql`).text());
});

test("the migrated database has the tables of the schema and no others, all STRICT", () => {
  using base = new TemporaryDatabase();
  const list = base.rows<{ name: string; strict: number }>(
    "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const expected = [...TABLES.map((table) => getTableConfig(table).name), LEDGER].sort();
  expect(list).toEqual(expected.map((name) => ({ name, strict: 1 })));
});

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

describe.each(TABLES.map((table) => [getTableConfig(table).name, getTableConfig(table)] as const))(
  "%s is as drizzle believes it to be",
  (name, config) => {
    using base = new TemporaryDatabase();
    const rows = <T>(sql: string) => base.rows<T>(sql, name);
    const columns = rows<Column>('SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?)');
    const keys = rows<{
      id: number;
      seq: number;
      table: string;
      from: string;
      to: string;
      on_delete: string;
    }>('SELECT id, seq, "table", "from", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq');
    const indexes = rows<{ name: string; unique: number; columns: string }>(
      `SELECT l.name, l."unique", (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
       FROM pragma_index_list(?) l WHERE l.origin = 'c' ORDER BY l.name`,
    );

    const sql = rows<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = ?")[0]?.sql ?? "";

    test("columns: name, type, not null, and place in the primary key", () => {
      const composite = config.primaryKeys[0]?.columns.map((column) => column.name) ?? [];
      expect(columns).toEqual(
        config.columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().toUpperCase(),
          notnull: Number(column.notNull),
          pk: column.primary ? 1 : composite.indexOf(column.name) + 1,
        })),
      );
    });

    test("foreign keys", () => {
      const wanted = config.foreignKeys.map((key) => {
        const { columns: own, foreignColumns, foreignTable } = key.reference();
        const to = getTableConfig(foreignTable).name;
        const pairs = own.map((column, at) => `${column.name}>${to}.${foreignColumns[at]?.name}`).join();
        return `${pairs} ${(key.onDelete ?? "no action").toUpperCase()}`;
      });
      const found = Map.groupBy(keys, (key) => key.id)
        .values()
        .map((parts) => {
          const pairs = parts.map((part) => `${part.from}>${part.table}.${part.to}`).join();
          return `${pairs} ${parts[0]?.on_delete}`;
        });
      expect([...found].sort()).toEqual(wanted.sort());
    });

    test("indexes and what is unique", () => {
      const wanted = [
        ...config.indexes.map(({ config: index }) => ({
          name: index.name,
          unique: Number(index.unique),
          columns: index.columns.map((column) => ("name" in column ? column.name : "?")).join(),
        })),
        ...config.columns
          .filter((column) => column.isUnique)
          .map((column) => ({ name: column.uniqueName ?? "", unique: 1, columns: column.name })),
      ];
      expect(indexes).toEqual(wanted.sort((a, b) => (a.name < b.name ? -1 : 1)));
    });

    test("checks, by their names", () => {
      const found = [...sql.matchAll(/CONSTRAINT "(\w+)" CHECK/g)].map((match) => match[1] ?? "");
      expect(found.sort()).toEqual(config.checks.map((each) => each.name).sort());
    });
  },
);
