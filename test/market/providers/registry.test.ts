import { describe, expect, test } from "bun:test";
import { MemoryQuota } from "../../../src/market/providers/quota-store.ts";
import { providersOf } from "../../../src/market/providers/registry.ts";
import { trySymbol } from "../../../src/market/symbol.ts";
import { requireConfig, resolveConfig } from "../../../src/platform/config.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Network } from "../../../src/platform/network.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { START } from "./made-gate.ts";

const KEY = "PoLyGoN-key";

/** The providers of some settings, on a network that notes what it is asked and says the same to everyone. */
function made(
  env: Readonly<Record<string, string>>,
  says: () => Response = () => Response.json({}, { status: 404 }),
) {
  const asked: { readonly url: URL; readonly headers: Headers; readonly timeout: number }[] = [];
  const network: Network = {
    request: async (url, timeout, init) => {
      asked.push({ url: new URL(url), headers: new Headers(init?.headers), timeout });
      return says();
    },
  };
  const config = requireConfig(resolveConfig({ flags: {}, env, stored: {} }));
  const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
  const ports = { config, network, technical: new MovableClock(START), random };
  const providers = providersOf(ports, new MemoryQuota());
  return { asked, providers };
}

const symbol = trySymbol("AAPL");
if (symbol === null) throw new Error("AAPL is a symbol");
const QUERY = { symbol, from: isoDate("2026-05-28"), sessions: [isoDate("2026-05-28")], whole: false };

/** Asks the one provider of some settings for a symbol. */
async function ask(env: Readonly<Record<string, string>>, says?: () => Response) {
  const { asked, providers } = made(env, says);
  const outcomes: unknown[] = [];
  const told = async (_: unknown, outcome: unknown) => void outcomes.push(outcome);
  const context = { now: Date.parse(START), signal: new AbortController().signal };
  await providers[0]?.provider?.fetch([QUERY], told, context);
  return { asked, outcomes, provider: providers[0]?.provider };
}

describe("the providers of the configuration", () => {
  test("are those that it names, in its order; files are none of them", () => {
    const ids = (names: string) =>
      made({ NIGHTDESK_PROVIDERS: names, NIGHTDESK_POLYGON_KEY: KEY }).providers.map(({ id }) => id);
    expect(ids("polygon,files,yahoo,fmp,yahooquery")).toEqual(["polygon", "yahoo", "fmp", "yahooquery"]);
    expect(ids("files")).toEqual([]);
    expect(ids("none")).toEqual([]);
  });

  test("are asked under their own names", () => {
    const env = { NIGHTDESK_PROVIDERS: "yahoo,yahooquery,massive", NIGHTDESK_POLYGON_KEY: KEY };
    const { providers } = made(env);
    expect(providers.map(({ provider }) => provider?.id)).toEqual(["yahoo", "yahooquery", "polygon"]);
    expect(providers.map(({ absentBecause }) => absentBecause)).toEqual([null, null, null]);
  });

  test("say why they cannot be asked", () => {
    const { providers } = made({ NIGHTDESK_PROVIDERS: "polygon,fmp" });
    const absent = (id: string, absentBecause: string) => {
      return { id, provider: null, fundamentals: null, absentBecause };
    };
    expect(providers as unknown).toEqual([
      absent("polygon", "it needs a key: set NIGHTDESK_POLYGON_KEY"),
      absent("fmp", "it needs a key: set NIGHTDESK_FMP_KEY"),
    ]);
  });

  test("ask nobody before they are asked", () => {
    expect(made({ NIGHTDESK_PROVIDERS: "yahoo,yahooquery" }).asked).toEqual([]);
  });
});

describe.each([
  ["yahoo", "NIGHTDESK_YAHOO_URL", "query2.finance.yahoo.com"],
  ["yahooquery", "NIGHTDESK_YAHOOQUERY_URL", "query1.finance.yahoo.com"],
  ["polygon", "NIGHTDESK_POLYGON_URL", "api.polygon.io"],
  ["fmp", "NIGHTDESK_FMP_URL", "financialmodelingprep.com"],
])("%s", (id, setting, host) => {
  const env = {
    NIGHTDESK_PROVIDERS: id,
    NIGHTDESK_POLYGON_KEY: KEY,
    NIGHTDESK_FMP_KEY: KEY,
    NIGHTDESK_PROVIDER_TIMEOUT: "4",
  };

  test("asks its own host, within the time limit of the settings", async () => {
    const { asked, outcomes, provider } = await ask(env);
    expect(asked.length).toBeGreaterThan(0);
    for (const { url, timeout } of asked) expect([url.host, timeout]).toEqual([host, 4_000]);
    expect(outcomes).toHaveLength(1);
    expect(provider?.status).toMatchObject({ requests: asked.length, underWay: 0 });
  });

  test("asks the origin that stands in for it, for the same things", async () => {
    const own = await ask(env);
    const { asked } = await ask({ ...env, [setting]: "http://127.0.0.1:9" });
    expect(asked.map(({ url }) => url.origin)).toEqual(asked.map(() => "http://127.0.0.1:9"));
    const placesOf = (all: typeof asked) => all.map(({ url }) => url.pathname + url.search);
    expect(placesOf(asked)).toEqual(placesOf(own.asked));
  });

  test("strikes the keys of the configuration from what it tells", async () => {
    const keys = { NIGHTDESK_FMP_KEY: "Fmp-s3cret", NIGHTDESK_ADMIN_TOKEN: "AdM1n-token-of-16-or-more" };
    const secrets = [KEY, ...Object.values(keys)];
    const says = () => Response.json({ error: `no ${secrets.join(" ")} here`, chart: null }, { status: 404 });
    const { outcomes, provider } = await ask({ ...env, ...keys }, says);
    const text = JSON.stringify([outcomes, provider?.status]);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});

test.each([
  ["polygon", "authorization", `Bearer ${KEY}`],
  ["fmp", "apikey", KEY],
])("the key of %s goes in a header, never in an address", async (id, header, value) => {
  const keys = { NIGHTDESK_POLYGON_KEY: KEY, NIGHTDESK_FMP_KEY: KEY };
  const { asked } = await ask({ NIGHTDESK_PROVIDERS: id, ...keys });
  for (const { url, headers } of asked)
    expect([headers.get(header), url.href.includes(KEY)]).toEqual([value, false]);
  expect(asked.length).toBeGreaterThan(0);
});
