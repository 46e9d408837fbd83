import { describe, expect, test } from "bun:test";
import { openForReading } from "../../../db/open.ts";
import { DailyQuota, type QuotaStore } from "../../../src/market/providers/daily-quota.ts";
import { type HttpPorts, ProviderHttp } from "../../../src/market/providers/http.ts";
import type { Limits } from "../../../src/market/providers/limits.ts";
import { MemoryQuota, StoredQuota } from "../../../src/market/providers/quota-store.ts";
import { TokenBucket } from "../../../src/market/providers/token-bucket.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { endOf, MINUTE, SECOND, START, WIDE } from "./made-gate.ts";
import { json, type Said } from "./made-http.ts";

const TODAY = isoDate("2026-05-29");
const MIDNIGHT = Date.parse("2026-05-30T00:00:00Z");
const GOOD = json({ fine: true });
const USED_UP = "fmp is used up for the day (UTC), in which 3 requests may be made";

/** A connection of FMP with a quota over a store; it says the same to every request. */
function made(
  store: QuotaStore,
  {
    says = GOOD,
    limit = 3,
    limits = {},
    seen = () => undefined,
  }: { says?: Said; limit?: number; limits?: Partial<Limits>; seen?: () => void } = {},
) {
  const clock = new MovableClock(START);
  const stop = new AbortController();
  const ports: HttpPorts = {
    network: {
      request: async () => {
        seen();
        const said = await says();
        if (said instanceof Error) throw said;
        return said;
      },
    },
    clock,
    random: { next: () => 0.5, bytes: (count) => new Uint8Array(count) },
    secrets: [],
  };
  const own = { ...WIDE, ...limits };
  const budget = {
    bucket: new TokenBucket(own.perMinute),
    quota: new DailyQuota("fmp", limit, store, clock),
  };
  const http = new ProviderHttp("fmp", null, own, ports, budget);
  const get = async () => {
    const end = await http.get(
      "https://example.test/a",
      {},
      { deadline: clock.elapsed() + 20 * MINUTE, signal: stop.signal },
    );
    return "kind" in end ? end : "reply";
  };
  return { http, get, clock, stop };
}

const rowsOf = (base: TemporaryDatabase) => base.rows("SELECT * FROM provider_quota ORDER BY day");
const row = (day: string, requests: number) => ({ provider: "fmp", day, requests });

