import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { addDays } from "../../../src/platform/iso-date.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, FIRST, sessionAfter } from "./collecting.ts";
import { countsOf } from "./stored-counts.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const BOTH_ROADS = ["yahoo", "yahooquery"] as const;

describe("a past close that a provider corrects", () => {
  test("moves to price_revision, and what rests on it is recomputed in the same run", async () => {
    await using nights = await Collecting.begun();
    const wrong = { kind: "correction", date: FIRST, by: 0.5 } as const;
    const truth = nights.truth("AAA", FIRST) ?? 0;
    for (const { distortions } of Object.values(nights.providers.servers)) distortions.set("AAA", [wrong]);
    await nights.night(FIRST);
    const equity = () => nights.desk.report("One", FIRST).snapshot.equity ?? 0;
    const told = equity();
    expect(nights.close("AAA", FIRST)).toBeCloseTo(truth + wrong.by, 10);
    nights.mend();
    const report = await carefulNight(nights);
    expect(nights.close("AAA", FIRST)).toBe(truth);
    const [revision, ...more] = nights.revisions();
    expect([revision, more]).toMatchObject([{ symbol: "AAA", session: FIRST, kind: "correction" }, []]);
    expect(revision?.old_close).toBeCloseTo(truth + wrong.by, 10);
    const accounts = report.phases.find(({ phase }) => phase === "phase_2");
    // The night's own snapshot, and the one of the corrected close: ten shares are worth half a dollar less each.
    expect(accounts).toMatchObject({ planned: 2, failed: 0 });
    expect(equity()).toBeCloseTo(told - 5, 10);
    expect((await nights.again()).upToDate).toBe(true);
  });

  test("is not corrected by a provider that is believed less", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo", "polygon"] });
    nights.providers.servers.polygon.distortions.set("AAA", [{ kind: "correction", date: FIRST, by: 0.5 }]);
    // Of one name alone Polygon tells the days before as well, and so its own close of them.
    nights.fail(["yahoo"], { kind: "not_found" }, ({ symbol }) => symbol === "AAA");
    const report = await carefulNight(nights);
    expect([report.status, nights.sourceOf("AAA", nights.session)]).toEqual(["completed", "polygon"]);
    expect([nights.sourceOf("AAA", FIRST), nights.revisions()]).toEqual(["yahoo", []]);
    expect(nights.providers.servers.polygon.countOf("range", "AAA")).toBe(1);
  });

  test("is corrected by one that is believed more, though the other told it first", async () => {
    await using nights = await Collecting.begun({ providers: ["yahoo", "polygon"] });
    nights.providers.servers.polygon.distortions.set("AAA", [{ kind: "correction", date: FIRST, by: 0.5 }]);
    nights.fail(["yahoo"], { kind: "server_error", status: 500 });
    await nights.night(FIRST);
    expect([nights.sourceOf("AAA", FIRST), nights.untrue().length]).toEqual(["polygon", 1]);
    nights.mend();
    await carefulNight(nights);
    expect([nights.sourceOf("AAA", FIRST), nights.revisions().length]).toEqual(["yahoo", 1]);
  });
});

