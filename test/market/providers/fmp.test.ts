import { describe, expect, test } from "bun:test";
import { Fmp } from "../../../src/market/providers/fmp.ts";
import type { Outcome } from "../../../src/market/providers/outcome.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { actionsOf, barsOf, factsOf, wordOf } from "../../support/collecting.ts";
import { asTradedMarket } from "../../support/market/as-traded-market.ts";
import { type Recording, type Replay, recordingOf } from "../../support/market/recorded-server.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { KEY, madeProvider, placesOf } from "./made-provider.ts";
import { replay } from "./replay.ts";

const NOW = "2023-01-11T12:00:00Z";
const AAPL = parseSymbol("AAPL");
const json = (body: unknown): Recording => ({ status: 200, contentType: "application/json", body });

/** Bars, splits and dividends by the paths at which they are asked for. */
function replaysOf(bars: Recording, splits: unknown, dividends: unknown): readonly Replay[] {
  return [
    { path: /^\/stable\/historical-price-eod\/full\?symbol=AAPL&from=[-\d]+&to=[-\d]+$/, recording: bars },
    { path: /^\/stable\/splits\?symbol=AAPL$/, recording: json(splits) },
    { path: /^\/stable\/dividends\?symbol=AAPL$/, recording: json(dividends) },
  ];
}

const SPLITS = [
  { symbol: "AAPL", date: "2020-08-31", numerator: 4, denominator: 1 },
  { symbol: "AAPL", date: "2014-06-09", numerator: 7, denominator: 1 },
];

/** As FMP's documentation has them, with a split between the two. */
const DIVIDENDS = [
  {
    symbol: "AAPL",
    date: "2020-11-06",
    recordDate: "2020-11-09",
    paymentDate: "2020-11-12",
    declarationDate: "2020-10-29",
    adjDividend: 0.205,
    dividend: 0.205,
    yield: 0.69,
    frequency: "Quarterly",
  },
  {
    symbol: "AAPL",
    date: "2020-08-07",
    recordDate: "2020-08-10",
    paymentDate: "2020-08-13",
    declarationDate: "2020-07-30",
    adjDividend: 0.205,
    dividend: 0.82,
    yield: 0.7,
    frequency: "Quarterly",
  },
];

