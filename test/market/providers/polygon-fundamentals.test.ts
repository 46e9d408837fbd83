import { describe, expect, test } from "bun:test";
import type { Frequency } from "../../../db/schema/words.ts";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import type {
  ProfileOutcome,
  StatementOutcome,
} from "../../../src/market/providers/fundamentals-provider.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { clientsOf } from "../../support/collecting.ts";
import { RecordedServer, type Replay, recordingOf } from "../../support/market/recorded-server.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { KEY, madeProvider, placesOf } from "./made-provider.ts";

const NOW = "2022-05-04T22:00:00Z";
const DETAILS = recordingOf("polygon/v3_reference_tickers_AAPL.json");
const REPORTS = recordingOf("polygon/vX_reference_financials.json");
const [AAPL, NXPI] = [parseSymbol("AAPL"), parseSymbol("NXPI")];

/** Asks the real client, which asks a server that replays a recording. */
async function replayed<T>(
  replay: Replay,
  ask: (made: ReturnType<typeof clientsOf>["fundamentals"], told: (outcome: T) => void) => Promise<void>,
) {
  await using server = new RecordedServer([replay]);
  const clock = new MovableClock(NOW);
  const { fundamentals } = clientsOf({ id: "polygon", origin: server.origin, clock });
  const outcomes: T[] = [];
  await ask(fundamentals, (outcome) => outcomes.push(outcome));
  expect(outcomes).toHaveLength(1);
  return { told: outcomes[0] as T, requests: [...server.requests] };
}

const context = { now: Date.parse(NOW), signal: new AbortController().signal };
const KNOWN = { quarterly: null, annual: null };

test("the recorded facts of AAPL are read column by column: no sector is made of the SEC's industry", async () => {
  const replay = { path: /^\/v3\/reference\/tickers\/AAPL/, recording: DETAILS };
  const { told, requests } = await replayed<ProfileOutcome>(replay, async (provider, tell) => {
    const query = { symbol: AAPL, type: null, groups: ["identity", "valuation"] as const };
    await provider?.profiles([query], async (_, outcome) => tell(outcome), context);
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]?.includes("TEST-KEY")).toBe(false);
  const description = (DETAILS.body as { results: { description: string } }).results.description;
  expect(told as unknown).toEqual({
    identity: {
      kind: "told",
      asOf: "2022-05-04",
      values: {
        name: "Apple Inc.",
        sector: null,
        industry: "ELECTRONIC COMPUTERS",
        country: null,
        exchange: "XNAS",
        website: "https://www.apple.com",
        description,
        ceo: null,
        employees: 154_000,
        isEtf: false,
        isFund: false,
        fiscalYearEnd: null,
        type: "EQUITY",
      },
    },
    valuation: {
      kind: "told",
      asOf: "2022-05-04",
      values: {
        currency: "USD",
        price: null,
        marketCap: 2_488_795_282_370,
        sharesOutstanding: 16_319_440_000,
        trailingPe: null,
        forwardPe: null,
        priceToBook: null,
        bookValue: null,
        epsTrailing: null,
        epsForward: null,
        dividendRate: null,
        dividendYield: null,
        week52High: null,
        week52Low: null,
        averageVolume: null,
      },
    },
  });
});

const INCOME_FIGURES = {
  totalRevenue: 3136000000,
  costOfRevenue: 1359000000,
  grossProfit: 1777000000,
  operatingExpenses: 904000000,
  operatingIncome: 873000000,
  interestExpense: 104000000,
  pretaxIncome: 768000000,
  taxProvision: 114000000,
  netIncome: 657000000,
  basicEps: 2.5,
  dilutedEps: 2.48,
};
const BALANCE_FIGURES = {
  totalAssets: 21321000000,
  currentAssets: 5275000000,
  propertyPlantEquipment: 2814000000,
  totalLiabilities: 14561000000,
  currentLiabilities: 2845000000,
  minorityInterest: 251000000,
  totalStockholdersEquity: 6509000000,
};
const CASH_FIGURES = {
  operatingCashFlow: 856000000,
  investingCashFlow: -329000000,
  financingCashFlow: -674000000,
  netChangeInCash: -147000000,
};

