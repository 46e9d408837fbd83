import { describe, expect, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Fault } from "./fault.ts";
import { madeMarket } from "./made-market.ts";
import { ProviderServer } from "./provider-server.ts";
import { recordingOf } from "./recorded-server.ts";

const NOW = Date.parse("2026-05-29T22:00:00Z");
const SPLIT = { exDate: isoDate("2026-05-04"), numerator: 3, denominator: 2 };
const PAID = [{ exDate: isoDate("2026-03-10"), amount: 0.25 }];
const market = madeMarket({
  seed: 5,
  symbols: ["AAA", "BBB", "CCC", "BRK-B"],
  from: isoDate("2026-01-02"),
  to: isoDate("2026-06-30"),
  dividends: { AAA: PAID, BBB: PAID },
  splits: { AAA: [SPLIT], BBB: [SPLIT], "BRK-B": [SPLIT] },
});
const CHART = "/v8/finance/chart/AAA?period1=1767225600&period2=1780099200&interval=1d&events=div%7Csplit";
const KEY = { headers: { authorization: "Bearer TEST-KEY" } };
const GROUPED = "/v2/aggs/grouped/locale/us/market/stocks/2026-05-28?adjusted=false";

const yahooServer = () => new ProviderServer({ provider: "yahoo", market, now: () => NOW });
const polygonServer = () => new ProviderServer({ provider: "polygon", market, now: () => NOW });

async function withFault(fault: Fault, path = CHART, server = yahooServer()) {
  await using faulty = server;
  faulty.fault = () => fault;
  const response = await fetch(`${faulty.origin}${path}`, { ...KEY, redirect: "manual" });
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
}

