import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { ProviderDesk, type ServedProvider } from "../../support/provider-desk.ts";
import { Collecting, eveningOf, FIRST, sessionAfter, WANTED_ANYWAY } from "./collecting.ts";
import { countsOf } from "./stored-counts.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const KNOWN = Array.from({ length: 990 }, (_, at) => `K${String(at).padStart(3, "0")}`);
const ALL = KNOWN.length + WANTED_ANYWAY.length;

const RATES = WANTED_ANYWAY.filter((symbol) => symbol.startsWith("^"));

/** 1,000 symbols after a good first night, in a market that is young: a history that is whole, and soon fetched. */
function knownTo(providers: readonly ServedProvider[]): Promise<Collecting> {
  const from = isoDate("2026-05-18");
  return Collecting.after({ held: KNOWN, from, providers, inception: "2026-05-28" });
}

test("a night of 1,000 known symbols costs Yahoo one chart each, a second run of it nothing", async () => {
  await using known = await knownTo(["yahoo"]);
  expect(known.gaps()).toEqual([]);
  const report = await known.night();
  const { yahoo } = known.providers.servers;
  expect([yahoo.countOf("chart"), yahoo.countOf()]).toEqual([ALL, ALL]);
  expect(new Set(yahoo.requests.map(({ symbol }) => symbol)).size).toBe(ALL);
  expect(countsOf(known, report, "yahoo")).toMatchObject({
    requests: ALL,
    retries: 0,
    filled: ALL,
    bars: ALL,
  });
  expect(report.status).toBe("completed");
  // Each asks for what is missing and five sessions of overlap, to the instant it is.
  const from = sessionAfter(known.session, -5);
  const periods = yahoo.requests.map(({ url }) => [
    Number(url.searchParams.get("period1")) * 1_000 >= Date.parse(`${from}T00:00:00Z`) - 2 * 86_400_000,
    Number(url.searchParams.get("period2")) * 1_000 === Date.parse(eveningOf(known.session)),
  ]);
  expect(periods.every(([isShort, isNow]) => isShort && isNow)).toBe(true);
  known.providers.forget();
  const again = await known.again();
  expect([again.upToDate, known.providers.requests]).toEqual([true, 0]);
});

test("with Polygon only the same night costs three requests: the market's day, its splits, its dividends", async () => {
  // Yahoo knows since when there has been anything of a symbol; from Polygon alone a first night wants years.
  await using known = await knownTo(["yahoo"]);
  const next = sessionAfter(known.session);
  const env = { NIGHTDESK_POLYGON_PLAN: "free" };
  const market = known.market;
  await using only = new ProviderDesk({ market, now: eveningOf(next), providers: ["polygon"], env });
  const before = known.desk.base.rows("SELECT count(*) AS n FROM price_bar");
  const report = await known.night(next, { sources: only.sources });
  const { polygon } = only.servers;
  expect(polygon.requests.map(({ kind }) => kind).sort()).toEqual(["dividends", "grouped", "splits"]);
  expect([only.requests, known.providers.requests]).toEqual([3, 0]);
  // The two rates are none of Polygon's.
  const plain = ALL - RATES.length;
  expect(countsOf(known, report, "polygon")).toMatchObject({ requests: 3, filled: plain, bars: plain });
  expect(known.desk.base.rows("SELECT count(*) AS n FROM price_bar")).toEqual([
    { n: Number(before[0]?.n) + plain },
  ]);
  expect([known.untrue(), known.gaps()]).toEqual([[], RATES.map((rate) => `${rate} ${next}`)]);
  expect(report.status).toBe("completed");
  await known.again({ sources: only.sources });
  expect(only.requests).toBe(3);
});

describe("a backfill", () => {
  const HELD = KNOWN.slice(0, 20);

  test("of 250 nights and 30 symbols costs a chart each", async () => {
    await using fresh = await Collecting.begun({
      held: HELD,
      from: isoDate("2021-01-04"),
      providers: ["yahoo"],
      inception: sessionAfter(FIRST, -249),
    });
    const report = await fresh.night(FIRST);
    expect(report.phases.find(({ phase }) => phase === "phase_2")).toMatchObject({ planned: 250, done: 250 });
    const { yahoo } = fresh.providers.servers;
    expect(yahoo.countOf()).toBeLessThanOrEqual(31);
    expect([yahoo.countOf("chart"), report.status]).toEqual([30, "completed"]);
    expect(fresh.untrue()).toEqual([]);
    // From 1,064 sessions before the first one that is analysed.
    const first = sessionAfter(FIRST, -249 - 1_064);
    expect(fresh.stored("K000").toSorted()[0]).toBe(`K000 ${first}`);
    fresh.providers.forget();
    expect([(await fresh.again()).upToDate, fresh.providers.requests]).toEqual([true, 0]);
  });
});
