import { describe, expect, test } from "bun:test";
import { Gate } from "../../../src/market/providers/gate.ts";
import { MemoryQuota } from "../../../src/market/providers/quota-store.ts";
import { providersOf } from "../../../src/market/providers/registry.ts";
import { TokenBucket } from "../../../src/market/providers/token-bucket.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { requireConfig, resolveConfig } from "../../../src/platform/config.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { MINUTE, START, WIDE } from "./made-gate.ts";

describe("two gates with one bucket", () => {
  const made = (perMinute: number) => {
    const clock = new MovableClock(START);
    const bucket = new TokenBucket(perMinute);
    const limits = { ...WIDE, perMinute, tripAfter: 1 };
    const [first, second] = [new Gate(limits, clock, bucket), new Gate(limits, clock, bucket)];
    const patience = { deadline: 10 * MINUTE, signal: new AbortController().signal };
    return { clock, first, second, patience };
  };

  test("let no more through in a minute than one", async () => {
    const { clock, first, second, patience } = made(4);
    const went: number[] = [];
    const one = async (gate: Gate) => {
      expect((await gate.enter(patience)).kind).toBe("open");
      went.push(clock.elapsed());
      gate.succeeded();
    };
    await Promise.all(Array.from({ length: 16 }, (_, at) => one(at % 2 === 0 ? first : second)));
    for (const at of went)
      expect(went.filter((each) => each > at - MINUTE && each <= at).length).toBeLessThanOrEqual(4);
    expect(clock.elapsed()).toBe(3 * MINUTE);
    expect(first.status.tokensLeft).toBe(second.status.tokensLeft);
  });

  test("have a breaker and a pause each", async () => {
    const { first, second, patience } = made(100);
    await first.enter(patience);
    first.failed();
    expect(await first.enter(patience)).toMatchObject({ kind: "closed" });
    expect(await second.enter(patience)).toEqual({ kind: "open" });
    second.pause(2 * MINUTE);
    expect([first.status.pausedUntil === null, second.status.pausedUntil === null]).toEqual([true, false]);
  });
});

const ENV = {
  NIGHTDESK_PROVIDERS: "polygon,fmp",
  NIGHTDESK_POLYGON_KEY: "polygon-key",
  NIGHTDESK_FMP_KEY: "fmp-key",
};

function configured(env: Readonly<Record<string, string>>, answer: (url: URL) => Response) {
  const config = requireConfig(resolveConfig({ flags: {}, env: { ...ENV, ...env }, stored: {} }));
  const clock = new MovableClock(START);
  const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
  const network = { request: async (url: string) => answer(new URL(url)) };
  const providers = providersOf({ config, network, technical: clock, random }, new MemoryQuota());
  const context = { now: clock.now(), signal: new AbortController().signal };
  return { providers, context };
}

const symbol = parseSymbol("AAPL");
const NOBODY = async () => undefined;

describe.each(["polygon", "fmp"])("%s", (id) => {
  test("has one budget for prices and for profiles, and keeps prices though profiles fail", async () => {
    const failing = /reference\/tickers|profile/;
    const { providers, context } = configured({}, ({ pathname }) =>
      failing.test(pathname) ? new Response("", { status: 503 }) : Response.json([], { status: 200 }),
    );
    const own = providers.find((each) => each.id === id);
    const [prices, fundamentals] = [own?.provider, own?.fundamentals];
    if (prices == null || fundamentals == null) throw new Error(`${id} is there`);
    const before = prices.status.tokensLeft;
    const queries = Array.from({ length: 3 }, () => ({ symbol, type: null, groups: ["identity" as const] }));
    await fundamentals.profiles(queries, NOBODY, context);
    expect(fundamentals.status).toMatchObject({ breaker: "open", requests: 5 });
    expect(prices.status).toMatchObject({ breaker: "closed", requests: 0 });
    // After five requests of a minute's own five Polygon's prices wait for the next minute; FMP's sixty last.
    expect(prices.status.tokensLeft).toBe(before - 5);
    const day = isoDate("2026-05-28");
    const outcomes: string[] = [];
    await prices.fetch(
      [{ symbol, from: day, sessions: [day], whole: false }],
      async (_, { kind }) => void outcomes.push(kind),
      context,
    );
    expect(outcomes).not.toEqual(["not_asked"]);
    expect(prices.status.requests).toBeGreaterThan(0);
  });

  test("is not asked for profiles where none are wanted", () => {
    const { providers } = configured({ NIGHTDESK_FUNDAMENTALS: "off" }, () => new Response());
    const own = providers.find((each) => each.id === id);
    expect(own).toMatchObject({ fundamentals: null, absentBecause: null });
    expect(own?.provider).not.toBeNull();
  });
});

test("FMP's requests of a day are counted for prices and profiles together", async () => {
  const { providers, context } = configured({ NIGHTDESK_FMP_DAILY_REQUESTS: "3" }, () => Response.json([]));
  const own = providers.find((each) => each.id === "fmp");
  const queries = Array.from({ length: 2 }, () => ({ symbol, type: null, groups: ["identity" as const] }));
  await own?.fundamentals?.profiles(queries, NOBODY, context);
  const day = isoDate("2026-05-28");
  const kinds: string[] = [];
  const query = { symbol, from: day, sessions: [day], whole: true };
  await own?.provider?.fetch([query, query], async (_, { kind }) => void kinds.push(kind), context);
  expect(kinds.sort()).toEqual(["not_asked", "not_found"]);
  expect(own?.provider?.status.daily).toEqual({ limit: 3, used: 3 });
  expect(own?.fundamentals?.status.daily).toEqual({ limit: 3, used: 3 });
  expect(providers.find((each) => each.id === "polygon")?.provider?.status.daily).toBeNull();
});
