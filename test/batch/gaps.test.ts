import { expect, setDefaultTimeout, test } from "bun:test";
import { BookChangeStatements } from "../../db/bulk/book-changes.ts";
import { SNAPSHOT_METHOD } from "../../src/portfolio/snapshot.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import type { Desk } from "../support/desk.ts";
import { madeDesk, sessionsFrom } from "./made-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FIRST = "2026-05-26";
/** A day before today, which is not over yet on an exchange that nobody keeps the hours of. */
const LAST = "2026-05-28";
const SESSIONS = sessionsFrom(FIRST, LAST);
const RATE_FROM_SECOND = `symbol,date,close\nGBPUSD=X,${SESSIONS[1]},1.25\nGBPUSD=X,${LAST},1.5\n`;

const gaps = (desk: Desk) =>
  desk.base.rows("SELECT session, reason, method FROM snapshot_gap ORDER BY session");
const sessions = (desk: Desk, table: string) =>
  desk.base.rows<{ session: string }>(`SELECT DISTINCT session FROM ${table} ORDER BY 1`);

/** A desk with a listing of London's, of whose currency nothing is known, beside a portfolio of New York's. */
async function abroad(): Promise<Desk> {
  const desk = await madeDesk("2026-05-01");
  const closes = SESSIONS.map((session, at) => `VOD.L,${session},${7_000 + 100 * at}`);
  await desk.base.importText(["symbol,date,close", ...closes, ""].join("\n"));
  await desk.openLots("abroad", [`VOD.L,10,7000,${FIRST}`], { equity: "100000" });
  await desk.openLots("home", [`N01,10,100,${FIRST}`], { equity: "100000" });
  return desk;
}

/** Tells the currency as a provider does. */
async function tell(desk: Desk, currency: string): Promise<void> {
  const { writer } = desk.base;
  await writer.transact("test", () => {
    writer.db.prepare("UPDATE symbol SET currency = ? WHERE symbol = 'VOD.L'").run(currency);
    new BookChangeStatements(writer.db).addForHolders("VOD.L");
  });
}

test("a session whose books cannot be told is skipped for the reason, has no figures, and holds up nobody", async () => {
  await using desk = await abroad();
  const { status, reasons, phases } = await desk.run({ to: LAST });
  expect(status).toBe("partial");
  expect(phases.find(({ phase }) => phase === "phase_2")).toMatchObject({ planned: 6, done: 3, skipped: 3 });
  expect(reasons.get("unknown_currency")).toBeGreaterThanOrEqual(3);
  expect(gaps(desk)).toEqual(
    SESSIONS.map((session) => ({ session, reason: "unknown_currency", method: SNAPSHOT_METHOD })),
  );
  const valued = desk.base.rows("SELECT l.symbol FROM position_value v JOIN lot l ON l.id = v.lot_id");
  expect(valued).toEqual([{ symbol: "N01" }]);
  expect(() => desk.report("abroad", LAST)).toThrow("has no snapshot");
  expect(desk.report("home", LAST).snapshot.status).toBe("complete");
  // What is known not to be known is no work for the next night.
  expect(await desk.plan({ to: LAST })).toMatchObject({ empty: true });
});

test("once it is told, and a rate is there, the sessions are told that have one, and the others say what is missing", async () => {
  await using desk = await abroad();
  await desk.run({ to: LAST });
  await tell(desk, "GBp");
  await desk.run({ to: LAST });
  expect(gaps(desk).map(({ reason }) => reason)).toEqual(["no_fx_rate", "no_fx_rate", "no_fx_rate"]);
  await desk.base.importText(`symbol,date,close\nGBPUSD=X,${FIRST},1.25\nGBPUSD=X,${LAST},1.5\n`);
  await desk.run({ to: LAST });
  expect(gaps(desk)).toEqual([]);
  const { snapshot, positions } = desk.report("abroad", LAST);
  // 10 x 72.00 pounds at 1.50; the books began with 10 x 70.00 at 1.25.
  expect(snapshot).toMatchObject({ long_value: 1_080, equity: 100_205, cumulative_pnl: 205 });
  expect(positions[0]).toMatchObject({ fx_rate: 0.015, price: 7_200, market_value: 1_080, entry_value: 875 });
  expect((await desk.plan({ to: LAST })).empty).toBe(true);
});

test("a rate that goes missing again takes back what was published, and keeps it as a revision", async () => {
  await using desk = await abroad();
  await tell(desk, "GBp");
  await desk.base.importText(`symbol,date,close\nGBPUSD=X,${FIRST},1.25\nGBPUSD=X,${LAST},1.5\n`);
  await desk.run({ to: LAST });
  expect(sessions(desk, "snapshot")).toHaveLength(3);
  await tell(desk, "CHF");
  await desk.run({ to: LAST });
  expect(gaps(desk).map(({ reason }) => reason)).toEqual(["no_fx_rate", "no_fx_rate", "no_fx_rate"]);
  const kept = desk.base.rows(
    "SELECT part, count(*) AS n FROM snapshot_revision GROUP BY 1 ORDER BY n DESC, 1",
  );
  expect(kept.map(({ part, n }) => [part, n])).toEqual(
    ["market_beta", "sector_exposure", "snapshot", "volatility"].map((part) => [part, 3]),
  );
  expect(
    desk.base.rows(
      "SELECT name FROM portfolio p WHERE EXISTS (SELECT 1 FROM snapshot WHERE portfolio_id = p.id)",
    ),
  ).toEqual([{ name: "home" }]);
});

test("without a rate at the inception no later session can be told", async () => {
  await using desk = await abroad();
  await tell(desk, "GBp");
  await desk.base.importText(RATE_FROM_SECOND);
  await desk.run({ to: LAST });
  expect(gaps(desk).map(({ reason }) => reason)).toEqual(["no_fx_rate", "no_fx_rate", "no_fx_rate"]);
});
