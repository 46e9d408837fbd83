import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { brokenIdentities } from "../../src/portfolio/identities.ts";
import { recordCash } from "../../src/portfolio/recording/cash.ts";
import { type Conversion, convertLot } from "../../src/portfolio/recording/conversion.ts";
import type { RecordingDesk } from "../../src/portfolio/recording/desk.ts";
import { exerciseOption } from "../../src/portfolio/recording/exercise.ts";
import { openLot, recordHappening } from "../../src/portfolio/recording/lots.ts";
import { day, paid } from "../portfolio/books/made.ts";
import { bought, closesCsv, HEADER, happened, openEmpty, record } from "../portfolio/books/recording.ts";
import { Desk } from "../support/desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "Ordered";
const FROM = "2025-06-30";
const TO = "2025-07-18";

/** What is recorded at once; those of one story come in their order, stories in any. */
type Doing = (books: RecordingDesk, lots: Map<string, number>) => void;

const opens =
  (key: string, ...what: Parameters<typeof bought>): Doing =>
  (books, lots) => {
    lots.set(key, openLot(books, bought(...what)).id);
  };
const happens =
  (key: string, ...what: Parameters<typeof happened>): Doing =>
  (books, lots) => {
    recordHappening(books, books.lot(lots.get(key) as number), happened(...what));
  };
const converts =
  (
    key: string,
    into: string,
    given: Pick<Conversion, "kind" | "symbol" | "ratio"> & Partial<Conversion>,
    on: string,
  ): Doing =>
  (books, lots) => {
    const nothing = { cash: 0, costShare: 0, reason: null };
    const lot = books.lot(lots.get(key) as number);
    lots.set(into, convertLot(books, lot, { ...nothing, ...given, date: day(on) }).id);
  };
const pays =
  (...what: Parameters<typeof paid>): Doing =>
  (books) => {
    recordCash(books, paid(...what), null);
  };

const renamed = { kind: "rename", symbol: "NEWC", ratio: 1 } as const;
const STORIES: readonly (readonly Doing[])[] = [
  [
    opens("a", "AAPL", FROM, 100, 190),
    happens("a", "increase", "07-03", 50, 205),
    happens("a", "reduce", "07-10", 70, 209),
  ],
  [opens("b", "NEWC", "07-09", -40, 107.5), happens("b", "close", "07-15", null, 112)],
  [opens("one", "OLDC", FROM, 10, 95), converts("one", "one+", renamed, "07-08")],
  // As many shares of the same, and of another cost.
  [opens("two", "OLDC", FROM, 10, 85), converts("two", "two+", renamed, "07-08")],
  [opens("three", "OLDC", "07-02", 10, 101), converts("three", "three+", renamed, "07-08")],
  [
    opens("p", "AAPL", "07-02", 60, 202),
    converts("p", "p+", { kind: "spin_off", symbol: "NEWC", ratio: 0.5, costShare: 0.25 }, "07-09"),
    happens("p+", "reduce", "07-09", 5, 108),
  ],
  [
    opens("barn", "BARN", FROM, 1, 9_000, { assetClass: "PRIVATE" }),
    happens("barn", "valuation", "07-09", null, 9_400),
  ],
  [
    opens("call", "AAPL250718C00200000", "07-02", 2, 8, { assetClass: "OPTIONS" }),
    (books, lots) => {
      const given = {
        date: day("07-16"),
        time: null,
        contracts: 1,
        cashPrice: null,
        fees: 0 as never,
        reason: null,
      };
      exerciseOption(books, books.lot(lots.get("call") as number), given);
    },
  ],
  [pays("contribution", "07-05", 5_000), pays("interest", "07-09", 12.34)],
  [pays("dividend", "07-11", 31, { symbol: "AAPL" })],
  [pays("fee", "07-09", 9.99)],
];

/** A night over all that was recorded, as text. */
async function nightAfter(doings: readonly Doing[]): Promise<string> {
  await using desk = new Desk();
  await desk.base.importText(HEADER + closesCsv("AAPL", "2025-03-03", TO, (at) => 150 + ((at * 7) % 60)), {
    basis: "as_traded",
  });
  await desk.base.importText(HEADER + closesCsv("OLDC", FROM, "2025-07-07", (at) => 100 + at), {
    basis: "as_traded",
  });
  await desk.base.importText(HEADER + closesCsv("NEWC", "2025-07-08", TO, (at) => 106 + at), {
    basis: "as_traded",
  });
  await openEmpty(desk, NAME, 100_000, FROM);
  await record(desk, NAME, (books) => {
    const lots = new Map<string, number>();
    for (const doing of doings) doing(books, lots);
  });
  await desk.run({ to: TO });
  expect(brokenIdentities(desk.base.writer.db)).toEqual([]);
  return desk.dump();
}

/** One of each story in turn, from the last story to the first. */
function interleaved(): readonly Doing[] {
  const longest = Math.max(...STORIES.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    STORIES.toReversed().flatMap((story) => story[at] ?? []),
  ).flat();
}

describe("what was recorded in another order", () => {
  test("is the same bytes after a night, snapshots and hashes and all", async () => {
    const plain = await nightAfter(STORIES.flat());
    expect(plain).toContain('"table":"position_greeks"');
    const lines = (text: string) => text.split("\n");
    expect(lines(await nightAfter(STORIES.toReversed().flat()))).toEqual(lines(plain));
    expect(lines(await nightAfter(interleaved()))).toEqual(lines(plain));
  });
});
