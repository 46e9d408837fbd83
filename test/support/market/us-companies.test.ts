import { describe, expect, test } from "bun:test";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { asked, bodyOf, companies, market, NOW, serverOf } from "./company-servers.ts";
import { recordingOf } from "./recorded-server.ts";
import { strange } from "./shape.ts";

describe("an FMP server", () => {
  const prices = "/stable/historical-price-eod/full?symbol=AAA&from=2026-02-27&to=2026-03-05";

  test("wants its key, tells nothing of lists and keeps to a day's limit", async () => {
    await using fmp = serverOf("fmp");
    const refused = await fetch(`${fmp.origin}${prices}`, { headers: { apikey: "X" } });
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining("Invalid API KEY")]);
    expect((await fetch(`${fmp.origin}${prices}&apikey=FMP-KEY`)).status).toBe(200);
    expect(await bodyOf(fmp, "/stable/profile?symbol=AAA,BBB")).toEqual([]);
    fmp.dailyLimit = 4;
    expect((await asked(fmp, prices)).status).toBe(200);
    expect(await asked(fmp, prices)).toEqual({ status: 429, text: expect.stringContaining("Limit Reach") });
    fmp.now = () => NOW + 86_400_000;
    expect((await asked(fmp, prices)).status).toBe(200);
    expect(fmp.countOf("fmp_prices", "AAA")).toBe(5);
  });

  test("tells prices as recorded, adjusted for splits, and actions", async () => {
    await using fmp = serverOf("fmp");
    const made = await bodyOf(fmp, prices);
    const real = recordingOf("fmp/historical-price-eod-full-AAPL.json").body as object[];
    expect(Object.keys(made[0])).toEqual(Object.keys(real[0] ?? {}));
    expect(made.map((each: { date: string }) => each.date)).toEqual([
      "2026-03-05",
      "2026-03-04",
      "2026-03-03",
      "2026-03-02",
      "2026-02-27",
    ]);
    const traded = market.find("AAA")?.bars.get(isoDate("2026-03-03"))?.close ?? 0;
    expect(made[2].close).toBeCloseTo((traded * 2) / 3, 2);
    expect(await bodyOf(fmp, "/stable/splits?symbol=AAA")).toMatchObject([
      { date: "2026-03-04", numerator: 3 },
    ]);
    const [paid] = await bodyOf(fmp, "/stable/dividends?symbol=AAA");
    expect([paid.date, paid.dividend, paid.adjDividend]).toEqual(["2026-03-10", 0.25, 0.25]);
  });

  test("tells profiles, and statements whose untold lines are zero", async () => {
    await using fmp = serverOf("fmp");
    const [profile] = await bodyOf(fmp, "/stable/profile?symbol=AAA");
    expect(profile).toMatchObject({ symbol: "AAA", isEtf: false, beta: companies.find("AAA")?.beta });
    expect(await bodyOf(fmp, "/stable/profile?symbol=EURUSD%3DX")).toEqual([]);
    const balance = await bodyOf(fmp, "/stable/balance-sheet-statement?symbol=AAA&period=quarter&limit=3");
    const [newest] = companies
      .periodsVisibleAt("AAA", NOW)
      .filter(({ frequency }) => frequency === "quarterly")
      .slice(-1);
    expect([balance.length, balance[0].date]).toEqual([3, newest?.end]);
    expect(balance[0].totalAssets).toBe(newest?.figures.balance_sheet.totalAssets);
    const untold = Object.keys(STATEMENT_LINES.balance_sheet).find(
      (each) => !(each in (newest?.figures.balance_sheet ?? {})),
    );
    expect(untold === undefined ? 0 : balance[0][STATEMENT_LINES.balance_sheet[untold]?.fmp[0] ?? ""]).toBe(
      0,
    );
    expect((await bodyOf(fmp, "/stable/income-statement?symbol=AAA&period=annual"))[0].period).toBe("FY");
  });
});

describe("a Polygon server with companies", () => {
  test("tells details and reports as recorded, page by page", async () => {
    await using polygon = serverOf("polygon");
    const details = await bodyOf(polygon, "/v3/reference/tickers/BRK.B");
    const real = recordingOf("polygon/v3_reference_tickers_AAPL.json").body;
    expect(strange(details, real, "details")).toEqual([]);
    expect([details.results.type, polygon.countOf("details", "BRK-B")]).toEqual(["CS", 1]);
    expect((await asked(polygon, "/v3/reference/tickers/NONE")).status).toBe(404);
    const path = "/vX/reference/financials?ticker=BRK.B&timeframe=quarterly&limit=3";
    const page = await bodyOf(polygon, path);
    const report = recordingOf("polygon/vX_reference_financials.json").body as { results: object[] };
    const [head] = page.results.map(({ financials: _, ...rest }: { financials: object }) => rest);
    expect(strange(head, report.results[0], "report")).toEqual([]);
    const next = await bodyOf(polygon, page.next_url.slice("https://api.polygon.io".length));
    expect([page.results.length, next.results.length, next.next_url]).toEqual([3, 2, undefined]);
    expect(page.results[0].financials.income_statement.basic_earnings_per_share.unit).toMatch(/ \/ shares$/);
    const since =
      "/vX/reference/financials?ticker=BRK.B&timeframe=ttm&period_of_report_date.gte=2026-01-01&limit=100";
    const trailing = (await bodyOf(polygon, since)).results;
    expect(trailing.every((each: { end_date: string }) => each.end_date >= "2026-01-01")).toBe(true);
    expect([trailing[0].fiscal_period, "balance_sheet" in trailing[0].financials]).toEqual(["TTM", false]);
  });
});
