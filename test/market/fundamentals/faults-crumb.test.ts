import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { addDays } from "../../../src/platform/iso-date.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { Fault } from "../../support/market/fault.ts";
import { SUMMARY_GROUPS } from "./faults-cases.ts";
import { BAD, FaultsDesk } from "./faults-desk.ts";
import { before, expectFailed, expectNight, expectToldAgain, expectWarning } from "./faults-night.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const PROFILES = 10;
const ROADS = ["yahoo", "yahooquery"] as const;
/** What a crumb opens; who a company is, Yahoo's library may find by the search. */
const CRUMBED = ["valuation", ...SUMMARY_GROUPS, "earnings_dates"] as const;

describe.each(ROADS)("on the road of %s", (road) => {
  const groups = road === "yahoo" ? CRUMBED : (["identity", ...CRUMBED] as const);

  test("401 for every summary: the crumb is renewed once, then only what needs one rests", async () => {
    await using desk = await FaultsDesk.after({ providers: [road] });
    const own = road === "yahoo" ? SUMMARY_GROUPS : (["identity", ...SUMMARY_GROUPS] as const);
    const was = before(desk, own);
    desk.fail(road, ["quote_summary"], { kind: "crumb_invalid" });
    const report = await desk.night(BAD);
    const server = desk.providers.servers[road];
    expect([server.countOf("cookie"), server.countOf("crumb")]).toEqual([1, 1]);
    // Five that were refused with the new one, those under way beside them, and those that the old one had served.
    expect(server.countOf("quote_summary")).toBeLessThan(2 * PROFILES);
    expectNight(desk, report);
    expectFailed(desk, was, ["refused", "not_asked"]);
    expectWarning(desk, report, "profiles", PROFILES);
    expect(server.countOf("chart")).toBe(12);
    expect(server.countOf("timeseries")).toBeGreaterThan(0);
    const [prices] = desk.providers.sources.providers;
    const [fundamentals] = desk.providers.sources.fundamentals;
    expect([prices?.status.breaker, fundamentals?.status.breaker]).toEqual(["closed", "open"]);
    desk.mend();
    expectToldAgain(desk, await desk.night(), was);
    expect(fundamentals?.status.breaker).toBe("closed");
  });

  test("a stale crumb is renewed, and nobody is the wiser", async () => {
    await using desk = await FaultsDesk.after({ providers: [road] });
    const server = desk.providers.servers[road];
    server.rotateCrumbs = true;
    server.crumb = "another.Crumb";
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expect([desk.warned(report), server.countOf("crumb")]).toEqual([[], 1]);
  });

  test("a crumb that has opened nothing yet is not replaced by the next", async () => {
    await using desk = await FaultsDesk.after({ providers: [road] });
    const server = desk.providers.servers[road];
    desk.fail(road, ["quote"], { kind: "crumb_invalid" });
    await desk.night(BAD);
    const renewed: number[] = [];
    for (const hour of ["08", "15", "22"]) {
      // What was refused is asked for again after six hours.
      desk.providers.clock.moveTo(`${addDays(BAD, 1)}T${hour}:00:00Z`);
      desk.providers.forget();
      await desk.again();
      expect(server.countOf("quote")).toBeGreaterThan(0);
      renewed.push(server.countOf("crumb"));
    }
    expect(renewed).toEqual([1, 0, 0]);
  });

  test.each<[string, RequestKind, Fault, string]>([
    ["429 for an hour", "crumb", { kind: "too_many_requests", retryAfter: 3_600 }, "rate_limited"],
    ["429 without a word of how long", "crumb", { kind: "crumb_429" }, "rate_limited"],
    ["a page instead of a crumb", "crumb", { kind: "crumb_junk" }, "malformed"],
    ["a consent page instead of a crumb", "crumb", { kind: "consent_page" }, "malformed"],
    ["a redirect instead of a crumb", "crumb", { kind: "consent_page", redirect: true }, "refused"],
    ["403 instead of a crumb", "crumb", { kind: "forbidden" }, "refused"],
    ["status 503 instead of a crumb", "crumb", { kind: "server_error", status: 503 }, "transport"],
    ["status 503 instead of a cookie", "cookie", { kind: "server_error", status: 503 }, "transport"],
    ["a closed connection instead of a cookie", "cookie", { kind: "connection_reset" }, "transport"],
    ["429 instead of a cookie", "cookie", { kind: "too_many_requests", retryAfter: 3_600 }, "rate_limited"],
  ])("%s: what needs none comes all the same", async (_, kind, fault, because) => {
    await using desk = await FaultsDesk.after({ providers: [road] });
    // Who starts anew has no crumb.
    await desk.restart();
    const was = before(desk, groups);
    desk.fail(road, [kind], fault);
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expectFailed(desk, was, [because, "not_asked"]);
    expect(desk.searched("valuation")[0]?.missing).toBe(because);
    expectWarning(desk, report, "profiles", PROFILES);
    const server = desk.providers.servers[road];
    expect([server.countOf("quote_summary"), server.countOf("chart")]).toEqual([0, 12]);
    expect(server.countOf("timeseries")).toBeGreaterThan(0);
    desk.mend();
    expectToldAgain(desk, await desk.night(), was);
  });
});
