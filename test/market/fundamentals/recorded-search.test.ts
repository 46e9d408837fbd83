import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Recording } from "../../support/market/recorded-server.ts";
import { ROADS } from "../providers/replay.ts";
import { FAKES, fileOf, RECORDED_SYMBOLS, recorded } from "./recorded-answers.ts";
import { Replaying, TODAY } from "./replaying.ts";
import { type Answering, asRecorded } from "./yahoo-replay.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

/** What a summary is answered with where what needs a crumb is in trouble. */
const FORBIDDEN: Recording = {
  status: 403,
  contentType: "application/json",
  body: { finance: { error: "Forbidden" } },
};
const troubled: Answering = (asked) => (asked.kind === "summary" ? FORBIDDEN : asRecorded(asked));
const IDENTITY = { groups: ["identity", "beta"] as const };

/** Symbol, type, name, sector and exchange by the search for it. */
const FOUND = [
  ["AAPL", "EQUITY", "Apple Inc.", "Technology", "NMS"],
  ["GOOG", "EQUITY", "Alphabet Inc.", "Communication Services", "NMS"],
  ["SPOT", "EQUITY", "Spotify Technology S.A.", "Communication Services", "NYQ"],
  ["CRON", "EQUITY", "Cronos Group Inc.", "Healthcare", "NGM"],
  ["OCDO.L", "EQUITY", "Ocado Group plc", "Consumer Defensive", "LSE"],
  ["0P000071W8.TO", "MUTUALFUND", "TD Indiciel américain - e (C$)", null, "TOR"],
  ["BTC-USD", "CRYPTOCURRENCY", "Bitcoin USD", null, "CCC"],
  ["EURUSD=X", "CURRENCY", "EUR/USD", null, "CCY"],
  ["GC=F", "FUTURE", "Gold Apr 25", null, "CMX"],
  ["^VXAPL", "INDEX", "CBOE EQUITY VIXON APPLE", null, "WCB"],
] as const;

/** The industry that the search for a symbol tells of it. */
function industryOf(symbol: string): string | null {
  const { quotes } = recorded(fileOf.search(symbol)).body as {
    quotes: readonly { symbol?: string; industry?: string }[];
  };
  return quotes.find((quote) => quote.symbol === symbol)?.industry ?? null;
}

describe("where what needs a crumb is in trouble", () => {
  test.each(FOUND)("the search for %s tells what it is: %s", async (symbol, type, name, sector, exchange) => {
    await using yahoo = new Replaying("yahoo", troubled);
    const outcome = await yahoo.profileOf(symbol, IDENTITY.groups);
    expect(outcome.beta).toMatchObject({ kind: "refused" });
    expect(outcome.identity).toEqual({
      kind: "told",
      asOf: TODAY,
      values: {
        ...{ name, sector, exchange, type, industry: industryOf(symbol) },
        ...{
          country: null,
          website: null,
          description: null,
          ceo: null,
          employees: null,
          fiscalYearEnd: null,
        },
        ...{ isEtf: false, isFund: type === "MUTUALFUND" },
      } as never,
    });
    expect(yahoo.server.asked.map(({ kind }) => kind)).toEqual(["summary", "search"]);
    expect(yahoo.printed).toEqual([]);
  });

  test("what the search tells is stored, and the groups that it cannot tell are looked for again", async () => {
    await using yahoo = new Replaying("yahoo", troubled);
    const ends = await yahoo.profiles(["AAPL", "ADH"], IDENTITY);
    expect(ends.get("AAPL")).toMatchObject({ missing: "refused" });
    expect(yahoo.rows("profile", "AAPL")).toMatchObject([
      { name: "Apple Inc.", sector: "Technology", source: "yahoo" },
    ]);
    expect(yahoo.missing("AAPL")).toEqual({ identity: null, beta: "refused" });
    // Other symbols that the search finds are none of it.
    expect(yahoo.missing("ADH")).toEqual({ identity: "not_found", beta: "refused" });
    expect(yahoo.rows("profile", "ADH")).toEqual([]);
  });

  test("an answer that is no search's stores nothing, and is thrown at nobody", async () => {
    await using yahoo = new Replaying("yahoo", (asked) =>
      asked.kind === "search" ? recorded(FAKES.search) : troubled(asked),
    );
    const ends = await yahoo.profiles(["AAPL"], IDENTITY);
    expect(["not_found", "malformed", "refused"]).toContain(ends.get("AAPL")?.missing as never);
    expect(yahoo.missing("AAPL")).toEqual({ identity: "not_found", beta: "refused" });
    expect(yahoo.rows("profile", "AAPL")).toEqual([]);
    expect(yahoo.printed).toEqual([]);
  });

  test("the other road has no search", async () => {
    await using yahoo = new Replaying("yahooquery", troubled);
    await yahoo.profiles(["AAPL"], IDENTITY);
    expect(yahoo.missing("AAPL")).toEqual({ identity: "refused", beta: "refused" });
    expect(yahoo.server.countOf("search")).toBe(0);
  });
});

test("every symbol's search was recorded, and one finds only others", () => {
  const others = RECORDED_SYMBOLS.filter((symbol) => !FOUND.some(([found]) => found === symbol));
  expect(others).toEqual(["ADH"]);
  const { quotes } = recorded(fileOf.search("ADH")).body as { quotes: readonly { symbol?: string }[] };
  expect(quotes.length).toBeGreaterThan(0);
  expect(quotes.map(({ symbol }) => symbol)).not.toContain("ADH");
});

describe.each(ROADS)("by the road of %s", (road) => {
  test("a time series of another symbol's lines without values is none, stores nothing, and is thrown at nobody", async () => {
    await using yahoo = new Replaying(road, (asked) =>
      asked.kind === "timeseries" ? recorded(FAKES.timeseries) : asRecorded(asked),
    );
    expect(await yahoo.statementsOf("EURGBP=X")).toMatchObject({ kind: "no_data" });
    const ends = await yahoo.statements(["GOOG"]);
    expect(ends.get("GOOG")).toEqual({ missing: "malformed", detail: "meta.symbol is EURGBP=X" });
    for (const table of ["income_statement", "balance_sheet", "cash_flow"])
      expect(yahoo.rows(table, "GOOG")).toEqual([]);
    expect(yahoo.printed).toEqual([]);
  });

  test("a page that is missing says nothing of a symbol: what was told of it stands, and it is looked for again", async () => {
    let isGone = false;
    await using yahoo = new Replaying(road, (asked) =>
      isGone && asked.kind === "summary" ? null : asRecorded(asked),
    );
    await yahoo.profiles(["AAPL"], { groups: ["beta", "ratios"], isKnown: true });
    const before = yahoo.rows("company_ratio", "AAPL");
    isGone = true;
    const ends = await yahoo.profiles(["AAPL"], { groups: ["beta", "ratios"], isKnown: true });
    expect(ends.get("AAPL")?.missing).toBe("malformed");
    expect(yahoo.rows("company_ratio", "AAPL")).toEqual(before);
    const states = yahoo.rows("field_group_state", "AAPL", "field_group");
    for (const state of states)
      expect(state).toMatchObject({ night: "2025-02-14", failures: 1, missing: "malformed" });
  });
});
