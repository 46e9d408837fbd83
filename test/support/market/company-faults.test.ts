import { describe, expect, test } from "bun:test";
import type { Provider } from "./answer.ts";
import { CRUMB, SERIES, SUMMARY, withFault } from "./company-servers.ts";

describe("faults", () => {
  const summary = `${SUMMARY}AAA?modules=summaryDetail,financialData&${CRUMB}`;
  const series = `${SERIES}AAA?type=quarterlyTotalRevenue,quarterlyNetIncome&period1=0&period2=4000000000`;
  const statement = "/stable/income-statement?symbol=AAA&period=annual";
  const every: readonly (readonly [Provider, string])[] = [
    ["yahoo", summary],
    ["yahoo", `/v7/finance/quote?symbols=AAA,BBB&${CRUMB}`],
    ["yahoo", series],
    ["yahoo", "/v1/finance/search?q=AAA"],
    ["fmp", "/stable/historical-price-eod/full?symbol=AAA"],
    ["fmp", "/stable/dividends?symbol=AAA"],
    ["fmp", "/stable/splits?symbol=AAA"],
    ["fmp", "/stable/profile?symbol=AAA"],
    ["fmp", statement],
    ["polygon", "/v3/reference/tickers/AAA"],
    ["polygon", "/vX/reference/financials?ticker=AAA&timeframe=annual"],
  ];

  test.each(every)("spoil what %s tells at %s", async (provider, path) => {
    const whole = await withFault(provider, path, { kind: "crumb_429" });
    expect(() => JSON.parse(whole.text)).not.toThrow();
    const cut = await withFault(provider, path, { kind: "truncated_json" });
    expect(() => JSON.parse(cut.text)).toThrow();
    expect((await withFault(provider, path, { kind: "nan" })).text).toMatch(/:NaN[,}]/);
    const nulls = await withFault(provider, path, { kind: "null_rows" });
    expect(nulls.text.match(/null/g)?.length).toBeGreaterThan(whole.text.match(/null/g)?.length ?? 0);
    const odd = JSON.parse((await withFault(provider, path, { kind: "module_malformed" })).text);
    expect(JSON.stringify(odd).match(/"Infinity"/g)).toHaveLength(1);
    const wrong = await withFault(provider, path, { kind: "wrong_symbol", instead: "BRK-B" });
    expect([wrong.status, wrong.text === whole.text]).toEqual([200, false]);
    const gone = await withFault(provider, path, { kind: "not_found" });
    expect(gone.text).not.toBe(whole.text);
    expect((await withFault(provider, path, { kind: "forbidden" })).status).toBe(403);
    expect((await withFault(provider, path, { kind: "too_many_requests" })).status).toBe(429);
  });

  test("have each provider's words, and hit the module that is meant", async () => {
    expect((await withFault("yahoo", summary, { kind: "crumb_invalid" })).text).toContain("Invalid Crumb");
    expect((await withFault("yahoo", series, { kind: "crumb_invalid" })).status).toBe(200);
    expect((await withFault("yahoo", summary, { kind: "not_found" })).text).toContain(
      "Quote not found for symbol: AAA",
    );
    const bare = JSON.parse((await withFault("yahoo", series, { kind: "not_found" })).text).timeseries.result;
    expect(bare).toEqual([
      { meta: { symbol: ["AAA"], type: ["quarterlyTotalRevenue"] } },
      { meta: { symbol: ["AAA"], type: ["quarterlyNetIncome"] } },
    ]);
    expect((await withFault("fmp", statement, { kind: "not_found" })).text).toBe("[]");
    expect((await withFault("fmp", statement, { kind: "too_many_requests" })).text).toContain("Limit Reach");
    const fault = { kind: "module_malformed", module: "summaryDetail", field: "beta", value: "n/a" } as const;
    const [told] = JSON.parse((await withFault("yahoo", summary, fault)).text).quoteSummary.result;
    expect([told.summaryDetail.beta, told.financialData.totalRevenue]).toEqual(["n/a", expect.any(Number)]);
    const line = {
      kind: "module_malformed",
      module: "quarterlyNetIncome",
      field: "reportedValue",
      value: {},
    } as const;
    const [revenue, income] = JSON.parse((await withFault("yahoo", series, line)).text).timeseries.result;
    expect(income.quarterlyNetIncome.at(-1).reportedValue).toEqual({});
    expect(revenue.quarterlyTotalRevenue.at(-1).reportedValue.raw).toBeNumber();
  });
});
