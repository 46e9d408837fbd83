import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Collecting, carefulNight, countsOf, FIRST, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const BOTH_ROADS = ["yahoo", "yahooquery"] as const;

describe("a past close that a provider corrects", () => {
  test("moves to price_revision, and what rests on it is recomputed in the same run", async () => {
    await using nights = await Collecting.after();
    const wrong = { kind: "correction", date: FIRST, by: 0.5 } as const;
    const truth = nights.truth("AAA", FIRST) ?? 0;
    // What was told first was wrong by half a dollar; it is mended before the second night.
    nights.desk.base.writer.db
      .prepare(
        "UPDATE price_bar SET close = close + ? WHERE session = ? AND symbol_id = (SELECT id FROM symbol WHERE symbol = 'AAA')",
      )
      .run(wrong.by, FIRST);
    const report = await carefulNight(nights);
    expect(nights.close("AAA", FIRST)).toBe(truth);
    expect(nights.revisions()).toMatchObject([
      { symbol: "AAA", session: FIRST, kind: "correction", old_close: truth + wrong.by },
    ]);
    const accounts = report.phases.find(({ phase }) => phase === "phase_2");
    // The night's own snapshot, and the one of the corrected close.
    expect(accounts).toMatchObject({ planned: 2, failed: 0 });
    expect((await nights.again()).upToDate).toBe(true);
  });

  test("is not corrected by a provider that is believed less", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo", "polygon"] });
    nights.providers.servers.polygon.distortions.set("AAA", [{ kind: "correction", date: FIRST, by: 0.5 }]);
    nights.fail(["yahoo"], { kind: "server_error", status: 500 });
    await carefulNight(nights);
    expect(nights.sourceOf("AAA", FIRST)).toBe("yahoo");
    expect(nights.revisions()).toEqual([]);
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
});
