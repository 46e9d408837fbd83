import { describe, expect, test } from "bun:test";
import type { Frequency } from "../../../db/schema/words.ts";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import type {
  ProfileOutcome,
  StatementOutcome,
} from "../../../src/market/providers/fundamentals-provider.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { BALANCE, CASH, INCOME, PROFILE } from "./fmp-answers.ts";
import { KEY, madeProvider, placesOf } from "./made-provider.ts";

// A Sunday: the quote is of the Friday before.
const NOW = "2025-02-09T22:00:00Z";
const AAPL = parseSymbol("AAPL");
const ALL = ["identity", "valuation", "beta"] as const;
type Says = (url: URL) => Response;

async function profile(says: Says, groups: readonly ProfileGroup[] = ALL, symbol = AAPL) {
  const { fundamentals, asked, context } = madeProvider("fmp", NOW, says);
  const outcomes: ProfileOutcome[] = [];
  await fundamentals.profiles(
    [{ symbol, type: null, groups }],
    async (_, told) => void outcomes.push(told),
    context,
  );
  expect(outcomes).toHaveLength(1);
  return { told: outcomes[0] ?? {}, asked, fundamentals };
}

interface Known {
  readonly quarterly: string | null;
  readonly annual: string | null;
}

async function statements(
  says: Says,
  frequencies: readonly Frequency[] = ["annual"],
  since = "2020-01-01",
  known: Known = { quarterly: null, annual: null },
) {
  const { fundamentals, asked, context } = madeProvider("fmp", NOW, says);
  const outcomes: StatementOutcome[] = [];
  const day = (text: string | null) => (text === null ? null : isoDate(text));
  const stored = { quarterly: day(known.quarterly), annual: day(known.annual) };
  const query = { symbol: AAPL, frequencies, since: isoDate(since), known: stored };
  await fundamentals.statements([query], async (_, told) => void outcomes.push(told), context);
  expect(outcomes).toHaveLength(1);
  return { told: outcomes[0] as StatementOutcome, asked, fundamentals };
}

const OF_PATH: Readonly<Record<string, object>> = {
  "/stable/profile": PROFILE,
  "/stable/income-statement": INCOME,
  "/stable/balance-sheet-statement": BALANCE,
  "/stable/cash-flow-statement": CASH,
};
/** What the documentation has of each path; of quarters the same with another period. */
const documented: Says = ({ pathname, searchParams }) => {
  const quarter = { date: "2024-12-28", filingDate: "2025-01-31", fiscalYear: "2025", period: "Q1" };
  const more = searchParams.get("period") === "quarter" ? quarter : {};
  return Response.json([{ ...OF_PATH[pathname], ...more }]);
};
const kinds = ({ told }: { readonly told: StatementOutcome }) =>
  told.kind === "statements"
    ? told.statements.map(({ kind, frequency }) => `${frequency} ${kind}`)
    : told.kind;

