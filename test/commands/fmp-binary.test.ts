import { expect, setDefaultTimeout, test } from "bun:test";
import { openForReading } from "../../db/open.ts";
import type { SymbolView } from "../../src/batch/symbol-view.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { ProvidedCompanies } from "./provided-companies.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const BOUGHT = isoDate("2026-05-01");
const HELD = { AAPL: 10, BBB: 7 } as const;
/** Shares and funds of the market; the two rates beside them are Yahoo's alone. */
const SHARES = 10;
const EQUITY = 9_000;

interface Count {
  readonly provider: string;
  readonly requests: number;
  readonly symbols_filled: number;
  readonly outcomes: Readonly<Record<string, number>>;
}
interface Told {
  readonly batch_run_id: string;
  readonly status: string;
  readonly to: string;
  readonly phases: readonly { readonly phase_id: string; readonly planned: number }[];
  readonly providers: readonly Count[];
  readonly portfolios: readonly { readonly snapshot: { readonly status: string; readonly equity: number } }[];
}

async function begun(): Promise<ProvidedCompanies> {
  return ProvidedCompanies.held((close) =>
    Object.entries(HELD).map(
      ([symbol, quantity]) => `${symbol},${quantity},${close(symbol, BOUGHT)},${BOUGHT}`,
    ),
  );
}

/** What the book is worth to the cent: what was stated, what its shares have gained since they were bought, and what they paid. */
function worth({ market }: ProvidedCompanies, session: string): number {
  const cents = (amount = 0) => Math.round(amount * 100);
  const gains = Object.entries(HELD).map(([symbol, quantity]) => {
    const { bars, dividends = [] } = market.find(symbol) ?? {};
    const paid = dividends.filter(({ exDate }) => exDate > BOUGHT && exDate <= session);
    const [then, now] = [bars?.get(BOUGHT)?.close, bars?.get(isoDate(session))?.close];
    const income = paid.reduce((sum, { amount }) => sum + cents(amount), 0);
    return quantity * (cents(now) - cents(then) + income);
  });
  return (cents(EQUITY) + gains.reduce((sum, each) => sum + each, 0)) / 100;
}

function rows<T>(db: string, sql: string, ...values: readonly string[]): T[] {
  const reader = openForReading(db, 1_000);
  try {
    return reader.prepare(sql).all(...values) as T[];
  } finally {
    reader.close();
  }
}

const planned = ({ phases }: Told) => Object.fromEntries(phases.map((each) => [each.phase_id, each.planned]));

