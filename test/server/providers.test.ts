import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { StoredQuota } from "../../src/market/providers/quota-store.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { FIRST, marketWith, sessionAfter } from "../batch/collected-desk.ts";
import { clientsOf } from "../support/collecting.ts";
import { RecordedServer } from "../support/market/recorded-server.ts";
import { CollectedServer } from "./collected-server.ts";
import { problemOf } from "./problem-of.ts";

setDefaultTimeout(120_000);

const PATH = "/admin/providers";
const KEY = "a-key-nobody-may-see";
const NEXT = sessionAfter(FIRST);

/** What a connection that was never used tells, beside whose it is. */
const UNUSED = {
  available: true,
  breaker: "closed",
  open_until: null,
  failures_in_a_row: 0,
  paused_until: null,
  under_way: 0,
  requests: 0,
  retries: 0,
  last_errors: [],
};

const quiet = (provider: string, perMinute: number) => ({
  ...UNUSED,
  provider,
  because: null,
  budget: { per_minute: perMinute, left: expect.any(Number) },
  daily: null,
  // Profiles and statements have connections of their own where they are wanted.
  fundamentals: null as object | null,
});

type Told = Record<string, unknown>;

async function told(server: CollectedServer, id: string): Promise<Told> {
  const { providers } = await server.get(PATH);
  const found = (providers as Told[]).find(({ provider }) => provider === id);
  if (found === undefined) throw new Error(`${id} is not told of`);
  return found;
}

describe("the providers", () => {
  test("are told in their order: those that can be asked, and why another cannot", async () => {
    await using server = await CollectedServer.of({ market: marketWith(["AAA"]), held: ["AAA"] });
    const because = "it needs a key: set NIGHTDESK_POLYGON_KEY";
    const { providers } = server.served.state;
    (providers as (typeof providers)[number][]).push({
      id: "fmp",
      provider: null,
      fundamentals: null,
      absentBecause: because,
    });
    const { providers: all, ...rest } = await server.get(PATH);
    expect(rest).toEqual({});
    expect(all).toEqual([
      quiet("yahoo", 300),
      quiet("yahooquery", 300),
      quiet("polygon", 5),
      { provider: "fmp", available: false, because },
    ]);
  });

  test("count what they were asked", async () => {
    await using server = await CollectedServer.after({ market: marketWith(["AAA"]), held: ["AAA"] });
    expect(await told(server, "yahoo")).toMatchObject({ requests: 11, retries: 0, available: true });
    expect(await told(server, "polygon")).toMatchObject({ requests: 0 });
  });

  test("whose requests are counted by the day tell how many there were today", async () => {
    await using server = await CollectedServer.of({ market: marketWith(["AAA"]), held: ["AAA"] });
    const { base } = server.served.desk;
    await using fmp = new RecordedServer([]);
    const { clock } = server.collected.providers;
    const quota = new StoredQuota(base.writer);
    const env = { NIGHTDESK_FMP_DAILY_REQUESTS: "2", NIGHTDESK_FMP_KEY: KEY };
    const client = clientsOf({ id: "fmp", origin: fmp.origin, clock, quota, env });
    const { providers } = server.served.state;
    (providers as (typeof providers)[number][]).push(client);
    expect(await told(server, "fmp")).toEqual({
      ...quiet("fmp", 60),
      daily: { limit: 2, used: 0 },
      fundamentals: UNUSED,
    });
    const query = { symbol: parseSymbol("AAA"), from: FIRST, sessions: [FIRST], whole: false };
    const context = { now: clock.now(), signal: new AbortController().signal };
    await client.provider.fetch([query, query, query], async () => undefined, context);
    expect(fmp.requests).toHaveLength(2);
    expect(await told(server, "fmp")).toMatchObject({ daily: { limit: 2, used: 2 }, requests: 2 });
    expect(await told(server, "yahoo")).toMatchObject({ daily: null });
  });

  test("a breaker that is open is told with its end, and with the errors that opened it", async () => {
    await using server = await CollectedServer.after({
      market: marketWith(["AAA", "BBB"]),
      held: ["AAA", "BBB"],
      providers: ["yahoo"],
    });
    server.collected.fail({ kind: "server_error", status: 503 });
    await server.collected.night(NEXT);
    const yahoo = await told(server, "yahoo");
    expect(yahoo).toMatchObject({ available: false, because: null, breaker: "open" });
    const now = server.collected.providers.clock.now();
    expect(Date.parse(String(yahoo.open_until))).toBeGreaterThan(now);
    expect(yahoo.open_until).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(yahoo.failures_in_a_row).toBeGreaterThan(1);
    const errors = yahoo.last_errors as Told[];
    expect(errors.length).toBeGreaterThan(0);
    for (const { at, detail, ...rest } of errors) {
      expect(rest).toEqual({});
      expect(at).toMatch(/^2026-06-02T/);
      expect(detail).toContain("503");
    }
    // Once it is over a request may try again, and closes it.
    server.collected.mend();
    await server.collected.night(sessionAfter(NEXT));
    const mended = { available: true, breaker: "closed", open_until: null, failures_in_a_row: 0 };
    expect(await told(server, "yahoo")).toMatchObject(mended);
  });

  test("one that has been asked too often is told with the end of its pause", async () => {
    await using server = await CollectedServer.after({
      market: marketWith(["AAA"]),
      held: ["AAA"],
      providers: ["yahoo"],
    });
    server.collected.fail({ kind: "too_many_requests", retryAfter: 7_200 });
    await server.collected.night(NEXT);
    const { available, paused_until: until } = await told(server, "yahoo");
    expect(available).toBe(false);
    expect(Date.parse(String(until))).toBeGreaterThan(server.collected.providers.clock.now());
  });
});

test("no answer has the Polygon key, whatever Polygon says", async () => {
  // What is refused is sent back with all that was sent, as some proxies do.
  let sent = "";
  const polygon = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url, headers }) => {
      sent = `${url} ${headers.get("authorization")}`;
      return new Response(sent, { status: 403 });
    },
  });
  try {
    await using server = await CollectedServer.of({
      market: marketWith(["AAA", "BBB"]),
      held: ["AAA", "BBB"],
      providers: ["polygon"],
      env: { NIGHTDESK_POLYGON_KEY: KEY, NIGHTDESK_POLYGON_URL: polygon.url.origin },
    });
    const report = await server.collected.night();
    expect(sent).toContain(KEY);
    const details = (await told(server, "polygon")).last_errors as Told[];
    expect(details.length).toBeGreaterThan(0);
    const paths = [
      PATH,
      ...["freshness", "coverage", "quarantine?status=any"].map((each) => `/admin/data/${each}`),
      "/symbols/AAA",
      `/admin/batch/history/${report.run.id}`,
    ];
    for (const path of paths) {
      const text = JSON.stringify(await server.get(path));
      expect([path, text.includes(KEY)]).toEqual([path, false]);
    }
    expect(await server.get("/symbols/AAA")).toMatchObject({ missing: "refused" });
    expect(server.served.log.join("").includes(KEY)).toBe(false);
    expect(server.served.desk.dump().includes(KEY)).toBe(false);
  } finally {
    await polygon.stop(true);
  }
});

test("other methods and other paths are refused", async () => {
  await using server = await CollectedServer.of({ market: marketWith(["AAA"]), held: ["AAA"] });
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const { detail } = await problemOf(await server.ask(PATH, { method }), "method_not_allowed");
    expect(detail).toBe(`/api/v1${PATH} answers GET, not ${method}.`);
  }
  await problemOf(await server.ask(`${PATH}/yahoo`), "not_found");
});
