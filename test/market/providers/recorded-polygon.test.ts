import { describe, expect, test } from "bun:test";
import { ProviderHttp } from "../../../src/market/providers/http.ts";
import { limitsOf } from "../../../src/market/providers/limits.ts";
import { PolygonClient } from "../../../src/market/providers/polygon-client.ts";
import { requireConfig, resolveConfig } from "../../../src/platform/config.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { systemNetwork } from "../../../src/platform/network.ts";
import { actionsOf, barsOf, factsOf, wordOf } from "../../support/collecting.ts";
import { chance } from "../../support/market/chance.ts";
import { RecordedServer, type Replay, recordingOf } from "../../support/market/recorded-server.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { replay } from "./replay.ts";

const SPLITS = recordingOf("polygon/v3_reference_splits.json");
const DIVIDENDS = recordingOf("polygon/v3_reference_dividends.json");
const REFERENCE: readonly Replay[] = [
  { path: /^\/v3\/reference\/splits\?/, recording: SPLITS },
  { path: /^\/v3\/reference\/dividends\?/, recording: DIVIDENDS },
];

interface Aggregates {
  readonly file: string;
  readonly from: string;
  readonly through: string;
  readonly now: string;
  readonly bars: readonly (readonly [string, number, number, number, number, number])[];
}

const TWO_DAYS = {
  from: "2005-04-01",
  through: "2005-04-04",
  now: "2005-04-05T12:00:00Z",
  // The first is stamped 05:00 UTC, the second 04:00: daylight saving began between them, and both are midnights in New York.
  bars: [
    ["2005-04-01", 1.5032, 1.5064, 1.4489, 1.4604, 642646396],
    ["2005-04-04", 1.4639, 1.4754, 1.4343, 1.4675, 578172308],
  ] as const,
};

const BARS: readonly Aggregates[] = [
  { file: "v2_aggs_ticker_AAPL_range_1_day_2005-04-01_2005-04-04.json", ...TWO_DAYS },
  { file: "v2_aggs_ticker_AAPL_range_1_day_2005-04-02_2005-04-04.json", ...TWO_DAYS },
  {
    // Stamped with the close of its day, 20:00 UTC.
    file: "v2_aggs_ticker_AAPL_prev.json",
    from: "2022-04-26",
    through: "2022-04-26",
    now: "2022-04-27T12:00:00Z",
    bars: [["2022-04-26", 162.25, 162.34, 156.72, 156.8, 95595226]],
  },
];

/** The recording as an answer to the question for AAPL's bars as they traded, with or without what is wrong in it. */
function bars(file: string, changed: Readonly<Record<string, unknown>> = {}): Replay {
  const recording = recordingOf(`polygon/${file}`);
  const body = { ...(recording.body as object), ...changed };
  const path = /^\/v2\/aggs\/ticker\/AAPL\/range\/1\/day\/[-\d]+\/[-\d]+\?adjusted=false&/;
  return { path, recording: { ...recording, body } };
}

const asked = (base: TemporaryDatabase, each: Aggregates, first: Replay) =>
  replay({ ...each, base, provider: "polygon", symbol: "AAPL", replays: [first, ...REFERENCE] });

const nothingIn = (base: TemporaryDatabase) => {
  for (const table of ["price_bar", "corporate_action", "price_quarantine", "price_absence"]) {
    expect(base.rows(`SELECT * FROM ${table}`)).toEqual([]);
  }
};