describe("a profile of FMP", () => {
  test("is one request, read column by column", async () => {
    const { told, asked } = await profile(documented);
    expect(placesOf(asked)).toEqual(["/stable/profile?symbol=AAPL"]);
    const asOf = isoDate("2025-02-07");
    expect(told).toEqual({
      identity: {
        kind: "told",
        asOf,
        values: {
          name: "Apple Inc.",
          sector: "Technology",
          industry: "Consumer Electronics",
          country: "US",
          exchange: "NASDAQ",
          website: "https://www.apple.com",
          description: "Apple Inc. designs, manufactures, and markets smartphones.",
          ceo: "Mr. Timothy D. Cook",
          employees: 164_000,
          isEtf: false,
          isFund: false,
          fiscalYearEnd: null,
          type: "EQUITY",
        },
      },
      valuation: {
        kind: "told",
        asOf,
        values: {
          currency: "USD",
          price: 232.8,
          marketCap: 3_500_823_120_000,
          sharesOutstanding: null,
          trailingPe: null,
          forwardPe: null,
          priceToBook: null,
          bookValue: null,
          epsTrailing: null,
          epsForward: null,
          dividendRate: 0.99,
          dividendYield: null,
          week52High: 260.1,
          week52Low: 164.08,
          averageVolume: 50_542_058,
        },
      },
      beta: { kind: "told", asOf, values: { beta: 1.24, definition: "fmp_unstated" } },
    });
  });

  test("with little in it tells nulls and zeros, which are nothing, and no beta", async () => {
    const bare = {
      symbol: "AAPL",
      companyName: " ",
      fullTimeEmployees: "many",
      range: "n/a",
      price: 0,
      lastDividend: 0,
      averageVolume: 0,
      beta: 0,
      currency: "",
    };
    const { told } = await profile(() => Response.json([bare]));
    const values = (group: "identity" | "valuation") => {
      const outcome = told[group];
      return outcome?.kind === "told" ? Object.values(outcome.values).filter((each) => each !== null) : null;
    };
    expect([values("identity"), values("valuation")]).toEqual([[], []]);
    expect(told.beta).toEqual({ kind: "no_data", detail: "no beta of AAPL" });
  });

  test.each([
    [{ isEtf: true, isFund: false }, "ETF"],
    [{ isEtf: false, isFund: true }, null],
    [{ isEtf: null, isFund: null }, null],
  ])("%p is told as %p", async (marks, type) => {
    const { told } = await profile(() => Response.json([{ ...PROFILE, ...marks }]));
    expect(told.identity).toMatchObject({ values: { ...marks, type } });
  });

  test("of an open fund is told by its name's form", async () => {
    const { told } = await profile(
      () => Response.json([{ ...PROFILE, symbol: "VTSAX", isFund: true }]),
      ALL,
      parseSymbol("VTSAX"),
    );
    expect(told.identity).toMatchObject({ values: { isFund: true, type: "MUTUALFUND" } });
  });

  test("of an unknown name is not found: each group that was asked for and that FMP has, once", async () => {
    const { told } = await profile(() => Response.json([]), ["valuation", "targets"]);
    expect(told).toEqual({ valuation: { kind: "not_found", detail: "no profile of AAPL" } });
  });

  test.each([
    [() => Response.json({ "Error Message": `Invalid API KEY ${KEY}` }, { status: 401 }), "refused"],
    [() => Response.json([{ ...PROFILE, symbol: "MSFT" }]), "malformed"],
    [() => Response.json([{ ...PROFILE, marketCap: "much" }]), "malformed"],
    [() => new Response("", { status: 500 }), "transport"],
  ])("a fault is each group's, without the key (%#)", async (says, kind) => {
    const { told, fundamentals } = await profile(says);
    expect(Object.values(told).map((each) => each.kind)).toEqual([kind, kind, kind] as never);
    expect(JSON.stringify([told, fundamentals.status]).includes(KEY)).toBe(false);
  });
});

