import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { TEST_LIMIT_MS } from "../support/command.ts";
import type { Fault } from "../support/market/fault.ts";
import { LAST, Provided } from "./provided.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const ALL = { NIGHTDESK_PROVIDERS: "yahoo,yahooquery,polygon" };
/** Shares that are held or stand for factors; the two rates are Yahoo's alone. */
const [SHARES, RATES] = [10, 2];
const REFUSED: Fault = { kind: "forbidden" };

interface Told {
  readonly status: string;
  readonly reasons: Readonly<Record<string, number>>;
  readonly providers: readonly {
    readonly provider: string;
    readonly requests: number;
    readonly symbols_filled: number;
    readonly outcomes: Readonly<Record<string, number>>;
  }[];
  readonly portfolios: readonly {
    readonly snapshot: { readonly session: string; readonly status: string };
  }[];
}

async function night(provided: Provided, code = 0): Promise<Told> {
  return (await provided.json(["run"], code, ALL)) as Told;
}

/** Symbols that each provider filled in a night. */
function filled({ providers }: Told): Readonly<Record<string, number>> {
  return Object.fromEntries(providers.map(({ provider, symbols_filled: count }) => [provider, count]));
}

test("with Yahoo refusing everything, the night completes by YahooQuery", async () => {
  await using provided = await Provided.held();
  provided.yahoo.fault = () => REFUSED;
  const told = await night(provided);
  expect(told.status).toBe("completed");
  expect(filled(told)).toEqual({ yahoo: 0, yahooquery: SHARES + RATES, polygon: 0 });
  expect(told.providers.find(({ provider }) => provider === "polygon")?.requests).toBe(0);
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
  expect(provided.polygon.countOf("range") + provided.polygon.countOf("grouped")).toBeGreaterThan(0);
  const list = (await provided.json(["portfolio", "list"])) as { session: string; status: string }[];
  expect(JSON.stringify(list)).toContain(`"${LAST}"`);
});

test("with all of them refusing, the night ends and says why", async () => {
  await using provided = await Provided.held();
  for (const server of [provided.yahoo, provided.yahooquery, provided.polygon]) server.fault = () => REFUSED;
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
  expect(provided.yahoo.countOf("crumb") + provided.yahoo.countOf("cookie")).toBe(0);
});

test("neither the key nor a word of the library's own is written anywhere", async () => {
  await using provided = await Provided.held();
  const faults: readonly Fault[] = [
    { kind: "consent_page" },
    { kind: "truncated_json" },
    { kind: "not_found" },
    { kind: "wrong_symbol", instead: "SPY" },
  ];
  provided.yahoo.fault = ({ count }) => faults[count % faults.length] ?? null;
  provided.yahooquery.fault = () => REFUSED;
  const { stdout, stderr, log } = await provided.run(["run", "--log-level", "debug"], ALL);
  expect(provided.polygon.requests.every(({ url }) => !String(url).includes("TEST-KEY"))).toBe(true);
  for (const text of [stdout, stderr, log]) expect(text).not.toContain("TEST-KEY");
  expect(stdout + stderr).not.toMatch(/yahoo-finance2|origTimestampSize|v8\/finance/);
  expect(readFileSync(provided.db).includes("TEST-KEY")).toBe(false);
});
