import { expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { sessionAfter } from "../collect/collecting.ts";
import { FaultsDesk, GOOD } from "./faults-desk.ts";
import { toldOf } from "./faults-night.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const LIMIT = 6;
const MIDNIGHT = "2026-05-31T00:00:00.000Z";
const USED_UP = "fmp is used up for the day (UTC), in which 6 requests may be made";

/** Yahoo has the prices and nothing else: profiles and statements are FMP's, of which a few may be asked for a day. */
async function begun(): Promise<FaultsDesk> {
  const env = { NIGHTDESK_FMP_DAILY_REQUESTS: String(LIMIT) };
  const desk = await FaultsDesk.begun({ providers: ["yahoo", "fmp"], env });
  close(desk);
  return desk;
}

/** Closes Yahoo but for its charts. */
function close(desk: FaultsDesk): void {
  const kinds = ["quote", "quote_summary", "timeseries", "search"] as const;
  desk.fail("yahoo", kinds, { kind: "server_error", status: 503 });
}

const used = ({ desk }: FaultsDesk) =>
  desk.base.rows("SELECT provider, day, requests FROM provider_quota ORDER BY day");

test("a day's requests are used up in mid-night: the rest is not asked for, and told the next day", async () => {
  await using desk = await begun();
  const report = await desk.night(GOOD);
  expect([report.status, desk.untold()]).toEqual(["completed", []]);
  const { fmp } = desk.providers.servers;
  expect([fmp.countOf(), fmp.countOf("fmp_profile")]).toEqual([LIMIT, LIMIT]);
  // It is the next day in UTC when it is evening in New York.
  expect(used(desk)).toEqual([{ provider: "fmp", day: "2026-05-30", requests: LIMIT }]);
  const beta = desk.searched("beta");
  const told = beta.filter(({ missing }) => missing === null);
  expect([told.length, beta.length]).toEqual([LIMIT, 10]);
  const rest = beta.filter(({ missing }) => missing !== null);
  const kept = rest.map(({ missing, detail, next_try_at: next }) => [missing, detail, next]);
  expect(kept).toEqual(rest.map(() => ["not_asked", USED_UP, MIDNIGHT]));
  const statements = desk.searched("statements").map(({ missing, next_try_at: next }) => [missing, next]);
  expect(statements.length).toBeGreaterThan(0);
  expect(statements).toEqual(statements.map(() => ["not_asked", MIDNIGHT]));
  expect(desk.warned(report).join("\n")).toContain("paused, or out of budget");

  desk.providers.forget();
  await desk.again();
  expect(desk.providers.servers.fmp.countOf()).toBe(0);

  await desk.night(sessionAfter(GOOD));
  expect(desk.providers.servers.fmp.countOf()).toBe(LIMIT);
  expect(toldOf(desk, "beta").length).toBeGreaterThan(LIMIT);
});

test("a restart forgets no request of the day", async () => {
  await using desk = await begun();
  await desk.night(GOOD);
  await desk.restart();
  close(desk);
  // What waits for an hour only is asked for again.
  desk.providers.clock.moveTo("2026-05-30T05:00:00Z");
  const report = await desk.again();
  const { fmp, yahoo } = desk.providers.servers;
  expect([report.status, fmp.countOf()]).toEqual(["completed", 0]);
  expect(yahoo.countOf()).toBeGreaterThan(0);
  expect(used(desk)).toEqual([{ provider: "fmp", day: "2026-05-30", requests: LIMIT }]);

  await desk.restart();
  close(desk);
  await desk.night(isoDate("2026-06-01"));
  expect(desk.providers.servers.fmp.countOf()).toBe(LIMIT);
  expect(used(desk).map(({ day, requests }) => [day, requests])).toEqual([
    ["2026-05-30", LIMIT],
    ["2026-06-02", LIMIT],
  ]);
});

test("FMP's own limit is believed, whatever was counted here", async () => {
  await using desk = await FaultsDesk.begun({ providers: ["yahoo", "fmp"] });
  close(desk);
  desk.providers.servers.fmp.dailyLimit = LIMIT;
  const report = await desk.night(GOOD);
  expect([report.status, desk.untold()]).toEqual(["completed", []]);
  expect(toldOf(desk, "beta")).toHaveLength(LIMIT);
  const reasons = desk.searched("beta").map(({ missing }) => missing);
  expect([...new Set(reasons)].sort()).toEqual(expect.arrayContaining([null, "rate_limited"]));
  desk.providers.servers.fmp.dailyLimit = null;
  await desk.night(sessionAfter(GOOD));
  expect(toldOf(desk, "beta")).toHaveLength(10);
});

test("prices come before profiles wherever they are from", async () => {
  await using desk = await FaultsDesk.begun({ providers: ["yahoo", "fmp"] });
  desk.providers.servers.yahoo.fault = () => ({ kind: "server_error", status: 503 });
  const report = await desk.night(GOOD);
  // Nobody else has these.
  expect(desk.untold()).toEqual(["^TYX", "^IRX"]);
  const kinds = desk.providers.servers.fmp.requests.map(({ kind }) => kind);
  expect(kinds.lastIndexOf("fmp_prices")).toBeGreaterThan(-1);
  expect(kinds.lastIndexOf("fmp_prices")).toBeLessThan(kinds.indexOf("fmp_profile"));
  expect(kinds.lastIndexOf("fmp_profile")).toBeLessThan(kinds.indexOf("fmp_statement"));
  expect(toldOf(desk, "beta")).toHaveLength(10);
  const profiles = report.phases.find(({ phase }) => phase === "phase_0");
  expect(profiles).toMatchObject({ planned: 10, skipped: 10 });
});
