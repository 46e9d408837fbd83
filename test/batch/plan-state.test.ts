import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { isEmpty } from "../../src/batch/plan.ts";
import { readPlanState } from "../../src/batch/plan-state.ts";
import { planRun } from "../../src/batch/planner.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import { ENGINE_METHODS } from "../../src/compute/estimate-portfolios.ts";
import { PRIOR_METHOD } from "../../src/compute/estimate-priors.ts";
import { SYMBOL_METHOD } from "../../src/compute/estimate-symbols.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { Portfolio } from "../../src/portfolio/portfolio.ts";
import { SNAPSHOT_METHOD } from "../../src/portfolio/snapshot.ts";
import { faultOf } from "../db/fault.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { nightOn, portfolioOf, sharesOf, walkCsv } from "./small-night.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const TO = isoDate("2026-05-29");
const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2026-05-18"), TO);
const scopeOf = (part: Partial<RunScope> = {}): RunScope => ({
  from: null,
  to: TO,
  portfolios: null,
  force: false,
  ...part,
});

let base: TemporaryDatabase;
let [alpha, beta] = [null, null] as unknown as readonly [Portfolio, Portfolio];
const read = (part: Partial<RunScope> = {}) => readPlanState(base.writer.db, scopeOf(part), null);
const planned = (part: Partial<RunScope> = {}) => planRun(read(part), scopeOf(part));

beforeAll(async () => {
  base = new TemporaryDatabase();
  await base.importText(walkCsv(1, ["SPY", "AAPL", "MSFT", "IDLE"], "2026-04-01", TO));
  // Named so that the order of the names is not that of the ids.
  beta = await portfolioOf(base, "Beta", [
    sharesOf("MSFT", 5, 100, "2026-05-18"),
    sharesOf("NONE", 1, 5, "2026-05-18"),
  ]);
  alpha = await portfolioOf(base, "Alpha", [
    sharesOf("AAPL", 10, 100, "2026-05-18", { date: "2026-05-21", price: 101 }),
    sharesOf("AAPL", 3, 100, "2026-05-18"),
  ]);
  await nightOn(base, { to: TO });
});

afterAll(() => base[Symbol.dispose]());

/** Tries something on the database and takes it back. */
function trying<T>(sql: string, work: () => T): T {
  const { db } = base.writer;
  db.exec("BEGIN");
  try {
    db.exec(sql);
    return work();
  } finally {
    db.exec("ROLLBACK");
  }
}

