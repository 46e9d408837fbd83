import { expect, test } from "bun:test";
import { idSource } from "../../../src/platform/ids.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { cents } from "../../../src/platform/money.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { recordCash } from "../../../src/portfolio/recording/cash.ts";
import { RecordingDesk } from "../../../src/portfolio/recording/desk.ts";
import { openLot } from "../../../src/portfolio/recording/lots.ts";
import { performanceFigures } from "../../../src/portfolio/report/performance-figures.ts";
import { Desk } from "../../support/desk.ts";

const SESSIONS = ["2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21"];

/** 10 shares from the start, and after they have gained, 1,000 that are bought with new money. */
async function afterBuying(closes: readonly number[], paid: number) {
  const desk = new Desk();
  const rows = SESSIONS.map((session, at) => `AAA,${session},${closes[at]}`);
  await desk.base.importText(["symbol,date,close", ...rows, ""].join("\n"));
  const portfolio = await desk.openLots("Made", ["AAA,10,100,2026-05-18"], { equity: "1000" });
  const newId = idSource(desk.clock, systemRandom);
  await desk.base.writer.transact("record", () => {
    const recorder = { source: "test", actor: "test", at: desk.now(), newId };
    const books = new RecordingDesk(desk.base.writer.db, portfolio, isoDate("2026-05-29"), recorder);
    const nothing = { symbol: null, numerator: null, denominator: null, currency: null, time: null };
    const flow = {
      kind: "contribution",
      tradeDate: isoDate("2026-05-19"),
      amount: cents(paid * 100),
    } as const;
    recordCash(books, { ...flow, ...nothing }, null);
    openLot(books, {
      ...{ kind: "open", symbol: "AAA", assetClass: "PUBLIC", subtype: null, option: null, multiplier: null },
      ...{ note: null, reason: null, quantity: 1_000, price: closes[1] as number, basisDate: null },
      ...{ date: isoDate("2026-05-19"), time: null, currency: null, fees: cents(0) },
    });
  });
  await desk.run({ to: SESSIONS.at(-1) as string });
  const figures = performanceFigures(desk.base.writer.orm, portfolio, isoDate("2026-05-29"));
  await desk[Symbol.asyncDispose]();
  return figures;
}

test("a gain on little money and a loss on much: the returns disagree, and a note says why", async () => {
  const figures = await afterBuying([100, 150, 150, 120], 150_000);
  // 1.5 x 120 / 150 - 1, and 1,500 + 150,000 became 121,200.
  expect(figures?.time_weighted.value).toBeCloseTo(0.2, 12);
  expect(figures?.money_weighted.value).toBeLessThan(-0.19);
  expect(figures?.flags).toEqual(["returns_disagree"]);
  expect(figures?.note).toStartWith("the portfolio gained before most of its money came in");
});

test("a gain on both: they agree, and nothing is noted", async () => {
  const figures = await afterBuying([100, 150, 150, 180], 150_000);
  expect(figures?.time_weighted.value).toBeCloseTo(0.8, 12);
  expect(figures?.money_weighted.value).toBeGreaterThan(0.19);
  expect(figures).toMatchObject({ flags: [], note: null });
});

test("without a snapshot there is no performance", async () => {
  await using desk = new Desk();
  const portfolio = await desk.openLots("Made", ["AAA,10,100,2026-05-18"], { equity: "1000" });
  expect(performanceFigures(desk.base.writer.orm, portfolio, isoDate("2026-05-29"))).toBeNull();
});
