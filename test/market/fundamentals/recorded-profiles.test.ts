import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ROADS } from "../providers/replay.ts";
import { BOTH, fileOf, modulesIn, quotesIn, RECORDED_SYMBOLS, recorded } from "./recorded-answers.ts";
import { ALL_GROUPS, Replaying, TODAY } from "./replaying.ts";
import { estimateColumns, financialColumns, quoteColumns, type Raw, tradedColumns } from "./yahoo-groups.ts";
import { asRecorded } from "./yahoo-replay.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const FRIDAY = "2025-02-14";
const COMPANIES = ["AAPL", "GOOG", "SPOT", "CRON", "OCDO.L"] as const;
const FUND = "0P000071W8.TO";
/** What is no company and no fund by its form, so that nobody is asked. */
const NO_COMPANIES: readonly string[] = ["EURUSD=X", "GC=F", "^VXAPL"];
const ASKED = RECORDED_SYMBOLS.filter((symbol) => !NO_COMPANIES.includes(symbol));

/** Symbol, type, name, sector, chief, employees, end of the fiscal year. */
const WHO = [
  ["AAPL", "EQUITY", "Apple Inc.", "Technology", "Mr. Timothy D. Cook", 150_000, "09-28"],
  ["GOOG", "EQUITY", "Alphabet Inc.", "Communication Services", "Mr. Sundar  Pichai", 183_323, "12-31"],
  ["SPOT", "EQUITY", "Spotify Technology S.A.", "Communication Services", "Mr. Daniel G. Ek", 7_691, "12-31"],
  ["CRON", "EQUITY", "Cronos Group Inc.", "Healthcare", "Mr. Michael Ryan Gorenstein J.D.", 356, "12-31"],
  [
    "OCDO.L",
    "EQUITY",
    "Ocado Group plc",
    "Consumer Defensive",
    "Mr. Timothy  Steiner O.B.E.",
    18_869,
    "12-03",
  ],
  [FUND, "MUTUALFUND", "TD US Index e", null, null, null, null],
  ["BTC-USD", "CRYPTOCURRENCY", "Bitcoin USD", null, null, null, null],
  ["ADH", "MUTUALFUND", "54688", null, null, null, null],
] as const;

/** Symbol, day of the quote, currency, yield as a fraction, yearly dividend a share. */
const QUOTED = [
  ["AAPL", FRIDAY, "USD", 0.0041, 1],
  ["GOOG", FRIDAY, "USD", 0.0043, 0.8],
  ["SPOT", FRIDAY, "USD", 0, 0],
  ["CRON", FRIDAY, "USD", 0, 0],
  // London was open on the Monday.
  ["OCDO.L", "2025-02-17", "GBp", 0, 0],
  [FUND, FRIDAY, "CAD", 0.0073, 1.12158],
  ["BTC-USD", "2025-02-17", "USD", null, null],
  // The fund was wound up: its last quote is of years ago.
  ["ADH", "2019-06-28", null, null, null],
] as const;

/** Symbol, last day, first and last day of the next, whether these are only expected. */
const EARNINGS = [
  ["AAPL", "2025-01-30", "2025-04-30", "2025-05-05", 1],
  ["GOOG", "2025-02-04", "2025-04-23", "2025-04-28", 1],
  ["SPOT", "2025-02-04", null, null, null],
  ["CRON", null, "2025-02-26", "2025-03-03", 1],
  ["OCDO.L", "2025-01-14", "2025-02-27", "2025-02-27", 0],
] as const;

const BETAS = [
  ["AAPL", 1.2, "yahoo_5y_monthly"],
  ["GOOG", 0.991, "yahoo_5y_monthly"],
  ["SPOT", 1.628, "yahoo_5y_monthly"],
  ["CRON", 1.011, "yahoo_5y_monthly"],
  ["OCDO.L", 1.847, "yahoo_5y_monthly"],
  [FUND, 0.96, "yahoo_3y_monthly"],
] as const;

const modulesOf = (symbol: string) => modulesIn(recorded(fileOf.summary(symbol)));
const quoteOf = (symbol: string) => quotesIn(recorded(fileOf.quote(symbol)))[0] as Raw;