describe("the state of a database after its night", () => {
  test("has all that was derived, so that nothing is to be done", () => {
    const state = read();
    const rows = (method: string) => SESSIONS.map((session) => ({ session, method, seen: 0 }));
    expect(state.portfolios.map(({ portfolio }) => portfolio)).toEqual([alpha, beta]);
    for (const { snapshots, risk, valuesCurrent } of state.portfolios) {
      expect(snapshots).toEqual(rows(SNAPSHOT_METHOD));
      for (const engine of ["market_beta", "volatility", "sector_exposure"] as const) {
        expect(risk[engine]).toEqual(rows(ENGINE_METHODS[engine]));
      }
      expect(valuesCurrent).toBe(true);
    }
    expect(state.priors).toEqual(rows(PRIOR_METHOD).map((row) => ({ ...row, members: null })));
    expect(state.estimates.get("AAPL")).toEqual(rows(SYMBOL_METHOD));
    expect(state).toMatchObject({ hasAll: true, changes: [], seen: 0 });
    expect(isEmpty(planned())).toBe(true);
  });

  test("has the held symbols and the factors' proxies that are stored, and no others", () => {
    const { symbols, estimates } = read();
    expect([...symbols.keys()]).toEqual(["AAPL", "MSFT", "SPY"]);
    expect([...estimates.keys()]).toEqual(["AAPL", "MSFT", "SPY"]);
    expect(symbols.get("AAPL")).toMatchObject({ symbol: "AAPL", first: "2026-04-01", last: TO });
    expect(planned().collect).toEqual({ missing: ["NONE"], needs: null });
  });

  test("of one portfolio is that one's alone", () => {
    const state = read({ portfolios: [alpha.publicId] });
    expect(state.portfolios.map(({ portfolio }) => portfolio)).toEqual([alpha]);
    expect([...state.symbols.keys()]).toEqual(["AAPL", "SPY"]);
    expect(state.hasAll).toBe(false);
    expect(read({ portfolios: [beta.publicId, alpha.publicId] })).toEqual(read());
    const plan = planned({ portfolios: [beta.publicId], force: true });
    expect(new Set([...plan.accounts, ...plan.values, ...plan.engines].map(({ name }) => name))).toEqual(
      new Set(["Beta"]),
    );
    expect(plan.isWhole).toBe(false);
  });

  test.each([
    ["a value that is another", "UPDATE position_value SET market_value = market_value + 1"],
    ["another price", "UPDATE position_value SET last_price = last_price + 0.01"],
    ["another day of the price", "UPDATE position_value SET price_date = '2026-05-01'"],
    ["another gain", "UPDATE position_value SET unrealized_pnl = NULL"],
    ["values of an older session", "UPDATE position_value SET session = '2026-05-28'"],
    ["no values", "DELETE FROM position_value"],
    [
      "a value of a closed lot",
      `INSERT INTO position_value SELECT l.id, '2026-05-29', NULL, NULL, 0, NULL FROM lot l
       WHERE l.id NOT IN (SELECT lot_id FROM position_value)`,
    ],
  ])("knows that position values are not the newest snapshot's: %s", (_, sql) => {
    trying(sql, () => {
      expect(read().portfolios.map(({ valuesCurrent }) => valuesCurrent)).toContain(false);
      expect(planned().values).toContainEqual(expect.objectContaining({ session: TO }));
    });
    expect(planned().values).toEqual([]);
  });

  test("has one row of priors a session, of the least that its windows have", () => {
    const enough = "UPDATE beta_prior SET mu = 1, tau2 = 1, reason = NULL WHERE session = '2026-05-20'";
    const sql = `${enough}; UPDATE beta_prior SET method = 'beta_prior/0', members = 'X Y' WHERE session = '2026-05-20' AND window = 90`;
    trying(`${sql}; UPDATE beta_prior SET seen = 4 WHERE session = '2026-05-20' AND window = 252`, () => {
      const row = read().priors.find(({ session }) => session === "2026-05-20");
      expect(row).toMatchObject({ method: "beta_prior/0", seen: 0 });
      expect(row?.members).toContain("X Y");
      expect(read().priors).toHaveLength(SESSIONS.length);
    });
  });

  test("is read of nothing half published", async () => {
    const fault = await faultOf("busy", () =>
      trying("UPDATE import SET status = 'publishing'", () => read()),
    );
    expect(fault.message).toContain(base.path);
  });
});

test("a night forgets the changes it has seen, and the newest one's number stays", async () => {
  using own = new TemporaryDatabase();
  await own.importText(walkCsv(1, ["SPY", "AAPL"], "2026-04-01", TO));
  await portfolioOf(own, "One", [sharesOf("AAPL", 5, 100, "2026-05-18")]);
  const { db } = own.writer;
  const changes = () =>
    readPlanState(db, scopeOf(), null).changes.map(({ id, from, until }) => `${id}: ${from} until ${until}`);
  const seen = () => readPlanState(db, scopeOf(), null).seen;
  expect(seen()).toBe(0);
  await nightOn(own, { to: TO });
  await own.importText("symbol,date,close\nAAPL,2026-05-20,150\n");
  expect(changes()).toEqual(["1: 2026-05-20 until 2026-05-21"]);
  // Not all of it is looked at, so the change may matter yet.
  await nightOn(own, { to: TO, from: isoDate("2026-05-28") });
  expect(changes()).toHaveLength(1);
  await nightOn(own, { to: TO });
  expect(changes()).toEqual([]);
  expect(seen()).toBe(1);
  expect(isEmpty(planRun(readPlanState(db, scopeOf(), null), scopeOf()))).toBe(true);
});
