import { expect, test } from "bun:test";
import { openLot } from "../../../src/portfolio/recording/lots.ts";
import { Desk } from "../../support/desk.ts";
import { bought, closesCsv, HEADER, openEmpty, record } from "./recording.ts";

const NAME = "Cost";
const [FROM, TO] = ["2025-06-30", "2025-07-11"];

test("what stands at a cost in another currency gains what its rate makes of it, and nothing else", async () => {
  await using desk = new Desk();
  await openEmpty(desk, NAME, 20_000, FROM);
  const rates = closesCsv("EURUSD=X", FROM, TO, (at) => 1 + at / 1_000);
  await desk.base.importText(HEADER + rates, { basis: "as_traded" });
  await record(desk, NAME, (books) => openLot(books, bought("NOPX", FROM, 3, 1_000, { currency: "EUR" })));
  await desk.run({ to: TO });
  const parts = desk.base.rows<{ pnl: number; rate: number }>(
    `SELECT daily_pnl AS pnl, currency_pnl AS rate FROM snapshot WHERE session > '${FROM}'`,
  );
  expect(parts.every(({ pnl, rate }) => pnl !== 0 && pnl === rate)).toBe(true);
});