test("the recorded bars of AAPL are stored field by field", async () => {
  using base = new TemporaryDatabase();
  const { printed, endings, warnings, requests } = await replay({
    base,
    provider: "fmp",
    symbol: "AAPL",
    from: "2023-01-03",
    through: "2023-01-10",
    now: NOW,
    replays: replaysOf(recordingOf("fmp/historical-price-eod-full-AAPL.json"), SPLITS, DIVIDENDS),
  });
  expect([...printed, ...warnings]).toEqual([]);
  expect(requests).toHaveLength(3);
  expect(requests.filter((url) => url.includes("TEST-KEY"))).toEqual([]);
  const bars = barsOf(base, "AAPL").map(({ session, open, high, low, close, volume }) => {
    return [session, open, high, low, close, volume];
  });
  expect(bars).toEqual([
    ["2023-01-03", 130.28, 130.9, 124.17, 125.07, 112117500],
    ["2023-01-04", 126.89, 128.66, 125.08, 126.36, 89113633],
    ["2023-01-05", 127.13, 127.77, 124.76, 125.02, 80962708],
    ["2023-01-06", 126.01, 130.29, 124.89, 129.62, 87754715],
    ["2023-01-09", 130.47, 133.41, 129.89, 130.15, 70790813],
    ["2023-01-10", 130.26, 131.26, 128.12, 130.73, 63896200],
  ]);
  expect(new Set(barsOf(base, "AAPL").map(({ source }) => source))).toEqual(new Set(["fmp"]));
  // What happened before the first day is none of this history.
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

describe("a history across a split, made of closes as they traded the way FMP's documentation has its answers", () => {
  const truth = asTradedMarket("AAPL").bars;
  const cents = (price: number) => Math.round(price * 100) / 100;
  const sessions = [...truth.keys()].filter((day) => day >= "2020-08-03" && day <= "2020-11-13").sort();
  const bars = sessions
    .map((date) => {
      const bar = truth.get(isoDate(date));
      if (bar === undefined) throw new Error("a session has a bar");
      const times = date < "2020-08-31" ? 4 : 1;
      const close = cents(bar.close / times);
      return { symbol: "AAPL", date, open: close, high: close, low: close, close, volume: 1_000_000 * times };
    })
    .reverse();
  const replayed = async (dividends: unknown) => {
    const base = new TemporaryDatabase();
    const { endings, warnings } = await replay({
      base,
      provider: "fmp",
      symbol: "AAPL",
      from: "2020-08-03",
      through: "2020-11-13",
      now: "2020-11-14T12:00:00Z",
      replays: replaysOf(json(bars), SPLITS, dividends),
    });
    expect(warnings).toEqual([]);
    expect(endings.get("AAPL")?.missing).toBeNull();
    return base;
  };
  const paid = (ex_date: string, amount: number, status: string) => {
    return {
      ex_date,
      kind: "cash_dividend",
      numerator: null,
      denominator: null,
      amount,
      status,
      source: "fmp",
    };
  };
  const split = {
    ex_date: "2020-08-31",
    kind: "split",
    numerator: 4,
    denominator: 1,
    amount: null,
    status: "confirmed",
    source: "fmp",
  };

  test("is stored as it traded, to what cents of a fourth can tell, without the dust of a product", async () => {
    using base = await replayed(DIVIDENDS);
    const stored = barsOf(base, "AAPL");
    expect(stored.map(({ session }) => session)).toEqual(sessions);
    for (const { session, close, volume } of stored) {
      const true_ = truth.get(isoDate(session))?.close ?? Number.NaN;
      expect(Math.abs(close - true_)).toBeLessThanOrEqual(session < "2020-08-31" ? 0.02 + 1e-9 : 0.005);
      expect(close).toBe(cents(close));
      expect(volume).toBe(1_000_000);
    }
  });

  test("has its split, and the dividend before it as it was paid: confirmed", async () => {
    using base = await replayed(DIVIDENDS);
    expect(actionsOf(base, "AAPL")).toEqual([
      paid("2020-08-07", 0.82, "confirmed"),
      split,
      paid("2020-11-06", 0.205, "confirmed"),
    ]);
  });

  test("without what was paid, only a dividend behind the last split is confirmed; one of nothing is none", async () => {
    const [late, early] = DIVIDENDS.map((each) => ({ ...each, dividend: 0 }));
    const nothing = { ...late, date: "2020-10-01", adjDividend: 0 };
    const unknown = { ...late, date: "2020-10-02", adjDividend: null };
    using base = await replayed([{ ...late, dividend: null }, unknown, nothing, early]);
    expect(actionsOf(base, "AAPL")).toEqual([
      paid("2020-08-07", 0.82, "unconfirmed"),
      split,
      paid("2020-11-06", 0.205, "confirmed"),
    ]);
  });

  test("a dividend that is told twice on one basis is not confirmed: which of the two it is nobody knows", async () => {
    using base = await replayed(DIVIDENDS.map((each) => ({ ...each, dividend: each.adjDividend })));
    expect(actionsOf(base, "AAPL")).toEqual([
      paid("2020-08-07", 0.82, "unconfirmed"),
      split,
      paid("2020-11-06", 0.205, "confirmed"),
    ]);
  });
});

/** Asks for one symbol, of a network that answers so. */
async function ask(answer: (url: URL, headers: Headers) => Response, whole = false, symbol = AAPL) {
  const { prices, asked, context } = madeProvider("fmp", NOW, answer);
  const outcomes: Outcome[] = [];
  const query = { symbol, from: isoDate("2023-01-03"), sessions: [isoDate("2023-01-10")], whole };
  await prices.fetch([query], async (_, outcome) => void outcomes.push(outcome), context);
  return { outcomes, prices, asked };
}

const REFUSALS: readonly (readonly [string, () => Response])[] = [
  ["an unknown key", () => Response.json({ "Error Message": `Invalid API KEY ${KEY}.` }, { status: 401 })],
  ["a premium endpoint, in words", () => new Response(`Premium Endpoint: ${KEY}`, { status: 402 })],
  ["a premium endpoint", () => Response.json({ "Error Message": `Premium ${KEY}` }, { status: 402 })],
  ["a legacy endpoint", () => Response.json({ "Error Message": `Legacy Endpoint ${KEY}` }, { status: 403 })],
  ["a complaint with status 200", () => Response.json({ "Error Message": `Exclusive Endpoint ${KEY}` })],
];

describe("FMP", () => {
  test.each(REFUSALS.map((each) => [...each]))(
    "that refuses (%s) is told so, without the key",
    async (_, says) => {
      const { outcomes, prices, asked } = await ask(says);
      expect(outcomes).toMatchObject([
        { kind: "refused", detail: expect.stringMatching(/^status \d{3}: \w/) },
      ]);
      expect(asked).toHaveLength(1);
      expect(JSON.stringify([outcomes, prices.status]).includes(KEY)).toBe(false);
    },
  );

  test("has its key in a header, never in an address", async () => {
    const { asked } = await ask(() => Response.json([]));
    for (const { url, headers } of asked)
      expect([url.host, headers.get("apikey"), url.href.includes(KEY)]).toEqual([
        "financialmodelingprep.com",
        KEY,
        false,
      ]);
    expect(placesOf(asked)).toEqual([
      "/stable/historical-price-eod/full?symbol=AAPL&from=2023-01-03&to=2023-01-11",
    ]);
  });

  test("that asks to wait is not asked again before", async () => {
    const limit = { "Error Message": `Limit Reach. ${KEY}` };
    const { outcomes, prices } = await ask(() => Response.json(limit, { status: 429 }));
    expect(outcomes).toMatchObject([{ kind: "rate_limited" }]);
    expect(prices.status).toMatchObject({ requests: 3, daily: { limit: 250, used: 3 } });
    expect(JSON.stringify([outcomes, prices.status]).includes(KEY)).toBe(false);
  });

  test("an empty list: nothing new, or no such name where all was wanted", async () => {
    const { outcomes: part } = await ask(() => Response.json([]));
    expect(part).toEqual([{ kind: "nothing_new", answer: null }]);
    const { outcomes: whole } = await ask(() => Response.json([]), true);
    expect(whole).toEqual([{ kind: "not_found", detail: "no bar of AAPL since 2023-01-03" }]);
  });

  test.each([
    ["another symbol", [{ symbol: "MSFT", date: "2023-01-10", close: 1 }], "symbol is MSFT"],
    [
      "a day that is none",
      [{ symbol: "AAPL", date: "2023-02-30", close: 1 }],
      "0.date: not a day (status 200)",
    ],
    ["words for a number", [{ symbol: "AAPL", date: "2023-01-10", close: "1" }], "0.close: "],
    ["no list", { historical: [] }, "the answer: "],
  ])("%s is malformed", async (_, body, detail) => {
    const { outcomes } = await ask(() => Response.json(body));
    expect(outcomes).toMatchObject([{ kind: "malformed", detail: expect.stringContaining(detail) }]);
  });

  test("without its splits no bar is believed", async () => {
    const { outcomes } = await ask(({ pathname }) =>
      pathname.endsWith("/splits")
        ? new Response("Premium Endpoint", { status: 402 })
        : Response.json([{ symbol: "AAPL", date: "2023-01-10", close: 130.73 }]),
    );
    expect(outcomes).toMatchObject([{ kind: "refused", detail: "status 402: Premium Endpoint" }]);
  });

  test("in many refusals of symbols that a plan does not have is well, and goes on", async () => {
    const { prices, context } = madeProvider("fmp", NOW, () => new Response("Premium", { status: 402 }));
    const kinds: string[] = [];
    const query = { symbol: AAPL, from: isoDate("2023-01-03"), sessions: [], whole: true };
    await prices.fetch(
      Array.from({ length: 12 }, () => query),
      async (_, { kind }) => void kinds.push(kind),
      context,
    );
    expect(kinds).toEqual(Array.from({ length: 12 }, () => "refused"));
    expect(prices.status).toMatchObject({ breaker: "closed", requests: 12 });
  });

  test("has the shares and funds of New York, classes with hyphens as here", async () => {
    const { prices } = madeProvider("fmp", NOW, () => Response.json([]));
    const has = (text: string) => prices.supports(parseSymbol(text));
    expect(["AAPL", "BRK.B", "BF-B", "SPY", "VTSAX"].filter(has)).toHaveLength(5);
    expect(["^GSPC", "VOD.L", "EURUSD=X", "BTC-USD", "GC=F"].filter(has)).toEqual([]);
    const { asked } = await ask(() => Response.json([]), false, parseSymbol("BRK.B"));
    expect(asked[0]?.url.searchParams.get("symbol")).toBe("BRK-B");
    expect(prices).toBeInstanceOf(Fmp);
  });

  test("costs three requests a symbol", () => {
    const { prices } = madeProvider("fmp", NOW, () => Response.json([]));
    const query = { symbol: AAPL, from: isoDate("2023-01-03"), sessions: [], whole: true };
    expect([prices.cost([]), prices.cost([query, query])]).toEqual([0, 6]);
  });
});

test("no word of what FMP refuses holds the key in the database", async () => {
  using base = new TemporaryDatabase();
  const refused: Recording = { ...json({ "Error Message": "Invalid API KEY TEST-KEY" }), status: 401 };
  const { requests } = await replay({
    base,
    provider: "fmp",
    symbol: "AAPL",
    from: "2023-01-03",
    through: "2023-01-10",
    now: NOW,
    replays: [{ path: /./, recording: refused }],
  });
  expect(wordOf(base, "AAPL", "fmp")).toMatchObject({ outcome: "refused" });
  expect(JSON.stringify([wordOf(base, "AAPL", "fmp"), requests]).includes("TEST-KEY")).toBe(false);
});