describe("a Yahoo server", () => {
  test("tells charts, counts them and gives a crumb for a cookie", async () => {
    await using yahoo = yahooServer();
    const chart = JSON.parse(await (await fetch(`${yahoo.origin}${CHART}`)).text());
    expect(chart.chart.result[0].meta.symbol).toBe("AAA");
    expect(Object.values(chart.chart.result[0].events.splits)).toMatchObject([{ splitRatio: "3:2" }]);
    const bare = await (await fetch(`${yahoo.origin}/v8/finance/chart/AAA?range=max`)).json();
    expect(JSON.stringify(bare)).not.toContain("events");
    expect((await fetch(`${yahoo.origin}/v1/test/getcrumb`)).status).toBe(401);
    const cookie = (await fetch(`${yahoo.origin}/quote/AAA`)).headers.get("set-cookie")?.split(";")[0] ?? "";
    const crumb = await (await fetch(`${yahoo.origin}/v1/test/getcrumb`, { headers: { cookie } })).text();
    const quote = `${yahoo.origin}/v7/finance/quote?symbols=AAA,NONE`;
    expect((await fetch(quote)).status).toBe(401);
    const quotes = JSON.parse(await (await fetch(`${quote}&crumb=${crumb}`)).text());
    expect(quotes.quoteResponse.result).toHaveLength(1);
    expect((await fetch(`${yahoo.origin}/v8/finance/chart/NONE?range=1y`)).status).toBe(404);
    expect([yahoo.countOf(), yahoo.countOf("chart"), yahoo.countOf("chart", "AAA")]).toEqual([8, 3, 2]);
    expect(yahoo.requests.map((each) => each.attempt)).toEqual([1, 2, 1, 1, 2, 1, 2, 1]);
    yahoo.forget();
    expect(yahoo.countOf()).toBe(0);
  });

  test("answers with each fault", async () => {
    const tooMany = await withFault({ kind: "too_many_requests", retryAfter: 7 });
    expect([tooMany.status, tooMany.text, tooMany.headers.get("retry-after")]).toEqual([
      429,
      "Too Many Requests",
      "7",
    ]);
    expect((await withFault({ kind: "crumb_429" })).status).toBe(200);
    expect((await withFault({ kind: "crumb_429" }, "/v1/test/getcrumb")).status).toBe(429);
    expect((await withFault({ kind: "crumb_junk" }, "/v1/test/getcrumb")).text).toContain("<html>");
    expect((await withFault({ kind: "crumb_invalid" }, "/v7/finance/quote?symbols=AAA")).text).toContain(
      "Invalid Crumb",
    );
    expect((await withFault({ kind: "consent_page" })).headers.get("content-type")).toContain("text/html");
    const redirect = await withFault({ kind: "consent_page", redirect: true });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([
      302,
      "https://guce.yahoo.com/consent",
    ]);
    expect(await withFault({ kind: "empty_200" })).toMatchObject({ status: 200, text: "" });
    expect((await withFault({ kind: "server_error", status: 502 })).status).toBe(502);
    expect((await withFault({ kind: "forbidden" })).status).toBe(403);
    expect((await withFault({ kind: "not_found" })).text).toContain("symbol may be delisted");
    const cut = await withFault({ kind: "truncated_json" });
    expect(() => JSON.parse(cut.text)).toThrow();
    const nan = await withFault({ kind: "nan" });
    expect(nan.text).toMatch(/"close":\[[\d.,]+,NaN\]/);
    const nulls = JSON.parse((await withFault({ kind: "null_rows", last: 2 })).text).chart.result[0];
    const { close, volume } = nulls.indicators.quote[0];
    expect([...close.slice(-2), volume.at(-1), nulls.indicators.adjclose[0].adjclose.at(-1)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(close.at(-3)).toBeNumber();
    const wrong = JSON.parse((await withFault({ kind: "wrong_symbol", instead: "BBB" })).text);
    expect(wrong.chart.result[0].meta.symbol).toBe("BBB");
  });

  test("can be slow, hang and break the connection, and ends nevertheless", async () => {
    const whole = await withFault({ kind: "slow_body", ms: 20 });
    expect(JSON.parse(whole.text).chart.result[0].meta.symbol).toBe("AAA");
    await expect(withFault({ kind: "connection_reset" })).rejects.toThrow();
    const yahoo = yahooServer();
    yahoo.fault = ({ count }) => (count === 1 ? { kind: "hang" } : null);
    const given = fetch(`${yahoo.origin}${CHART}`, { signal: AbortSignal.timeout(50) });
    await expect(given).rejects.toThrow();
    expect((await fetch(`${yahoo.origin}${CHART}`)).status).toBe(200);
    yahoo.fault = () => ({ kind: "hang" });
    const hanging = fetch(`${yahoo.origin}${CHART}`).then(
      (response) => response.status,
      () => "broken",
    );
    while (yahoo.countOf() < 3) await Bun.sleep(1);
    await yahoo[Symbol.asyncDispose]();
    expect([503, "broken"]).toContain(await hanging);
  });

  test("knows how many requests were under way together", async () => {
    await using yahoo = yahooServer();
    yahoo.latencyMs = 20;
    await Promise.all([1, 2, 3].map(() => fetch(`${yahoo.origin}${CHART}`)));
    expect(yahoo.mostAtOnce).toBe(3);
  });

  test("applies distortions and its clock at once", async () => {
    await using yahoo = yahooServer();
    yahoo.distortions.set("AAA", [{ kind: "delisted" }]);
    expect((await fetch(`${yahoo.origin}${CHART}`)).status).toBe(404);
    yahoo.distortions.clear();
    expect((await fetch(`${yahoo.origin}${CHART}`)).status).toBe(200);
    yahoo.now = () => Date.parse("2025-12-31T12:00:00Z");
    expect((await fetch(`${yahoo.origin}${CHART}`)).status).toBe(404);
  });
});

describe("a Polygon server", () => {
  test("wants its key, in the header or the query, and keeps to a plan's limit", async () => {
    await using polygon = polygonServer();
    expect((await fetch(`${polygon.origin}${GROUPED}`)).status).toBe(401);
    const wrong = await fetch(`${polygon.origin}${GROUPED}`, { headers: { authorization: "Bearer X" } });
    expect(await wrong.json()).toMatchObject({ status: "ERROR", error: "Unknown API Key" });
    expect((await fetch(`${polygon.origin}${GROUPED}&apiKey=TEST-KEY`)).status).toBe(200);
    const grouped = JSON.parse(await (await fetch(`${polygon.origin}${GROUPED}`, KEY)).text());
    expect(grouped).toMatchObject({
      adjusted: false,
      status: "OK",
      resultsCount: 4,
      queryCount: 4,
      count: 4,
    });
    polygon.oldest = isoDate("2026-05-29");
    const refused = await fetch(`${polygon.origin}${GROUPED}`, KEY);
    expect([refused.status, await refused.json()]).toMatchObject([403, { status: "NOT_AUTHORIZED" }]);
    expect(polygon.countOf("grouped")).toBe(5);
  });

  test("pages through splits and dividends by next_url, in the recorded shape", async () => {
    await using polygon = polygonServer();
    for (const [kind, day] of [
      ["splits", "execution_date"],
      ["dividends", "ex_dividend_date"],
    ] as const) {
      const asked = `/v3/reference/${kind}?${day}.gte=2026-01-01&${day}.lte=2026-05-29&order=asc`;
      const pages: { results: Record<string, unknown>[]; next_url?: string }[] = [];
      for (let path: string | null = `${asked}&limit=1`; path !== null; ) {
        const page = JSON.parse(await (await fetch(`${polygon.origin}${path}`, KEY)).text());
        pages.push(page);
        expect(page.results).toHaveLength(1);
        expect(page.next_url ?? "https://api.polygon.io/").toStartWith("https://api.polygon.io/");
        path = page.next_url === undefined ? null : page.next_url.slice("https://api.polygon.io".length);
      }
      const whole = JSON.parse(await (await fetch(`${polygon.origin}${asked}&limit=1000`, KEY)).text());
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flatMap((page) => page.results)).toEqual(whole.results);
      const recorded = recordingOf(`polygon/v3_reference_${kind}.json`).body as typeof whole;
      expect(whole.results[0]).toContainKeys(Object.keys(recorded.results[0]));
    }
    const one = await fetch(`${polygon.origin}/v3/reference/splits?ticker=BRK.B`, KEY);
    expect(JSON.parse(await one.text()).results).toEqual([
      { execution_date: "2026-05-04", split_from: 2, split_to: 3, ticker: "BRK.B" },
    ]);
    expect(polygon.countOf("splits", "BRK-B")).toBe(1);
  });

  test("has its own words for faults", async () => {
    const range = "/v2/aggs/ticker/AAA/range/1/day/2026-05-01/2026-05-28?adjusted=false&sort=asc&limit=50000";
    const faulty = async (fault: Fault) => await withFault(fault, range, polygonServer());
    expect(JSON.parse((await faulty({ kind: "not_found" })).text).resultsCount).toBe(0);
    expect((await faulty({ kind: "too_many_requests" })).text).toContain("maximum requests per minute");
    expect(JSON.parse((await faulty({ kind: "wrong_symbol", instead: "BRK-B" })).text).ticker).toBe("BRK.B");
    expect((await faulty({ kind: "nan" })).text).toContain('"c":NaN');
    expect(JSON.parse((await faulty({ kind: "null_rows" })).text).results.at(-1).c).toBeNull();
  });
});