describe("a quota of requests a UTC day", () => {
  test("lets so many through; then none is made, until the next day begins", async () => {
    using base = new TemporaryDatabase();
    const { get, http, clock } = made(new StoredQuota(base.writer));
    expect([await get(), await get(), await get()]).toEqual(["reply", "reply", "reply"]);
    expect(await get()).toEqual({ kind: "not_asked", until: MIDNIGHT, detail: USED_UP });
    expect(http.status).toMatchObject({ requests: 3, underWay: 0, daily: { limit: 3, used: 3 } });
    clock.moveTo("2026-05-29T23:59:59.999Z");
    expect(await get()).toMatchObject({ kind: "not_asked", until: MIDNIGHT });
    clock.moveTo("2026-05-30T00:00:00Z");
    expect(http.status.daily).toEqual({ limit: 3, used: 0 });
    expect(await get()).toBe("reply");
    expect(rowsOf(base)).toEqual([row("2026-05-29", 3), row("2026-05-30", 1)]);
  });

  test("survives a restart: another process on the same database goes on counting", async () => {
    using base = new TemporaryDatabase();
    const first = made(new StoredQuota(base.writer));
    await first.get();
    await first.get();
    const second = made(new StoredQuota(base.writer));
    expect(second.http.status.daily).toEqual({ limit: 3, used: 2 });
    expect([await second.get(), await second.get()]).toMatchObject(["reply", { kind: "not_asked" }]);
    expect(rowsOf(base)).toEqual([row(TODAY, 3)]);
  });

  test("counts a request before it goes out, where another process sees it: a kill loses none", async () => {
    using base = new TemporaryDatabase();
    const db = openForReading(base.path, 1_000);
    try {
      const counted: unknown[] = [];
      const seen = () => counted.push(db.prepare("SELECT requests FROM provider_quota").pluck().get());
      const { get } = made(new StoredQuota(base.writer), { seen });
      await get();
      await get();
      expect(counted).toEqual([1, 2]);
    } finally {
      db.close();
    }
  });

  test("counts what was killed, and what had no answer", async () => {
    using base = new TemporaryDatabase();
    const dead = made(new StoredQuota(base.writer), { says: () => new Promise(() => undefined) });
    void dead.get();
    while (rowsOf(base).length === 0) await Bun.sleep(0);
    const { get } = made(new StoredQuota(base.writer), { limit: 2 });
    expect([await get(), await get()]).toMatchObject(["reply", { kind: "not_asked" }]);
  });

  test("counts retries; what was asked before the last was used up has been answered", async () => {
    const store = new MemoryQuota();
    const { get, http } = made(store, { says: json("", 503), limits: { retries: 5 } });
    expect(await get()).toMatchObject({ kind: "transport", detail: "status 503" });
    expect(http.status).toMatchObject({ requests: 3, retries: 2, underWay: 0 });
    expect(store.used("fmp", TODAY)).toBe(3);
    expect(await get()).toMatchObject({ kind: "not_asked", until: MIDNIGHT });
  });

  test("is exact when many ask at once: of the slots none is lost", async () => {
    using base = new TemporaryDatabase();
    const { get, http } = made(new StoredQuota(base.writer), { limit: 7 });
    const ends = await Promise.all(Array.from({ length: 20 }, get));
    expect(ends.filter((end) => end === "reply")).toHaveLength(7);
    expect(http.status).toMatchObject({ requests: 7, underWay: 0 });
    expect(rowsOf(base)).toEqual([row(TODAY, 7)]);
  });

  test("is exact as well where counting takes its time, as beside another process that writes", async () => {
    const store = new MemoryQuota();
    const slow: QuotaStore = {
      used: (...given) => store.used(...given),
      count: async (...given) => {
        await Bun.sleep(0);
        await store.count(...given);
      },
    };
    const { get, http } = made(slow);
    const ends = await Promise.all(Array.from({ length: 5 }, get));
    expect(ends.filter((end) => end === "reply")).toHaveLength(3);
    expect(http.status).toMatchObject({ requests: 3, underWay: 0 });
  });

  test("that is used up is not waited for behind the requests a minute", async () => {
    const { get, clock } = made(new MemoryQuota(), { limits: { perMinute: 3 } });
    for (let count = 0; count < 3; count++) await get();
    expect(await get()).toMatchObject({ kind: "not_asked", detail: USED_UP });
    expect(clock.elapsed()).toBe(0);
  });

  test("counts nothing that the gate holds back", async () => {
    const store = new MemoryQuota();
    const limits = { tripAfter: 1, retries: 0, coolDown: 30 * SECOND };
    const { get } = made(store, { says: json("", 503), limits });
    expect(await get()).toMatchObject({ kind: "transport" });
    expect(await get()).toMatchObject({ kind: "not_asked", detail: expect.stringContaining("resting") });
    expect(store.used("fmp", TODAY)).toBe(1);
  });

  test("does not let a request out that could not be counted, and gives its slot back", async () => {
    const full = new Error("the disk is full");
    let isFull = true;
    const count = async () => {
      if (isFull) throw full;
    };
    const { get, http } = made({ used: () => 0, count }, { limits: { concurrency: 1 } });
    expect(await endOf(get())).toBe(full);
    expect(await endOf(get())).toBe(full);
    expect(http.status).toMatchObject({ requests: 0, underWay: 0, breaker: "closed" });
    isFull = false;
    expect(await get()).toBe("reply");
  });
});
