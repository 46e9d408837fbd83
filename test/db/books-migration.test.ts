import { expect, test } from "bun:test";
import { migrate } from "../../db/migrate.ts";
import { MIGRATIONS } from "../../db/migrations.ts";
import { openForWriting } from "../../db/open.ts";
import { verifyFile } from "../../db/verify.ts";
import { brokenIdentities } from "../../src/portfolio/identities.ts";
import { AT, Scratch } from "./scratch.ts";

const BOOKS = MIGRATIONS.findIndex(({ id }) => id === "0004_books");
const BEFORE = MIGRATIONS.slice(0, BOOKS);
const THROUGH = MIGRATIONS.slice(0, BOOKS + 1);

/** Two portfolios as the release before wrote them, on bases of their own, with a night's snapshots. */
const WRITTEN = `
  INSERT INTO portfolio VALUES (4, 'p4', 'One', 'USD', '2026-05-27', 1000000, '2026-05-27', 'a'),
    (9, 'p9', 'Two', 'EUR', '2026-05-28', 2000000, '2026-05-01', 'b');
  INSERT INTO lot VALUES (31, 'l31', 9, 1, 'AAA', 'PUBLIC', 'ETF', 'LONG', 1, NULL, NULL, NULL, NULL),
    (40, 'l40', 4, 1, 'AAA', 'PUBLIC', NULL, 'SHORT', 1, NULL, NULL, NULL, NULL),
    (41, 'l41', 4, 2, 'AAA260619C00200000', 'OPTIONS', NULL, 'LC', 100, 'AAA', 200, '2026-06-19', 'CALL');
  INSERT INTO lot_event VALUES (31, 1, 'open', '2026-05-04', 12.5, 0.1, -125, 'import', 'a'),
    (40, 1, 'open', '2026-05-04', -300, 33.333333, 999999, 'import', 'b'), (40, 2, 'close', '2026-05-28', 300, 34, -1020000, 'import', 'b'),
    (41, 1, 'open', '2026-05-28', 2, 3.5, -70000, 'import', 'b');
  INSERT INTO snapshot VALUES (4, '2026-05-27', 'complete', 1000000, 1999999, 0, -999999, 0, 0, 0, NULL, 0, 1, 1, '', '', 'accounting/1', 'h', 2, 'x'),
    (4, '2026-05-28', 'partial', 979999, 979999, 0, 0, -20001, 0, 0, -0.02, -20001, 1, NULL, 'not_priced', 'not_priced', 'accounting/1', 'i', 2, 'x');
  INSERT INTO snapshot_position VALUES (4, '2026-05-27', 40, -300, 33.33333, '2026-05-27', 0, -999999, -999999, 0, 0, 0, ''),
    (4, '2026-05-28', 40, 0, NULL, NULL, NULL, 0, 0, -20001, 0, 0, 'closed'), (4, '2026-05-28', 41, 2, NULL, NULL, NULL, 0, 70000, 0, 0, 0, 'not_priced');
  INSERT INTO position_value VALUES (41, '2026-05-28', NULL, NULL, 0, NULL);
  INSERT INTO price_change (symbol_id, kind, from_session, through_session) VALUES (1, 'closes', '2026-05-27', '2026-05-28')`;

type Row = Readonly<Record<string, unknown>>;
const TABLES = ["portfolio", "lot", "snapshot", "snapshot_position", "position_value", "price_change"];

