import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { canonicalDump } from "../../db/dump.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import type { Pool } from "../../src/compute/pool.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { DERIVED, NAMES } from "./made-desk.ts";
import { nightOn, portfolioOf, sharesOf, WORKER_ENTRY, walkCsv } from "./small-night.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const TO = isoDate("2026-05-29");
type Task = "estimateSymbols" | "estimatePriors" | "estimatePortfolios" | "ask";

/** A pool of which one kind of task fails, as if its thread fell over each time. */
function withoutTask(pool: Pool, task: Task): Pool {
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === task)
        return () => Promise.reject(new NightdeskError("task_failed", "A worker thread stopped."));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function desk(): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  await base.importText(walkCsv(1, ["SPY", ...NAMES], "2025-12-01", TO));
  await portfolioOf(base, "One", [
    sharesOf("N01", 10, 100, "2026-05-26"),
    sharesOf("N02", 5, 100, "2026-05-27"),
  ]);
  return base;
}

const derived = (base: TemporaryDatabase) =>
  [...canonicalDump(base.writer.db, base.path, DERIVED)].join("").split("\n");

describe("a night in which a kind of task fails", () => {
  let base: TemporaryDatabase;
  let pool: LocalPool;
  let expected: string[];

  beforeEach(async () => {
    using whole = await desk();
    await nightOn(whole, { to: TO });
    expected = derived(whole);
    base = await desk();
    pool = new LocalPool(WORKER_ENTRY, 1, base.path);
  });

  afterEach(async () => {
    await pool.close();
    base[Symbol.dispose]();
  });

  test.each(["estimateSymbols", "estimatePriors", "estimatePortfolios"] as const)(
    "says so: %s",
    async (task) => {
      const report = await nightOn(base, { to: TO }, withoutTask(pool, task));
      expect(report.status).toBe("partial");
      expect(report.reasons.get("task_failed")).toBeGreaterThan(0);
    },
  );

  test("is made good by the next one: estimatePortfolios", async () => {
    await nightOn(base, { to: TO }, withoutTask(pool, "estimatePortfolios"));
    await nightOn(base, { to: TO }, pool);
    expect(derived(base)).toEqual(expected);
  });

  // The portfolios' numbers have been stored without what failed, as if it could not be had, and nothing reopens them.
  test.each(["estimateSymbols", "estimatePriors"] as const)(
    "is made good by the next one: %s",
    async (task) => {
      await nightOn(base, { to: TO }, withoutTask(pool, task));
      await nightOn(base, { to: TO }, pool);
      expect(derived(base)).toEqual(expected);
    },
  );
});
