import { expect, setDefaultTimeout, test } from "bun:test";
import { ReferenceChangeStatements } from "../../db/bulk/reference-changes.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { setWatched } from "../../src/market/collect/watch-list.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { Desk } from "../support/desk.ts";
import { correct, LAST, madeDesk } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const FIRST = "2025-03-03";
const INCEPTION = isoDate("2026-05-01");
const SESSIONS = calendarOf("XNYS").sessionsBetween(INCEPTION, LAST);

interface MetricRow {
  readonly symbol: string;
  readonly session: string;
  readonly [column: string]: string | number | null;
}

const metricsIn = (desk: Desk) =>
  desk.base.rows<MetricRow>(
    "SELECT s.symbol, m.* FROM symbol_metric m JOIN symbol s ON s.id = m.symbol_id ORDER BY s.symbol, m.session",
  );

/** Keys of rows that differ in anything but in what they have seen. */
function changed(before: readonly MetricRow[], after: readonly MetricRow[]): string[] {
  const text = ({ seen: _, ...row }: MetricRow) => JSON.stringify(row);
  const old = new Map(before.map((row) => [`${row.symbol} ${row.session}`, text(row)]));
  return after
    .filter((row) => old.get(`${row.symbol} ${row.session}`) !== text(row))
    .map((row) => `${row.symbol} ${row.session}`);
}

const plannedMetrics = async (desk: Desk) =>
  (await desk.plan()).phases
    .flatMap(({ units }) => units)
    .filter(({ key }) => key.startsWith("metrics:"))
    .map(({ key, why, sessions }) => [key, why, sessions]);

async function held(): Promise<Desk> {
  const desk = await madeDesk(FIRST);
  await desk.openLots("one", [`N01,100,100,${INCEPTION}`, `N02,200,100,${INCEPTION}`], { equity: "100000" });
  return desk;
}

test("a night makes the metrics of all that is held and of the market, once", async () => {
  await using desk = await held();
  const { status, phases } = await desk.run();
  expect([status, phases.at(-1)?.failed]).toEqual(["completed", 0]);
  const rows = metricsIn(desk);
  expect(rows.map(({ symbol, session }) => `${symbol} ${session}`)).toEqual(
    ["N01", "N02", "SPY"].flatMap((symbol) => SESSIONS.map((session) => `${symbol} ${session}`)),
  );
  expect(rows.every((row) => row.total_return_1d !== null && row.total_return_1y !== null)).toBe(true);
  expect(await plannedMetrics(desk)).toEqual([]);
  const steps = desk.base.rows(
    "SELECT key, count(*) AS n FROM batch_step WHERE phase = 'phase_3' AND key LIKE 'metrics:%' GROUP BY key ORDER BY key",
  );
  expect(steps).toEqual(
    ["N01", "N02", "SPY"].map((symbol) => ({ key: `metrics:${symbol}`, n: SESSIONS.length })),
  );
});

test("a corrected close makes the metrics that rest on it anew, and writes no others", async () => {
  await using desk = await held();
  await desk.run();
  const before = metricsIn(desk);
  const corrected = "2026-05-20";
  await correct(desk, "N01", corrected, 1.01);
  const from = SESSIONS.filter((session) => session >= corrected);
  expect(await plannedMetrics(desk)).toEqual([["metrics:N01", "stale", from.length]]);
  await desk.run();
  const after = metricsIn(desk);
  // Of later sessions the close is in what they rest on, whether a figure shows it or not.
  expect(changed(before, after)).toEqual(from.map((session) => `N01 ${session}`));
  const returns = (rows: readonly MetricRow[], session: string) =>
    rows.find((row) => row.symbol === "N01" && row.session === session)?.total_return_1d;
  expect(returns(after, corrected)).not.toBe(returns(before, corrected) as number);
  expect(returns(after, LAST)).toBe(returns(before, LAST) as number);
  expect(await plannedMetrics(desk)).toEqual([]);
});

test("what comes to be known of a company makes its metrics anew from that day on", async () => {
  await using desk = await held();
  await desk.run();
  const before = metricsIn(desk);
  const day = "2026-05-26";
  const { db } = desk.base.writer;
  const id = desk.base.rows("SELECT id FROM symbol WHERE symbol = 'N02'")[0]?.id as number;
  db.prepare(
    "INSERT INTO valuation (symbol_id, as_of, source, currency, market_cap, trailing_pe) VALUES (?, ?, 'yahoo', 'USD', 5e9, 12)",
  ).run(id, day);
  new ReferenceChangeStatements(db).add(id, day);
  const from = SESSIONS.filter((session) => session >= day);
  expect(await plannedMetrics(desk)).toEqual([["metrics:N02", "stale", from.length]]);
  await desk.run();
  const after = metricsIn(desk);
  expect(changed(before, after)).toEqual(from.map((session) => `N02 ${session}`));
  const own = after.filter(({ symbol }) => symbol === "N02");
  for (const { session, market_cap: cap, reasons } of own) {
    const isKnown = session >= day;
    expect(cap).toBe(isKnown ? 5e9 : null);
    expect((JSON.parse(String(reasons)) as Record<string, string>).market_cap).toBe(
      (isKnown ? undefined : "not_known_then") as never,
    );
  }
  expect(desk.base.rows("SELECT * FROM reference_change")).toEqual([]);
  expect(await plannedMetrics(desk)).toEqual([]);
});

test("a mark that changes nothing rewrites no row", async () => {
  await using desk = await held();
  await desk.run();
  const before = metricsIn(desk);
  const id = desk.base.rows("SELECT id FROM symbol WHERE symbol = 'N02'")[0]?.id as number;
  new ReferenceChangeStatements(desk.base.writer.db).add(id, INCEPTION);
  const { phases } = await desk.run();
  expect(phases.at(-1)).toMatchObject({ planned: SESSIONS.length, done: 0, skipped: SESSIONS.length });
  expect(changed(before, metricsIn(desk))).toEqual([]);
});

test("of a symbol that is only watched there are those of each night, and a later correction finds them", async () => {
  await using desk = new Desk();
  const closes = SESSIONS.map((session, at) => `WATCHED,${session},${100 + at}`);
  await desk.base.importText(`${["symbol,date,close", ...closes].join("\n")}\n`);
  await setWatched(desk.base.writer, "WATCHED" as never, true, desk.now());
  for (const to of ["2026-05-28", "2026-05-29"]) await desk.run({ to });
  const before = metricsIn(desk);
  expect(before.map(({ session }) => session)).toEqual(["2026-05-28", "2026-05-29"]);
  expect(JSON.parse(String(before[0]?.reasons))).toMatchObject({ total_return_ytd: "insufficient_history" });
  await correct(desk, "WATCHED", "2026-05-28", 1.1);
  expect(await plannedMetrics(desk)).toEqual([["metrics:WATCHED", "stale", 2]]);
  await desk.run();
  expect(changed(before, metricsIn(desk)).length).toBe(2);
});