describe("a session without a row", () => {
  const MISSING = sessionAfter(FIRST, 1);

  test("at one provider comes from the next one", async () => {
    await using nights = await Collecting.after();
    nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [MISSING] }]);
    await carefulNight(nights);
    expect([nights.sourceOf("AAA", MISSING), nights.gaps()]).toEqual(["yahooquery", []]);
  });

  test("long ago at one provider comes from the next one too: one's word closes no search", async () => {
    await using nights = await Collecting.begun();
    const old = sessionAfter(FIRST, -12);
    nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [old] }]);
    expect((await carefulNight(nights, FIRST)).status).toBe("completed");
    expect([nights.sourceOf("AAA", old), nights.gaps()]).toEqual(["yahooquery", []]);
    // Nothing is left that the next night would ask for again.
    await carefulNight(nights);
    expect(nights.providers.servers.yahooquery.countOf("chart", "AAA")).toBe(1);
  });

  test("that the others could not fill on its night comes from them on the next one", async () => {
    await using nights = await Collecting.after();
    nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [MISSING] }]);
    nights.fail(["yahooquery", "polygon"], { kind: "server_error", status: 503 });
    await carefulNight(nights);
    expect(nights.close("AAA", MISSING)).toBe(null);
    nights.fail(["yahooquery", "polygon"], { kind: "slow_body", ms: 1 });
    // Yahoo has a later bar by now, and so a hole, of which the others are asked all the same.
    await carefulNight(nights);
    expect([nights.sourceOf("AAA", MISSING), nights.gaps()]).toEqual(["yahooquery", []]);
  });

  test("at all of them is asked for again until it is confirmed, and then no more", async () => {
    await using nights = await Collecting.after({ providers: BOTH_ROADS });
    for (const id of BOTH_ROADS)
      nights.providers.servers[id].distortions.set("AAA", [{ kind: "missing_days", dates: [MISSING] }]);
    const first = await carefulNight(nights);
    expect(nights.step(first, "AAA")).toBe("partial no_bar_yet");
    // A later bar makes it a hole: both roads say so, and that is confirmed.
    const second = await carefulNight(nights);
    expect([nights.step(second, "AAA"), nights.gaps()]).toEqual(["done", [`AAA ${MISSING}`]]);
    const [absence] = nights.desk.base.rows("SELECT from_session, through_session, times FROM price_absence");
    expect(absence).toEqual({ from_session: MISSING, through_session: MISSING, times: 2 });
    nights.providers.forget();
    const third = await carefulNight(nights);
    expect(countsOf(nights, third, "yahoo").requests).toBe(12);
    const { url } = nights.providers.servers.yahoo.requests.find(({ symbol }) => symbol === "AAA") ?? {};
    const asked = Number(url?.searchParams.get("period1")) * 1_000;
    // Five sessions before the night's own, and a day for the zones: not back to the hole and its overlap.
    expect(asked).toBeGreaterThan(Date.parse(`${sessionAfter(nights.session, -7)}T00:00:00Z`));
    expect(countsOf(nights, third, "yahooquery").requests).toBe(0);
    nights.providers.forget();
    expect([(await nights.again()).upToDate, nights.providers.requests]).toEqual([true, 0]);
  });

  test("at the only one is asked for again on the next night, and no more once it has said so twice", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo"] });
    const { yahoo } = nights.providers.servers;
    yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [MISSING] }]);
    const told: [string | null, string | undefined, number][] = [];
    for (let night = 1; night <= 4; night++) {
      yahoo.forget();
      const report = await carefulNight(nights);
      const { url } = yahoo.requests.find(({ symbol }) => symbol === "AAA") ?? {};
      const from = new Date(Number(url?.searchParams.get("period1")) * 1_000).toISOString().slice(0, 10);
      const [row] = nights.desk.base.rows<{ times: number }>("SELECT times FROM price_absence");
      told.push([nights.step(report, "AAA"), from, row?.times ?? 0]);
      yahoo.forget();
      expect([(await nights.again()).upToDate, yahoo.requests.length]).toEqual([true, 0]);
    }
    // Five sessions before what is missing, and a day for the zones.
    const [ofHole, ofFourth] = [MISSING, nights.session].map((day) => addDays(sessionAfter(day, -5), -1));
    expect(told).toEqual([
      ["partial no_bar_yet", ofHole, 0],
      ["done", ofHole, 1],
      ["done", ofHole, 2],
      ["done", ofFourth, 2],
    ]);
    expect(nights.gaps()).toEqual([`AAA ${MISSING}`]);
  });

  test("that comes after all is stored when a later answer brings it", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo"] });
    nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [MISSING] }]);
    await carefulNight(nights);
    nights.mend();
    await carefulNight(nights);
    expect(nights.gaps()).toEqual([]);
  });
});

test("closes that repeat themselves on no volume are stale, and the coverage says so", async () => {
  await using nights = await Collecting.after({ providers: ["yahoo"] });
  const from = sessionAfter(FIRST, 1);
  nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "frozen", from, count: 6 }]);
  for (let night = 1; night <= 4; night++)
    expect((await nights.night()).coverage).toMatchObject({ stale: [], degraded: false });
  const report = await nights.night();
  expect(report.coverage).toMatchObject({ stale: ["AAA"], good: 11, expected: 12, degraded: true });
  expect(nights.said(report)).toEqual([
    expect.stringMatching(/^warning: degraded: 11 of 12 .*; stale: AAA$/),
  ]);
  const wrong = nights.untrue().length;
  expect(wrong).toBeGreaterThan(0);
  nights.mend();
  const mended = await carefulNight(nights);
  expect(mended.coverage).toMatchObject({ stale: [], good: 12, degraded: false });
  // Each false close is kept as what was told first.
  expect(nights.revisions().map(({ kind }) => kind)).toEqual(Array(wrong).fill("correction"));
});
