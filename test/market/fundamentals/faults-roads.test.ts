import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FIELD_GROUPS } from "../../../db/schema/words.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { Fault } from "../../support/market/fault.ts";
import { faultsAt } from "./faults-cases.ts";
import { BAD, FaultsDesk, HELD } from "./faults-desk.ts";
import { expectNight, toldOf } from "./faults-night.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const providers = ["yahoo", "yahooquery"] as const;
const EVERYTHING: readonly RequestKind[] = [
  "quote",
  "quote_summary",
  "timeseries",
  "search",
  "crumb",
  "cookie",
];

/** By whom each group was told in the night that was last. */
function sources(desk: FaultsDesk) {
  return FIELD_GROUPS.map((group) => {
    const rows = toldOf(desk, group);
    expect([group, rows.map(({ night }) => night)]).toEqual([group, rows.map(() => desk.session)]);
    return [group, [...new Set(rows.map(({ source }) => source))]];
  });
}

describe("whatever Yahoo's own road does, the other one tells:", () => {
  test.each(faultsAt(1))("$name", async ({ fault }) => {
    await using desk = await FaultsDesk.after({ providers });
    desk.fail("yahoo", EVERYTHING, fault);
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expect(sources(desk)).toEqual(FIELD_GROUPS.map((group) => [group, ["yahooquery"]]));
    expect(desk.warned(report)).toEqual([]);
    // Prices have a connection of their own.
    expect(desk.providers.servers.yahoo.countOf("chart")).toBe(12);
    expect(desk.providers.servers.yahooquery.countOf("chart")).toBe(0);
    desk.mend();
    const next = await desk.night();
    const [valuation] = toldOf(desk, "valuation");
    expect([valuation?.source, desk.warned(next)]).toEqual(["yahoo", []]);
  });
});

test("the other road is asked for no more than what is missing", async () => {
  await using desk = await FaultsDesk.after({ providers });
  const fault: Fault = {
    kind: "module_malformed",
    module: "financialData",
    field: "totalRevenue",
    value: "n/a",
  };
  desk.fail("yahoo", ["quote_summary"], fault);
  const report = await desk.night(BAD);
  expectNight(desk, report);
  const others = new Set(["ratios", "targets"]);
  expect(sources(desk)).toEqual(
    FIELD_GROUPS.map((group) => [group, [others.has(group) ? "yahooquery" : "yahoo"]]),
  );
  const { requests } = desk.providers.servers.yahooquery;
  const summaries = requests.filter(({ kind }) => kind === "quote_summary");
  expect(summaries.map(({ symbol }) => symbol).sort()).toEqual([...HELD]);
  for (const { url } of summaries)
    expect(url.searchParams.get("modules")).toBe("financialData,defaultKeyStatistics,quoteType");
  expect([...new Set(requests.map(({ kind }) => kind))].sort()).toEqual(["cookie", "crumb", "quote_summary"]);
  expect(desk.warned(report)).toEqual([]);
});

test("with both roads closed nothing is lost, and both are told of by the next night", async () => {
  await using desk = await FaultsDesk.after({ providers });
  const was = desk.told(FIELD_GROUPS);
  for (const road of providers) desk.fail(road, EVERYTHING, { kind: "server_error", status: 503 });
  const report = await desk.night(BAD);
  expectNight(desk, report);
  expect(desk.told(FIELD_GROUPS)).toBe(was);
  expect(desk.warned(report)).toHaveLength(2);
  desk.mend();
  const next = await desk.night();
  expect(sources(desk)).toEqual(FIELD_GROUPS.map((group) => [group, ["yahoo"]]));
  expect(desk.warned(next)).toEqual([]);
});