describe("recorded bars of Polygon", () => {
  test.each(BARS)("$file says adjusted: true though it was asked for the others: malformed", async (each) => {
    using base = new TemporaryDatabase();
    const { printed, endings } = await asked(base, each, bars(each.file));
    expect(printed).toEqual([]);
    const detail = "adjusted: true, though bars as they traded were asked for";
    expect(wordOf(base, "AAPL", "polygon")).toEqual({ outcome: "malformed", detail });
    expect(endings.get("AAPL")?.missing).toBe("malformed");
    nothingIn(base);
  });

  test.each(BARS)("$file with the flag as it was asked for is stored field by field", async (each) => {
    using base = new TemporaryDatabase();
    const { printed, endings, warnings, requests } = await asked(
      base,
      each,
      bars(each.file, { adjusted: false }),
    );
    expect([...printed, ...warnings]).toEqual([]);
    expect(requests).toHaveLength(3);
    // The key is in a header, and so in no address.
    expect(requests.filter((url) => url.includes("TEST-KEY"))).toEqual([]);
    expect(
      barsOf(base, "AAPL").map(({ session, open, high, low, close, volume, source }) => [
        session,
        open,
        high,
        low,
        close,
        volume,
        source,
      ]),
    ).toEqual(each.bars.map((bar) => [...bar, "polygon"]));
    // The lists of actions are of other tickers.
    expect(actionsOf(base, "AAPL")).toEqual([]);
    expect(endings.get("AAPL")?.missing).toBeNull();
    expect(factsOf(base, "AAPL")).toEqual({
      currency: "USD",
      type: null,
      first_trade: null,
      basis: "as_traded",
      calendar: "XNYS",
    });
  });

  test("bars of another ticker than was asked for are malformed", async () => {
    using base = new TemporaryDatabase();
    const [each] = BARS;
    if (each === undefined) throw new Error("there are recordings");
    await asked(base, each, bars(each.file, { adjusted: false, ticker: "MSFT" }));
    expect(wordOf(base, "AAPL", "polygon")).toEqual({ outcome: "malformed", detail: "ticker is MSFT" });
    nothingIn(base);
  });
});

test("recorded splits and dividends of Polygon are read field by field", async () => {
  await using server = new RecordedServer(REFERENCE);
  const clock = new MovableClock("2022-07-20T12:00:00Z");
  const config = requireConfig(resolveConfig({ flags: {}, env: {}, stored: {} }));
  const random = { next: chance(1), bytes: (count: number) => new Uint8Array(count) };
  const ports = { network: systemNetwork, clock, random, secrets: [] };
  const http = new ProviderHttp("polygon", server.origin, limitsOf("polygon", config), ports);
  const patience = http.stage(new AbortController().signal);
  const [from, to] = [isoDate("2022-05-01"), isoDate("2025-12-31")];
  const actions = await new PolygonClient(http, "TEST-KEY").actions(null, from, to, patience);
  if ("kind" in actions) throw new Error(actions.detail);
  const split = (exDate: string, numerator: number, denominator: number) => ({
    exDate: isoDate(exDate),
    numerator,
    denominator,
  });
  expect(Object.fromEntries(actions.splits)).toEqual({
    GOOGL: [split("2022-07-18", 20, 1)],
    GOOG: [split("2022-07-18", 20, 1)],
    CTO: [split("2022-07-01", 3, 1)],
    SHOP: [split("2022-06-29", 10, 1), split("2022-06-22", 10, 1)],
    DXCM: [split("2022-06-10", 4, 1)],
    AMZN: [split("2022-06-06", 20, 1)],
    BRW: [split("2022-05-20", 1, 2)],
    CM: [split("2022-05-16", 2, 1)],
    "CIG.C": [split("2022-05-02", 4, 3)],
  });
  const paid = (amount: number) => (exDate: string) => ({ exDate: isoDate(exDate), amount });
  const quarters =
    "2025-06-12 2025-03-13 2024-12-12 2024-09-12 2024-06-13 2024-03-14 2023-12-14 2023-09-14".split(" ");
  expect(Object.fromEntries(actions.dividends)).toEqual({
    CSSEN: quarters.map(paid(0.59375)),
    AIRTP: ["2023-11-13", "2023-08-11"].map(paid(0.5)),
  });
  expect(server.requests).toEqual([
    "/v3/reference/splits?limit=1000&execution_date.gte=2022-05-01&execution_date.lte=2025-12-31",
    "/v3/reference/dividends?limit=1000&ex_dividend_date.gte=2022-05-01&ex_dividend_date.lte=2025-12-31",
  ]);
});
