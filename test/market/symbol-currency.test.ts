import { expect, setDefaultTimeout, test } from "bun:test";
import { parseSymbol } from "../../src/market/symbol.ts";
import { storeCurrency } from "../../src/market/symbol-currency.ts";
import { LAST, madeDesk } from "../batch/made-desk.ts";
import type { Desk } from "../support/desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

async function say(desk: Desk, symbol: string, currency: string): Promise<void> {
  const { writer } = desk.base;
  await writer.transact("currency", () => storeCurrency(writer.db, parseSymbol(symbol), currency));
}

/** Which snapshots are stale, by portfolio. */
async function stale(desk: Desk): Promise<unknown> {
  const accounts = (await desk.plan()).phases.find(({ phase_id: id }) => id === "phase_2");
  return accounts?.units.map(({ name, first, last, why }) => [name, first, last, why]);
}

test("another currency makes the books of all who hold or held the symbol stale, from their inception on", async () => {
  await using desk = await madeDesk("2026-05-20");
  const stated = { equity: "100000" };
  await desk.openLots("holds", ["N01,10,100,2026-05-27"], stated);
  const exit = "Symbol,Quantity,Entry Price Per Share,Entry Date,Exit Date,Exit Price Per Share";
  await desk.open("held", `${exit}\nN01,10,100,2026-05-26,2026-05-28,100\nN02,1,1,2026-05-26,,\n`, stated);
  await desk.openLots("aside", ["N02,10,100,2026-05-27"], stated);
  await desk.run();
  await say(desk, "N01", "USD");
  await say(desk, "OTHER", "EUR");
  expect(await desk.plan()).toMatchObject({ empty: true });
  await say(desk, "N01", "GBp");
  expect(await stale(desk)).toEqual([
    ["held", "2026-05-26", LAST, "stale"],
    ["holds", "2026-05-27", LAST, "stale"],
  ]);
  await desk.base.importText(
    ["symbol,date,close", ...["26", "27", "28", "29"].map((day) => `GBPUSD=X,2026-05-${day},1.25`), ""].join(
      "\n",
    ),
  );
  const before = Number(desk.report("holds", LAST).positions[0]?.market_value);
  await desk.run();
  const [position] = desk.report("holds", LAST).positions;
  expect(position).toMatchObject({ fx_rate: 0.0125 });
  expect(Number(position?.market_value)).toBeCloseTo(before * 0.0125, 1);
  const marks = desk.base.rows("SELECT count(*) AS n FROM book_change");
  await say(desk, "N01", "GBp");
  expect(desk.base.rows("SELECT count(*) AS n FROM book_change")).toEqual(marks);
  expect(desk.base.rows("SELECT symbol, currency FROM symbol WHERE currency IS NOT NULL ORDER BY 1")).toEqual(
    [
      { symbol: "N01", currency: "GBp" },
      { symbol: "OTHER", currency: "EUR" },
    ],
  );
});