test("with Yahoo, YahooQuery and Polygon down the night completes from FMP", async () => {
  await using desk = await begun();
  const { fmp, ...others } = desk.servers;
  for (const server of Object.values(others)) server.fault = () => ({ kind: "server_error", status: 503 });
  const told = await desk.json<Told>(["run"]);
  expect(told.status).toBe("completed");
  expect(told.portfolios.map(({ snapshot }) => [snapshot.status, snapshot.equity])).toEqual([
    ["complete", worth(desk, told.to)],
  ]);

  const counts = told.providers.map(({ provider, requests, symbols_filled: filled }) => {
    return [provider, requests, filled];
  });
  expect(counts).toEqual([
    ["yahoo", others.yahoo.countOf(), 0],
    ["yahooquery", others.yahooquery.countOf(), 0],
    ["polygon", others.polygon.countOf(), 0],
    ["fmp", fmp.countOf(), SHARES],
  ]);
  expect(told.providers.at(-1)?.outcomes).toMatchObject({ bars: SHARES, told: 3 * SHARES, statements: 2 });
  const stored = rows<Count & { outcomes: string }>(
    desk.db,
    "SELECT provider, requests, symbols_filled, outcomes FROM batch_provider WHERE run_id = ?",
    told.batch_run_id,
  );
  const byName = (a: { provider: string }, b: { provider: string }) => (a.provider < b.provider ? -1 : 1);
  expect(stored.map((row) => ({ ...row, outcomes: JSON.parse(row.outcomes) })).sort(byName)).toEqual(
    told.providers
      .map(({ provider, requests, symbols_filled, outcomes }) => ({
        provider,
        requests,
        symbols_filled,
        outcomes,
      }))
      .sort(byName),
  );

  const { profile, statements } = await desk.json<SymbolView>(["symbol", "AAPL"]);
  const company = desk.companies.find("AAPL");
  const { name, sector, employees } = company ?? {};
  expect(profile.identity).toMatchObject({
    source: "fmp",
    missing: null,
    values: { name, sector, employees },
  });
  expect(profile.beta).toMatchObject({ source: "fmp", values: { definition: "fmp_unstated" } });
  expect(profile.ratios).toMatchObject({
    values: null,
    reason: expect.stringMatching(/^(transport|not_asked)$/),
  });
  const visible = desk.companies.periodsVisibleAt("AAPL", Date.now());
  for (const frequency of ["annual", "quarterly"] as const) {
    const truth = visible.filter((each) => each.frequency === frequency).reverse();
    const periods = statements.periods[frequency];
    expect(periods).toHaveLength(4);
    for (const [at, { period_end: end, statements: own }] of periods.entries()) {
      const { figures } = truth[at] ?? {};
      const lines = { total_revenue: figures?.income_statement.totalRevenue };
      expect([end, own.income_statement]).toMatchObject([truth[at]?.end, { source: "fmp", lines }]);
      expect(Object.keys(own).sort()).toEqual(["balance_sheet", "cash_flow", "income_statement"]);
    }
  }
  expect(statements.periods.trailing).toEqual([]);

  desk.forget();
  const again = await desk.json<Told>(["run"]);
  expect(again.status).toBe("completed");
  expect(planned(again)).toMatchObject({ phase_0: 0, phase_1_5: 0, phase_2: 0, phase_3: 0 });
  // FMP has told all that it has; of the rates nobody has told yet.
  expect(fmp.countOf()).toBe(0);
  const asked = Object.values(others).flatMap(({ requests }) => requests.map(({ symbol }) => symbol));
  expect(asked.filter((symbol) => symbol?.startsWith("^") !== true)).toEqual([]);
});

test("with FMP alone a second run does nothing and asks nobody", async () => {
  await using desk = await begun();
  const env = { NIGHTDESK_PROVIDERS: "fmp" };
  const told = await desk.json<Told>(["run"], { env });
  expect([told.status, told.portfolios[0]?.snapshot.equity]).toEqual(["completed", worth(desk, told.to)]);
  desk.forget();
  const again = await desk.json<Told>(["run"], { env });
  expect([again.status, desk.requests]).toEqual(["completed", 0]);
  expect(planned(again)).toMatchObject({ phase_0: 0, phase_1_5: 0, phase_2: 0, phase_3: 0 });
});

test("with Yahoo up, its library gets its crumb by itself, and everything is told", async () => {
  await using desk = await begun();
  const told = await desk.json<Told>(["run"]);
  expect([told.status, told.portfolios[0]?.snapshot.equity]).toEqual(["completed", worth(desk, told.to)]);
  const { yahoo, ...others } = desk.servers;
  expect([yahoo.countOf("crumb"), yahoo.countOf("quote") > 0]).toEqual([1, true]);
  expect(Object.values(others).map((server) => server.countOf())).toEqual([0, 0, 0]);

  const { profile, statements } = await desk.json<SymbolView>(["symbol", "AAPL"]);
  const { sector_weights: weights, ...groups } = profile;
  for (const group of Object.values(groups)) {
    expect(group).toMatchObject({ source: "yahoo", reason: null, missing: null, values: expect.anything() });
  }
  expect(weights).toMatchObject({ values: null, reason: "not_applicable" });
  for (const periods of Object.values(statements.periods)) {
    expect(periods.length).toBeGreaterThan(0);
    for (const { computed } of periods)
      for (const { value, reason } of Object.values(computed)) expect(value === null).toBe(reason !== null);
  }
  desk.forget();
  const again = await desk.json<Told>(["run"]);
  expect([again.status, desk.requests]).toEqual(["completed", 0]);
});
