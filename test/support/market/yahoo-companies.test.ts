import { describe, expect, test } from "bun:test";
import { asked, bodyOf, CRUMB, companies, NOW, SERIES, SUMMARY, serverOf } from "./company-servers.ts";
import { recordingOf } from "./recorded-server.ts";
import { strange } from "./shape.ts";

const MODULES =
  "assetProfile,summaryProfile,summaryDetail,defaultKeyStatistics,financialData,earningsTrend,calendarEvents,topHoldings," +
  "fundProfile,quoteType,price,secFilings";

const recorded = (file: string) => JSON.parse(JSON.stringify(recordingOf(`yahoo/${file}.json`).body));

describe("a Yahoo server with companies", () => {
  test("quotes a company as recorded, and leaves unknown symbols out", async () => {
    await using yahoo = serverOf("yahoo");
    const answer = await bodyOf(yahoo, `/v7/finance/quote?symbols=AAA,NONE,BARE,SPY&${CRUMB}`);
    const [made, bare, fund] = answer.quoteResponse.result;
    const [real] = recorded("quote-AAPL").quoteResponse.result;
    expect(strange(made, real, "quote")).toEqual([]);
    expect(Object.keys(made).sort()).toEqual(Object.keys(real).sort());
    expect(made.dividendYield / 100).toBeCloseTo(made.dividendRate / made.regularMarketPrice, 4);
    expect(made.trailingAnnualDividendYield).toBeCloseTo(0.25 / made.regularMarketPrice, 7);
    expect(made.marketCap).toBe(Math.round(made.regularMarketPrice * made.sharesOutstanding));
    expect([bare.symbol, bare.marketCap, fund.quoteType]).toEqual(["BARE", undefined, "ETF"]);
    const many = Array.from({ length: 151 }, (_, at) => `S${at}`).join(",");
    expect((await asked(yahoo, `/v7/finance/quote?symbols=${many}&${CRUMB}`)).status).toBe(400);
  });

  test.each([
    ["VTSAX", "0P000071W8.TO"],
    ["BTC-USD", "BTC-USD"],
    ["EURUSD=X", "EURUSD=X"],
    ["GC=F", "GC=F"],
  ])("quotes %s as recorded of %s", async (symbol, real) => {
    await using yahoo = serverOf("yahoo");
    const path = `/v7/finance/quote?symbols=${encodeURIComponent(symbol)}&${CRUMB}`;
    const [made] = (await bodyOf(yahoo, path)).quoteResponse.result;
    expect(strange(made, recorded(`quote-${real}`).quoteResponse.result[0], "quote")).toEqual([]);
  });

  test.each([
    ["AAA", "AAPL", 10],
    ["VTSAX", "0P000071W8.TO", 8],
    ["BTC-USD", "BTC-USD", 5],
    ["EURUSD=X", "EURUSD=X", 3],
    ["^TYX", "^VXAPL", 4],
  ])("has the modules of %s as those recorded of %s", async (symbol, real, count) => {
    await using yahoo = serverOf("yahoo");
    const path = `${SUMMARY}${encodeURIComponent(symbol)}?modules=${MODULES}&${CRUMB}`;
    const [made] = (await bodyOf(yahoo, path)).quoteSummary.result;
    const [all] = recorded(`quoteSummary-all-${real}`).quoteSummary.result;
    expect(Object.keys(made).length).toBe(count);
    for (const [name, module] of Object.entries(made)) expect(strange(module, all[name], name)).toEqual([]);
  });

  test("says what it does not have, and tells only what is asked for", async () => {
    await using yahoo = serverOf("yahoo");
    const summary = (symbol: string, modules: string) =>
      asked(yahoo, `${SUMMARY}${symbol}?modules=${modules}&${CRUMB}`);
    const none = await summary("SPY", "financialData");
    expect([none.status, JSON.parse(none.text)]).toEqual([404, recorded("quoteSummary-financialData-GC=F")]);
    expect((await summary("NONE", "price")).text).toContain("Quote not found for symbol: NONE");
    const [told] = JSON.parse((await summary("AAA", "earningsTrend,topHoldings")).text).quoteSummary.result;
    expect(Object.keys(told)).toEqual(["earningsTrend"]);
    expect(told.earningsTrend.trend.map((each: { period: string }) => each.period)).toEqual([
      "0q",
      "+1q",
      "0y",
      "+1y",
    ]);
    expect((await asked(yahoo, `${SUMMARY}AAA?modules=price`)).status).toBe(401);
  });

  test("tells time series as recorded, of several frequencies at once, and the true figures", async () => {
    await using yahoo = serverOf("yahoo");
    const types =
      "quarterlyTotalRevenue,annualTotalAssets,trailingNetIncome,trailingTotalAssets,quarterlyCreditCard";
    const series = async (symbol: string, more = "period1=0&period2=4000000000") =>
      (await bodyOf(yahoo, `${SERIES}${symbol}?type=${types}&${more}`)).timeseries.result;
    const made = await series("AAA");
    const real = recorded("fundamentalsTimeSeries-AAPL-all-quarterly").timeseries.result.find(
      (each: { meta: { type: string[] } }) => each.meta.type[0] === "quarterlyTotalRevenue",
    );
    expect(strange(made[0], real, "entry")).toEqual([]);
    expect(Object.keys(made[0])).toEqual(["meta", "timestamp", "quarterlyTotalRevenue"]);
    expect(made.map((each: object) => Object.keys(each).length)).toEqual([3, 3, 3, 1, 1]);
    const periods = companies.periodsVisibleAt("AAA", NOW).filter((each) => each.frequency === "quarterly");
    const raws = made[0].quarterlyTotalRevenue.map(
      (each: { reportedValue: { raw: number } }) => each.reportedValue.raw,
    );
    expect(raws).toEqual(periods.map((each) => each.figures.income_statement.totalRevenue));
    const bounded = await series("AAA", `period1=${Date.parse("2025-12-01") / 1000}&period2=4000000000`);
    expect(bounded[0].timestamp.length).toBeLessThan(made[0].timestamp.length);
    for (const symbol of ["SPY", "BARE"]) {
      expect((await series(symbol)).every((each: object) => Object.keys(each).length === 1)).toBe(true);
    }
  });

  test("finds a company by its symbol, as recorded", async () => {
    await using yahoo = serverOf("yahoo");
    const found = await bodyOf(yahoo, "/v1/finance/search?q=AAA&quotesCount=6");
    expect(strange(found, recorded("search-AAPL"), "search")).toEqual([]);
    expect(found.quotes[0]).toMatchObject({ symbol: "AAA", sector: companies.find("AAA")?.sector });
    expect((await bodyOf(yahoo, "/v1/finance/search?q=NONE")).quotes).toEqual([]);
  });

  test("refuses an old crumb, and with crumbs of their own an old cookie", async () => {
    await using yahoo = serverOf("yahoo");
    const quoted = async (crumb: string, cookie = "") =>
      (await fetch(`${yahoo.origin}/v7/finance/quote?symbols=AAA&crumb=${crumb}`, { headers: { cookie } }))
        .status;
    const fetched = async (held?: string) => {
      const page = await fetch(`${yahoo.origin}/quote/AAPL`);
      const cookie = held ?? page.headers.get("set-cookie")?.split(";")[0] ?? "";
      const crumb = await fetch(`${yahoo.origin}/v1/test/getcrumb`, { headers: { cookie } });
      return { cookie, crumb: await crumb.text() };
    };
    const first = await fetched();
    yahoo.crumb = "other.Crumb";
    expect(await quoted(first.crumb, first.cookie)).toBe(401);
    const again = await fetched();
    expect(await quoted(again.crumb, again.cookie)).toBe(200);
    yahoo.rotateCrumbs = true;
    const [own, another] = [await fetched(), await fetched()];
    expect([own.crumb === another.crumb, await quoted(own.crumb, another.cookie)]).toEqual([false, 401]);
    expect([await quoted(own.crumb, own.cookie), await quoted(own.crumb)]).toEqual([200, 401]);
    yahoo.crumb = "third.Crumb";
    const stale = await fetched(own.cookie);
    expect(await quoted(stale.crumb, stale.cookie)).toBe(401);
    const fresh = await fetched();
    expect(await quoted(fresh.crumb, fresh.cookie)).toBe(200);
  });
});