describe.each(ROADS)("recorded profiles by the road of %s", (road) => {
  const told = async () => {
    const yahoo = new Replaying(road);
    return { yahoo, ends: await yahoo.profiles(RECORDED_SYMBOLS) };
  };

  test("come with one request of quotes, one a symbol of the rest, and one crumb; nobody is asked for pairs and indices", async () => {
    const { yahoo, ends } = await told();
    await using _ = yahoo;
    expect(yahoo.server.asked.filter(({ kind }) => kind === "quote").map(({ symbols }) => symbols)).toEqual([
      ASKED,
    ]);
    const summaries = yahoo.server.asked
      .filter(({ kind }) => kind === "summary")
      .flatMap(({ symbols }) => symbols);
    expect(summaries.sort()).toEqual([...ASKED].sort());
    expect(yahoo.server.asked).toHaveLength(1 + ASKED.length);
    expect(yahoo.server.crumbs).toBe(1);
    for (const symbol of ASKED) expect(ends.get(symbol)).toEqual({ missing: null, detail: null });
    for (const symbol of NO_COMPANIES) {
      expect(ends.get(symbol)).toEqual({ missing: null, detail: null });
      expect(new Set(Object.values(yahoo.missing(symbol)))).toEqual(new Set(["no_provider"]));
      for (const table of ["profile", "valuation", "vendor_beta", "company_ratio"])
        expect(yahoo.rows(table, symbol)).toEqual([]);
    }
    expect(yahoo.printed).toEqual([]);
  });

  test("say who or what it is, and what Yahoo has none of", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    for (const [symbol, type, name, sector, ceo, employees, fiscal_year_end] of WHO) {
      const [row, ...others] = yahoo.rows("profile", symbol);
      expect(others).toEqual([]);
      const { assetProfile = {}, quoteType = {} } = modulesOf(symbol);
      expect(row).toEqual({
        ...{ as_of: TODAY, source: road, name, sector, ceo, employees, fiscal_year_end },
        exchange: quoteType.exchange as string,
        industry: (assetProfile.industry ?? null) as string | null,
        country: (assetProfile.country ?? null) as string | null,
        website: (assetProfile.website ?? null) as string | null,
        description:
          ((assetProfile.longBusinessSummary ?? assetProfile.description ?? null) as string | null)?.trim() ??
          null,
        is_etf: 0,
        is_fund: type === "MUTUALFUND" ? 1 : 0,
      });
      expect(yahoo.base.rows("SELECT type FROM symbol WHERE symbol = ?", symbol)).toEqual([{ type }]);
    }
    const none = (...groups: readonly string[]) =>
      Object.fromEntries(ALL_GROUPS.map((group) => [group, groups.includes(group) ? "no_data" : null]));
    for (const symbol of COMPANIES) expect(yahoo.missing(symbol)).toEqual(none("sector_weights"));
    const ofCompanies = ["ratios", "targets", "estimates", "earnings_dates"];
    expect(yahoo.missing(FUND)).toEqual(none(...ofCompanies));
    for (const symbol of ["ADH", "BTC-USD"])
      expect(yahoo.missing(symbol)).toEqual(none(...ofCompanies, "beta", "sector_weights"));
  });

  test("say what the market pays as of the day of the quote, with every yield as a fraction", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    for (const [symbol, as_of, currency, dividend_yield, dividend_rate] of QUOTED) {
      const head = { as_of, source: road, currency, dividend_rate, dividend_yield };
      const [row, ...others] = yahoo.rows("valuation", symbol);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ ...head, ...tradedColumns(quoteOf(symbol)) });
      const { financialCurrency } = quoteOf(symbol);
      // What a share earns and is worth by the books is told in the company's own currency.
      if (currency === (financialCurrency ?? currency))
        expect(row).toEqual({ ...head, ...quoteColumns(quoteOf(symbol)) } as never);
    }
  });

  test("say when earnings were last and are next, on the exchange's days", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    for (const [symbol, last_date, next_from, next_through, is_expected] of EARNINGS) {
      const { earnings = {} } = modulesOf(symbol).calendarEvents as { earnings?: Raw };
      const of = (name: string) => (earnings[name] ?? null) as number | null;
      expect(yahoo.rows("earnings_date", symbol)).toEqual([
        {
          ...{ as_of: TODAY, source: road, last_date, next_from, next_through, is_expected },
          ...{ eps_average: of("earningsAverage"), eps_low: of("earningsLow"), eps_high: of("earningsHigh") },
          ...{
            revenue_average: of("revenueAverage"),
            revenue_low: of("revenueLow"),
            revenue_high: of("revenueHigh"),
          },
        },
      ]);
    }
    for (const symbol of [FUND, "ADH", "BTC-USD"]) expect(yahoo.rows("earnings_date", symbol)).toEqual([]);
  });

  test("have betas with what Yahoo says of how they are made", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    for (const [symbol, beta, definition] of BETAS)
      expect(yahoo.rows("vendor_beta", symbol)).toEqual([{ as_of: TODAY, source: road, beta, definition }]);
    for (const symbol of ["ADH", "BTC-USD"]) expect(yahoo.rows("vendor_beta", symbol)).toEqual([]);
  });

  test("have the ratios, targets and estimates of companies, column by column", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    for (const symbol of COMPANIES) {
      const { financialData = {}, defaultKeyStatistics = {}, earningsTrend = {} } = modulesOf(symbol);
      const head = { as_of: TODAY, source: road };
      expect(yahoo.rows("company_ratio", symbol)).toEqual([
        {
          ...{ ...head, ...financialColumns("company_ratio", financialData) },
          currency: financialData.financialCurrency as string,
          earnings_quarterly_growth: (defaultKeyStatistics.earningsQuarterlyGrowth ?? null) as number | null,
        },
      ]);
      const key = financialData.recommendationKey as string;
      expect(yahoo.rows("analyst_target", symbol)).toEqual([
        {
          ...{ ...head, ...financialColumns("analyst_target", financialData) },
          recommendation_key: key === "none" ? null : key,
        },
      ]);
      const estimates = yahoo.rows("analyst_estimate", symbol);
      const expected = estimateColumns(earningsTrend).filter(
        ({ eps_average, revenue_average, eps_year_ago }) => {
          return eps_average !== null || revenue_average !== null || eps_year_ago !== null;
        },
      );
      const byHorizon = (a: Raw, b: Raw) => (String(a.horizon) < String(b.horizon) ? -1 : 1);
      expect([...estimates].sort(byHorizon)).toEqual(
        expected.map((each) => ({ ...head, ...each }) as never).sort(byHorizon),
      );
      expect(estimates.length).toBeGreaterThan(0);
    }
    expect(yahoo.rows("analyst_estimate", "AAPL")).toHaveLength(4);
  });

  test("have a fund's weights in the vendor's words, as fractions that make one", async () => {
    const { yahoo } = await told();
    await using _ = yahoo;
    const weights = yahoo.rows("sector_weight", FUND).map(({ sector, weight }) => [sector, weight]);
    expect(Object.fromEntries(weights)).toEqual({
      ...{ "Real Estate": 0.020499999, "Consumer Cyclical": 0.096099995, "Basic Materials": 0.021300001 },
      ...{ "Consumer Defensive": 0.056900002, Technology: 0.3325, "Communication Services": 0.0933 },
      ...{ "Financial Services": 0.119399995, Utilities: 0.0238, Industrials: 0.0797 },
      ...{ Energy: 0.038399998, Healthcare: 0.1178 },
    });
    const total = weights.reduce((sum, [, weight]) => sum + Number(weight), 0);
    expect(Math.abs(total - 1)).toBeLessThan(0.001);
    for (const symbol of COMPANIES) expect(yahoo.rows("sector_weight", symbol)).toEqual([]);
  });

  test("of two symbols that one answer tells of are each its own", async () => {
    await using yahoo = new Replaying(road, (asked) =>
      asked.kind === "quote" ? recorded(fileOf.quote(BOTH)) : asRecorded(asked),
    );
    await yahoo.profiles(["BABA", "AAPL", "GOOG"], { groups: ["valuation"] });
    const [apple, alibaba] = quotesIn(recorded(fileOf.quote(BOTH))) as [Raw, Raw];
    expect(yahoo.rows("valuation", "AAPL")).toMatchObject([
      { ...quoteColumns(apple), dividend_yield: 0.0041 },
    ]);
    // Two of a hundred and a quarter is 1.6 %, whatever was paid before. Its books are in yuan, so that a price in dollars
    // divided by them is nothing.
    expect(alibaba).toMatchObject({ currency: "USD", financialCurrency: "CNY" });
    const byBooks = { book_value: null, price_to_book: null };
    expect(yahoo.rows("valuation", "BABA")).toMatchObject([
      { ...quoteColumns(alibaba), ...byBooks, dividend_yield: 0.016 },
    ]);
    // One that is left out of the answer is not known to it.
    expect(yahoo.missing("GOOG")).toEqual({ valuation: "not_found" });
    expect(yahoo.rows("valuation", "GOOG")).toEqual([]);
  });
});