describe("the recorded report of NXPI", () => {
  const asked = (frequencies: readonly Frequency[]) => {
    const replay = { path: /^\/vX\/reference\/financials\?ticker=NXPI&/, recording: REPORTS };
    return replayed<StatementOutcome>(replay, async (provider, tell) => {
      const query = { symbol: NXPI, frequencies, since: isoDate("2020-01-01"), known: KNOWN };
      await provider?.statements([query], async (_, outcome) => tell(outcome), context);
    });
  };
  const head = (frequency: Frequency) => ({
    frequency,
    periodEnd: "2022-04-03",
    currency: "USD",
    fiscalYear: 2022,
    fiscalQuarter: 1,
    filingDate: "2022-05-03",
  });

  test("is read column by column", async () => {
    const { told, requests } = await asked(["quarterly"]);
    const range = "period_of_report_date.gte=2020-01-01&sort=period_of_report_date&order=desc";
    expect(requests).toEqual([`/vX/reference/financials?ticker=NXPI&timeframe=quarterly&${range}&limit=100`]);
    expect(told as unknown).toEqual({
      kind: "statements",
      statements: [
        { kind: "income_statement", ...head("quarterly"), figures: INCOME_FIGURES },
        { kind: "balance_sheet", ...head("quarterly"), figures: BALANCE_FIGURES },
        { kind: "cash_flow", ...head("quarterly"), figures: CASH_FIGURES },
      ],
    });
  });

  test("as of twelve months has no balance sheet", async () => {
    const { told, requests } = await asked(["trailing"]);
    expect(requests[0]).toContain("timeframe=ttm");
    expect(told as unknown).toEqual({
      kind: "statements",
      statements: [
        { kind: "income_statement", ...head("trailing"), figures: INCOME_FIGURES },
        { kind: "cash_flow", ...head("trailing"), figures: CASH_FIGURES },
      ],
    });
  });
});

async function profile(body: object, groups: readonly ProfileGroup[], symbol = AAPL, status = 200) {
  const { fundamentals, asked } = madeProvider("polygon", NOW, () => Response.json(body, { status }));
  const outcomes: ProfileOutcome[] = [];
  await fundamentals.profiles(
    [{ symbol, type: null, groups }],
    async (_, outcome) => void outcomes.push(outcome),
    context,
  );
  return { told: outcomes[0] ?? {}, asked, fundamentals };
}

describe("facts of Polygon", () => {
  test.each([
    ["ADRC", { isEtf: false, isFund: false, type: "EQUITY" }],
    ["ETF", { isEtf: true, isFund: false, type: "ETF" }],
    ["ETN", { isEtf: true, isFund: false, type: "ETF" }],
    ["FUND", { isEtf: false, isFund: true, type: "EQUITY" }],
    ["WARRANT", { isEtf: false, isFund: false, type: "OTHER" }],
    [undefined, { isEtf: null, isFund: null, type: null }],
  ])("%p is told by its kind; no market value is none", async (type, values) => {
    const { told } = await profile({ results: { ticker: "AAPL", type } }, ["identity", "valuation"]);
    expect(told.identity).toMatchObject({ values });
    expect(told.valuation).toEqual({ kind: "no_data", detail: "no market value of AAPL" });
  });

  test("of a share class are asked for with a dot", async () => {
    const { told, asked } = await profile(
      { results: { ticker: "BRK.B" } },
      ["identity"],
      parseSymbol("BRK-B"),
    );
    expect(placesOf(asked)).toEqual(["/v3/reference/tickers/BRK.B"]);
    expect(told.identity?.kind).toBe("told");
  });

  test("of another ticker, and of none, are faults of the groups that were asked for", async () => {
    const { told: other } = await profile({ results: { ticker: "MSFT" } }, ["identity", "beta"]);
    expect(other).toEqual({ identity: { kind: "malformed", detail: "ticker is MSFT" } });
    const { told: unknown } = await profile(
      { status: "NOT_FOUND", message: "Ticker not found." },
      ["valuation"],
      AAPL,
      404,
    );
    expect(unknown).toEqual({ valuation: { kind: "not_found", detail: "Ticker not found." } });
    const { told: refused, fundamentals } = await profile(
      { status: "NOT_AUTHORIZED", message: `not with ${KEY}` },
      ["valuation"],
      AAPL,
      403,
    );
    expect(refused.valuation?.kind).toBe("refused");
    expect(JSON.stringify([refused, fundamentals.status]).includes(KEY)).toBe(false);
  });
});

test("a company without reports has no data; a fault of one frequency keeps the others", async () => {
  const ask = async (says: (url: URL) => Response) => {
    const { fundamentals } = madeProvider("polygon", NOW, says);
    const query = {
      symbol: NXPI,
      frequencies: ["annual", "quarterly"] as const,
      since: isoDate("2020-01-01"),
      known: KNOWN,
    };
    const outcomes: StatementOutcome[] = [];
    await fundamentals.statements([query], async (_, outcome) => void outcomes.push(outcome), context);
    return outcomes[0];
  };
  const none = { kind: "no_data", detail: "no statement of NXPI since 2020-01-01" } as const;
  expect(await ask(() => Response.json({ results: [] }))).toEqual(none);
  const refuse = () => Response.json({ message: "no" }, { status: 403 });
  expect(await ask(refuse)).toMatchObject({ kind: "refused" });
  const some = await ask(({ searchParams }) =>
    searchParams.get("timeframe") === "annual" ? refuse() : Response.json(REPORTS.body),
  );
  expect(some?.kind).toBe("statements");
});