describe("statements of FMP", () => {
  test("are read column by column; a zero is nothing that was told", async () => {
    const { told, asked } = await statements(documented);
    expect(placesOf(asked)).toEqual(
      ["income-statement", "balance-sheet-statement", "cash-flow-statement"].map(
        (path) => `/stable/${path}?symbol=AAPL&period=annual&limit=5`,
      ),
    );
    const head = {
      frequency: "annual",
      periodEnd: "2024-09-28",
      currency: "USD",
      fiscalYear: 2024,
      fiscalQuarter: null,
      filingDate: "2024-11-01",
    };
    expect(told as unknown).toEqual({
      kind: "statements",
      statements: [
        {
          kind: "income_statement",
          ...head,
          figures: {
            totalRevenue: 391035000000,
            costOfRevenue: 210352000000,
            grossProfit: 180683000000,
            researchAndDevelopment: 31370000000,
            sellingGeneralAndAdministrative: 26097000000,
            operatingExpenses: 57467000000,
            operatingIncome: 123216000000,
            otherIncome: 269000000,
            pretaxIncome: 123485000000,
            taxProvision: 29749000000,
            netIncome: 93736000000,
            ebit: 123216000000,
            ebitda: 134661000000,
            depreciationAndAmortization: 11445000000,
            basicEps: 6.11,
            dilutedEps: 6.08,
            basicAverageShares: 15343783000,
            dilutedAverageShares: 15408095000,
          },
        },
        {
          kind: "balance_sheet",
          ...head,
          figures: {
            totalAssets: 364980000000,
            currentAssets: 152987000000,
            cashAndCashEquivalents: 29943000000,
            shortTermInvestments: 35228000000,
            cashAndShortTermInvestments: 65171000000,
            accountsReceivable: 33410000000,
            inventory: 7286000000,
            otherCurrentAssets: 14287000000,
            propertyPlantEquipment: 45680000000,
            longTermInvestments: 91479000000,
            otherNonCurrentAssets: 55335000000,
            totalLiabilities: 308030000000,
            currentLiabilities: 176392000000,
            accountsPayable: 68960000000,
            deferredRevenue: 8249000000,
            shortTermDebt: 20879000000,
            longTermDebt: 85750000000,
            totalDebt: 106629000000,
            totalStockholdersEquity: 56950000000,
            retainedEarnings: -19154000000,
            commonStock: 83276000000,
            accumulatedOtherComprehensiveIncome: -7172000000,
          },
        },
        {
          kind: "cash_flow",
          ...head,
          figures: {
            operatingCashFlow: 118254000000,
            depreciationAndAmortization: 11445000000,
            stockBasedCompensation: 11688000000,
            changeInWorkingCapital: 3651000000,
            otherNonCashItems: -2266000000,
            investingCashFlow: 2935000000,
            capitalExpenditures: -9447000000,
            purchasesOfInvestments: -48656000000,
            salesOfInvestments: 62346000000,
            otherInvesting: -1308000000,
            financingCashFlow: -121983000000,
            dividendsPaid: -15234000000,
            stockRepurchases: -94949000000,
            debtIssuanceRepayment: -5998000000,
            otherFinancing: -5802000000,
            netChangeInCash: -794000000,
            beginningCashPosition: 30737000000,
            endingCashPosition: 29943000000,
          },
        },
      ],
    });
  });

  test("of quarters have their number; names before the stable interface are understood; no twelve months are asked for", async () => {
    const old = {
      fiscalYear: undefined,
      filingDate: undefined,
      calendarYear: 2024,
      fillingDate: "2024-02-02 00:00:00",
    };
    const { told, asked } = await statements(
      () => Response.json([{ ...INCOME, ...old, period: "Q3", reportedCurrency: "" }]),
      ["quarterly", "trailing"],
    );
    expect(placesOf(asked)).toEqual(
      ["income-statement", "balance-sheet-statement", "cash-flow-statement"].map(
        (path) => `/stable/${path}?symbol=AAPL&period=quarter&limit=5`,
      ),
    );
    const head = {
      frequency: "quarterly",
      fiscalYear: 2024,
      fiscalQuarter: 3,
      filingDate: "2024-02-02",
      currency: null,
    };
    expect(told).toMatchObject({ statements: [head, head, head] });
    const { told: trailing, asked: none } = await statements(documented, ["trailing"]);
    expect([trailing.kind, none]).toEqual(["no_data", []]);
  });

  test("are of periods since a day", async () => {
    const { told } = await statements(documented, ["annual", "quarterly"], "2024-10-01");
    expect(kinds({ told })).toEqual([
      "quarterly income_statement",
      "quarterly balance_sheet",
      "quarterly cash_flow",
    ]);
    const late = await statements(documented, ["annual"], "2025-01-01");
    expect(late.told).toEqual({ kind: "no_data", detail: "no statement of AAPL since 2025-01-01" });
  });

  test("of periods that are known already cost one request a frequency", async () => {
    const known = { annual: "2024-09-28", quarterly: "2024-09-28" };
    const made = await statements(documented, ["annual", "quarterly"], "2020-01-01", known);
    expect(made.asked).toHaveLength(4);
    expect(kinds(made)).toEqual([
      "annual income_statement",
      "quarterly income_statement",
      "quarterly balance_sheet",
      "quarterly cash_flow",
    ]);
  });

  test("of a fund are none, which costs one request a frequency", async () => {
    const { told, asked } = await statements(() => Response.json([]), ["annual", "quarterly"]);
    expect(told).toMatchObject({ kind: "no_data" });
    expect(asked).toHaveLength(2);
  });

  test("that a plan permits of years only are told as far as they came", async () => {
    const made = await statements(
      (url) =>
        url.searchParams.get("period") === "quarter"
          ? new Response("Premium Query Parameter: period", { status: 402 })
          : documented(url),
      ["quarterly", "annual"],
    );
    expect(made.asked).toHaveLength(4);
    expect(kinds(made)).toEqual(["annual income_statement", "annual balance_sheet", "annual cash_flow"]);
  });

  test.each([
    [() => Response.json({ "Error Message": `Limit ${KEY}` }, { status: 402 }), "refused"],
    [() => Response.json([{ ...INCOME, date: "today" }]), "malformed"],
    [() => new Response("", { status: 500 }), "transport"],
  ])("of which none came end with the fault, without the key (%#)", async (says, kind) => {
    const { told, fundamentals } = await statements(says);
    expect(told.kind as string).toBe(kind);
    expect(JSON.stringify([told, fundamentals.status]).includes(KEY)).toBe(false);
  });
});
