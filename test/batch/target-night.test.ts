import { expect, setDefaultTimeout, test } from "bun:test";
import { DUMP_TABLES } from "../../db/dump.ts";
import { TargetReport } from "../../src/portfolio/targets/target-report.ts";
import { TargetStore } from "../../src/portfolio/targets/target-store.ts";
import type { Desk } from "../support/desk.ts";
import { LAST, madeDesk, openThree } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

/** Tells targets of what the portfolio `one` holds, and of what it does not. */
async function tell(desk: Desk, prices: readonly [string, number][]): Promise<void> {
  const { writer } = desk.base;
  let made = 0;
  const at = desk.now();
  const recorder = { source: "api", actor: "me", at, newId: () => `target ${at} ${made++}` };
  const targets = prices.map(([symbol, endOfYear]) => ({
    symbol,
    type: "LONG" as const,
    endOfYear,
    nextYear: null,
    downside: 1,
  }));
  const store = new TargetStore(writer.db, desk.portfolio("one"), recorder);
  await writer.transact("targets", () => store.put(targets));
}

/** Golden vector 16. */
test("a target that is told before the night, between nights, or after them, changes no byte of what they make", async () => {
  const rest = DUMP_TABLES.filter((table) => table !== "target_price");
  const opened = async () => {
    const desk = await madeDesk("2026-05-20");
    await openThree(desk, "2026-05-26");
    return desk;
  };
  await using plain = await opened();
  const nights = ["2026-05-27", LAST];
  for (const to of nights) await plain.run({ to });
  await using told = await opened();
  const planned = await told.plan();
  await tell(told, [
    ["N01", 150],
    ["N99", 5],
  ]);
  expect(await told.plan()).toEqual(planned);
  expect(told.base.rows("SELECT * FROM snapshot")).toEqual([]);
  for (const to of nights) {
    await told.run({ to });
    await tell(told, [["N01", 160]]);
  }
  expect((await told.plan()).empty).toBe(true);
  expect(told.dump(rest) === plain.dump(rest)).toBe(true);
  expect(told.dump(["snapshot"]).length).toBeGreaterThan(1_000);
  const { summary } = new TargetReport(told.base.writer.db, told.portfolio("one"));
  const [close] = told.base.rows<{ price: number }>(
    "SELECT close AS price FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = 'N01' AND session = ?",
    LAST,
  );
  expect(summary.target_price_upside_eoy_dollars).toBeCloseTo(100 * (160 - (close?.price ?? 0)), 2);
  expect(summary).toMatchObject({
    date: LAST,
    target_price_positions_count: 1,
    target_price_total_positions: 2,
  });
});
