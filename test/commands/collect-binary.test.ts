import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { openForReading } from "../../db/open.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { addDays, isoDate } from "../../src/platform/iso-date.ts";
import { marketWith } from "../batch/collected-desk.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { POSITIONS_HEADER } from "../support/desk.ts";
import type { Fault } from "../support/market/fault.ts";
import { ProviderServer } from "../support/market/provider-server.ts";
import { LAST, Provided } from "./provided.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const ALL = { NIGHTDESK_PROVIDERS: "yahoo,yahooquery,polygon" };
/** Shares that are held or stand for factors; the two rates are Yahoo's alone. */
const [SHARES, RATES] = [10, 2];
const REFUSED: Fault = { kind: "forbidden" };
const KEY = "TEST-KEY";

interface Count {
  readonly provider: string;
  readonly requests: number;
  readonly symbols_filled: number;
  readonly bars: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

interface Told {
  readonly batch_run_id: string;
  readonly status: string;
  readonly to: string;
  readonly reasons: Readonly<Record<string, number>>;
  readonly providers: readonly Count[];
  readonly portfolios: readonly { readonly snapshot: { readonly date: string; readonly status: string } }[];
}

function rows<T>(db: string, sql: string, ...values: readonly string[]): T[] {
  const reader = openForReading(db, 1_000);
  try {
    return reader.prepare(sql).all(...values) as T[];
  } finally {
    reader.close();
  }
}

/** Runs a night, and sees to it that what it tells of the providers is what is stored of them. */
async function night(provided: Provided, code = 0, env: Readonly<Record<string, string>> = ALL) {
  const told = (await provided.json(["run"], code, env)) as Told;
  const stored = rows<Count & { outcomes: string }>(
    provided.db,
    `SELECT provider, requests, symbols_filled, bars, outcomes FROM batch_provider WHERE run_id = ? ORDER BY 1`,
    told.batch_run_id,
  );
  const counts = told.providers.map(({ provider, requests, symbols_filled, bars, outcomes }) => {
    return { provider, requests, symbols_filled, bars, outcomes };
  });
  expect(stored.map((row) => ({ ...row, outcomes: JSON.parse(row.outcomes) }))).toEqual(
    counts.toSorted((a, b) => (a.provider < b.provider ? -1 : 1)),
  );
  return told;
}

/** Symbols that each provider filled in a night. */
function filled({ providers }: Told): Readonly<Record<string, number>> {
  return Object.fromEntries(providers.map(({ provider, symbols_filled: count }) => [provider, count]));
}

/** Symbols with a stored bar of the last session, by who it came from. */
function sources(provided: Provided): Readonly<Record<string, number>> {
  const found = rows<{ source: string; n: number }>(
    provided.db,
    "SELECT source, count(*) AS n FROM price_bar WHERE session = ? GROUP BY source",
    LAST,
  );
  return Object.fromEntries(found.map(({ source, n }) => [source, n]));
}

test("with Yahoo refusing everything, the night completes by YahooQuery", async () => {
  await using provided = await Provided.held();
  provided.yahoo.fault = () => REFUSED;
  const told = await night(provided);
  expect(told.status).toBe("completed");
  expect(filled(told)).toEqual({ yahoo: 0, yahooquery: SHARES + RATES, polygon: 0 });
  expect(told.providers.map(({ provider, requests }) => [provider, requests])).toEqual([
    ["yahoo", provided.yahoo.countOf()],
    ["yahooquery", SHARES + RATES],
    ["polygon", 0],
  ]);
  expect(sources(provided)).toEqual({ yahooquery: SHARES + RATES });
  // Five refusals in a row, and those that were under way beside them: the others are not even asked.
  expect(provided.yahoo.countOf()).toBeLessThan(SHARES + RATES);
  expect(provided.yahooquery.countOf("chart")).toBe(SHARES + RATES);
  const again = await night(provided);
  expect([again.status, provided.yahooquery.countOf()]).toEqual(["completed", SHARES + RATES]);
});

test("with both roads to Yahoo refusing, the night completes from Polygon", async () => {
  await using provided = await Provided.held();
  provided.yahoo.fault = () => REFUSED;
  provided.yahooquery.fault = () => REFUSED;
  const told = await night(provided);
  expect(told.status).toBe("completed");
  expect(filled(told)).toEqual({ yahoo: 0, yahooquery: 0, polygon: SHARES });
  expect(sources(provided)).toEqual({ polygon: SHARES });
  expect(told.portfolios.map(({ snapshot }) => [snapshot.date, snapshot.status])).toEqual([
    [LAST, "complete"],
  ]);
});

test("with all of them refusing, the night ends and says why", async () => {
  await using provided = await Provided.held();
  for (const server of [provided.yahoo, provided.yahooquery, provided.polygon]) server.fault = () => REFUSED;
  const told = await night(provided, 3);
  expect(told.status).toBe("partial");
  expect(filled(told)).toEqual({ yahoo: 0, yahooquery: 0, polygon: 0 });
  expect(told.reasons.refused).toBe(SHARES);
  const { code, stdout } = await provided.run(["run"], ALL);
  expect(code).toBe(3);
  expect(stdout).toContain(`0 of ${SHARES + RATES} symbols have a good close of ${LAST}: 0.0 % (degraded)`);
  expect(stdout).toContain("refused: the provider's key or plan does not permit it");
  expect((await provided.run(["verify"])).code).toBe(0);
});

test("with every crumb refused prices come all the same, and no crumb is asked for", async () => {
  await using provided = await Provided.held();
  provided.yahoo.fault = ({ kind }) => (kind === "chart" ? null : { kind: "too_many_requests" });
  expect(filled(await night(provided))).toEqual({ yahoo: SHARES + RATES, yahooquery: 0, polygon: 0 });
  expect(provided.yahoo.countOf("chart")).toBe(provided.yahoo.countOf());
});

test("with no clock pinned, it collects through the last session that is really over", async () => {
  const calendar = calendarOf("XNYS");
  const lastOver = () => calendar.lastCompletedSession(Date.now());
  const before = lastOver();
  const session = (back: number) => calendar.sessionAt(calendar.ordinalOf(before) - back);
  // Past today, so that a session under way has its unfinished bar, and no night may take it for a close.
  const bounds = { from: session(60), to: addDays(before, 7), dividends: {} };
  const market = marketWith(["AAA", "BBB"], bounds);
  await using yahoo = new ProviderServer({ provider: "yahoo", market, now: Date.now });
  await using work = new Workplace();
  const db = work.path("desk.db");
  const env = {
    NIGHTDESK_PROVIDERS: "yahoo",
    NIGHTDESK_FUNDAMENTALS: "off",
    NIGHTDESK_YAHOO_URL: yahoo.origin,
  };
  const lots = ["AAA", "BBB"].map((symbol) => `${symbol},10,50,${session(10)}`);
  const book = work.write("book.csv", [POSITIONS_HEADER, ...lots, ""].join("\n"));
  const terms = ["--name", "One", "--equity", "9000", "--db", db];
  expect((await work.run(["portfolio", "import", book, ...terms], { env })).code).toBe(0);
  const { code, stdout, stderr } = await work.run(["run", "--json", "--db", db], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const told = JSON.parse(stdout) as Told;
  expect([told.status, filled(told)]).toEqual(["completed", { yahoo: SHARES + RATES }]);
  // A session may end while this runs.
  expect([String(before), String(lastOver())]).toContain(told.to);
  expect(rows(db, "SELECT DISTINCT max(session) AS last FROM price_bar GROUP BY symbol_id")).toEqual([
    { last: told.to },
  ]);
  const closes = rows<{ close: number }>(
    db,
    "SELECT close FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = 'AAA' AND session = ?",
    told.to,
  );
  expect(closes).toEqual([{ close: market.find("AAA")?.bars.get(isoDate(told.to))?.close ?? 0 }]);
  const [snapshot] = told.portfolios;
  expect(snapshot?.snapshot).toMatchObject({ date: told.to, status: "complete" });
});

test.each<[string, string, Fault | null]>([
  ["that answers", KEY, null],
  ["that refuses", KEY, REFUSED],
  ["that knows another key", "ANOTHER-KEY", null],
  ["that is broken", KEY, { kind: "consent_page" }],
])("with a Polygon %s, neither the key nor a word of the library's own is written", async (_, key, fault) => {
  await using provided = await Provided.held();
  const faults: readonly Fault[] = [
    // The library itself prints the address of whatever has another status than 200.
    REFUSED,
    { kind: "not_found" },
    { kind: "consent_page" },
    { kind: "truncated_json" },
    { kind: "nan" },
    { kind: "wrong_symbol", instead: "SPY" },
  ];
  provided.yahoo.fault = ({ count }) => faults[count % faults.length] ?? null;
  provided.yahooquery.fault = () => REFUSED;
  provided.polygon.key = key;
  provided.polygon.fault = () => fault;
  const { stdout, stderr, log } = await provided.run(["run", "--log-level", "debug"], ALL);
  expect(log).toContain("run ended");
  // It went out, in the header.
  const { requests } = provided.polygon;
  expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${KEY}`);
  expect(requests.filter(({ url }) => String(url).includes(KEY))).toEqual([]);
  for (const text of [stdout, stderr, log]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toMatch(/yahoo-finance2|gadicc|origTimestampSize|v8\/finance/);
  }
  // The database, its write-ahead log, and whatever else was left in the folder.
  const files = readdirSync(provided.work.folder, { recursive: true, withFileTypes: true });
  const written = files.filter((file) => file.isFile()).map((file) => `${file.parentPath}/${file.name}`);
  expect(written).toContain(provided.db);
  expect(written.filter((path) => readFileSync(path).includes(KEY))).toEqual([]);
});