function using<T>(path: string, work: (db: ReturnType<typeof openForWriting>) => T): T {
  const db = openForWriting(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const readRows = (path: string, sql: string): Row[] => using(path, (db) => db.prepare(sql).all() as Row[]);
const rowsOf = (path: string): Record<string, Row[]> =>
  Object.fromEntries(
    TABLES.map((table) => [table, readRows(path, `SELECT * FROM "${table}" ORDER BY 1, 2, 3`)]),
  );

/** What the new columns hold in a row of the release before. */
const NEW_COLUMNS: Readonly<Record<string, Row>> = {
  portfolio: { owner: null, dividends: "derived", deleted_at: null },
  lot: { note: null },
  snapshot: {
    ...{ realized_pnl: 0, currency_pnl: 0, interest: 0, fees: 0, unallocated: 0, capital_flow: 0 },
    ...{ cumulative_realized_pnl: 0, cumulative_capital_flow: 0, long_count: 0, short_count: 0 },
    ...{ delta_dollars: null, gamma_dollars: null, theta: null, vega: null, rho: null },
  },
  snapshot_position: {
    ...{ fees: 0, realized_pnl: 0, currency_pnl: 0, base_value: 0, fx_rate: null, unvalued: null },
  },
};

function written(scratch: Scratch): string {
  const path = scratch.database("desk.db", BEFORE);
  using(path, (db) => db.exec(WRITTEN));
  return path;
}

test("what the release before stored is all there, with new columns that know nothing", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const before = rowsOf(path);
  expect(TABLES.filter((table) => (before[table] ?? []).length === 0)).toEqual([]);
  expect(using(path, (db) => migrate(db, path, AT, THROUGH)).applied).toEqual(["0004_books"]);
  const wanted = TABLES.map((table) => [
    table,
    (before[table] ?? []).map((row) => ({ ...row, ...NEW_COLUMNS[table] })),
  ]);
  expect(rowsOf(path)).toEqual(Object.fromEntries(wanted));
  using(path, (db) => {
    expect(verifyFile(db, path, THROUGH)).toEqual([]);
    expect(brokenIdentities(db)).toEqual([]);
  });
});

test("events keep quantity, price and date, are on the basis of their portfolio, and get names", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  using(path, (db) => migrate(db, path, AT, THROUGH));
  const events = readRows(path, "SELECT * FROM lot_event ORDER BY id");
  const nothing = {
    ...{ trade_time: null, currency: null, fees: 0, counter_lot_id: null, cost_share: null, ratio: null },
    ...{ source: "import", actor: "command", reason: null, reverses: null },
  };
  const one = { basis_date: "2026-05-27", recorded_at: "b" };
  expect(events.map(({ public_id, ...event }): Row => event)).toEqual([
    {
      ...{
        id: 1,
        lot_id: 31,
        kind: "open",
        trade_date: "2026-05-04",
        quantity: 12.5,
        price: 0.1,
        ...nothing,
      },
      ...{ basis_date: "2026-05-01", recorded_at: "a" },
    },
    {
      ...{ id: 2, lot_id: 40, kind: "open", trade_date: "2026-05-04", quantity: -300, price: 33.333333 },
      ...{ ...nothing, ...one },
    },
    {
      ...{ id: 3, lot_id: 40, kind: "close", trade_date: "2026-05-28", quantity: 300, price: 34 },
      ...{ ...nothing, ...one },
    },
    {
      ...{ id: 4, lot_id: 41, kind: "open", trade_date: "2026-05-28", quantity: 2, price: 3.5 },
      ...{ ...nothing, ...one },
    },
  ]);
  const ids = events.map(({ public_id }) => String(public_id));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(4);
});

test("the new tables are empty, and no old one is gone", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const names = () =>
    readRows(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(({ name }) =>
      String(name),
    );
  const old = names();
  using(path, (db) => migrate(db, path, AT, THROUGH));
  const made = names().filter((name) => !old.includes(name));
  expect(old.filter((name) => !names().includes(name))).toEqual([]);
  const counts = made.map((name) => [name, readRows(path, `SELECT 1 FROM "${name}"`).length]);
  expect(counts).toEqual(
    [
      ...["book_change", "idempotency_key", "portfolio_event", "position_greeks", "position_tag"],
      ...["snapshot_gap", "symbol_sector", "tag", "target_price"],
    ].map((name) => [name, 0]),
  );
});

test("a migrated table takes what is new and refuses what it refused, by the same references", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  using(path, (db) => {
    migrate(db, path, AT, THROUGH);
    db.pragma("foreign_keys = ON");
    const event = (lot: number, terms: string) =>
      db.exec(`INSERT INTO lot_event (public_id, lot_id, kind, trade_date, basis_date, quantity, price, fees, source, actor,
        recorded_at, reverses) VALUES ('e' || hex(randomblob(8)), ${lot}, ${terms})`);
    event(41, "'reduce', '2026-05-29', '2026-05-29', -1, 4, 65, 'api', 'nd_', 'x', NULL");
    event(40, "'close', '2026-05-28', '2026-05-27', 300, 34, 0, 'api', 'nd_', 'x', 3");
    const refused = "'open', '2026-05-28', '2026-05-28', 1, 1, 0, 'api', 'nd_', 'x', ";
    expect(() => event(41, `${refused}3`)).toThrow("UNIQUE constraint failed: lot_event.reverses");
    expect(() => event(41, `${refused}99`)).toThrow("FOREIGN KEY constraint failed");
    expect(() => event(99, `${refused}NULL`)).toThrow("FOREIGN KEY constraint failed");
    const named = (id: number) =>
      db.exec(`INSERT INTO portfolio (id, public_id, name, currency, inception, stated_equity, basis_date, created_at)
        VALUES (${id}, 'q${id}', 'One', 'USD', '2026-05-28', 1, '2026-05-28', 'x')`);
    expect(() => named(20)).toThrow("UNIQUE constraint failed: portfolio.name");
    db.exec("UPDATE portfolio SET deleted_at = 'x' WHERE id = 4");
    named(21);
    expect(verifyFile(db, path, THROUGH)).toEqual([]);
  });
});
