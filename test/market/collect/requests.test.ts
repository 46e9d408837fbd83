import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { Collecting, countsOf, eveningOf, FIRST, sessionAfter, WANTED_ANYWAY } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const KNOWN = Array.from({ length: 990 }, (_, at) => `K${String(at).padStart(3, "0")}`);
const ALL = KNOWN.length + WANTED_ANYWAY.length;

test("a night of 1,000 known symbols costs Yahoo one chart each, a second run of it nothing", async () => {
  await using known = await Collecting.after({
    held: KNOWN,
    from: isoDate("2026-05-18"),
    providers: ["yahoo"],
    inception: "2026-05-28",
  });
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

test("the same night costs Polygon three requests: the market's day, its splits, its dividends", async () => {
  const env = { NIGHTDESK_POLYGON_PLAN: "free" };
  await using known = await Collecting.after({
    held: KNOWN,
    from: isoDate("2026-05-18"),
    providers: ["yahoo", "polygon"],
    inception: "2026-05-28",
    env,
  });
  known.fail(["yahoo"], { kind: "server_error", status: 503 });
  const report = await known.night();
  const { polygon } = known.providers.servers;
  expect(polygon.countOf()).toBe(3);
  expect([polygon.countOf("grouped"), polygon.countOf("splits"), polygon.countOf("dividends")]).toEqual([
    1, 1, 1,
  ]);
  // The two rates are none of Polygon's.
  expect(countsOf(known, report, "polygon")).toMatchObject({ requests: 3, filled: ALL - 2, bars: ALL - 2 });
  expect(known.untrue()).toEqual([]);
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
