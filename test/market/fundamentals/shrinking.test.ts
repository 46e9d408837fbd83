import { expect, setDefaultTimeout, test } from "bun:test";
import { setWatched } from "../../../src/market/collect/watch-list.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { deletePortfolio } from "../../../src/portfolio/portfolio-update.ts";
import { openLot, recordHappening } from "../../../src/portfolio/recording/lots.ts";
import { bought, happened, record } from "../../portfolio/books/recording.ts";
import { sessionAfter } from "../collect/collecting.ts";
import { DeskOfCompanies, FUNDS } from "./desk-of-companies.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const FIRST = "2025-06-23";
/** So many nights later everybody has been asked for everything again, and a season of earnings has passed. */
const LATER = 45;

/** Who was asked for anything but prices, over some nights. */
async function askedOver(made: DeskOfCompanies, nights: number): Promise<readonly string[]> {
  const asked = new Set<string>();
  for (let night = 0; night < nights; night++) {
    await made.night(sessionAfter(made.session));
    for (const kind of ["quote", "quote_summary", "timeseries"] as const)
      for (const symbol of made.askedFor(kind)) asked.add(symbol);
  }
  return [...asked].sort();
}

const stored = (made: DeskOfCompanies, symbol: string) =>
  made.rows(
    `SELECT (SELECT count(*) FROM income_statement t WHERE t.symbol_id = s.id) AS statements,
       (SELECT count(*) FROM valuation t WHERE t.symbol_id = s.id) AS valuations FROM symbol s WHERE symbol = ?`,
    symbol,
  )[0];

test("what is sold is not asked for any more, and is once it is held again", async () => {
  await using made = await DeskOfCompanies.begun({ held: { One: { AAA: 10, CCC: 10 } }, first: FIRST });
  await made.night(FIRST);
  expect(await askedOver(made, 2)).toEqual(["AAA", "CCC", ...FUNDS].sort());
  const sold = made.session;
  await record(made.desk, "One", (books) => {
    for (const lot of books.lotsOf("CCC"))
      recordHappening(books, lot, {
        ...happened("close", "06-25", null, made.close("CCC", sold)),
        date: sold,
      });
  });
  const before = stored(made, "CCC");
  expect(await askedOver(made, LATER)).toEqual(["AAA", ...FUNDS].sort());
  expect(stored(made, "CCC")).toEqual(before);
  const again = sessionAfter(made.session);
  await record(made.desk, "One", (books) => {
    openLot(books, { ...bought("CCC", "06-25", 5, made.close("CCC", again)), date: again });
  });
  await made.night(again);
  // Its profile is long out of date, and earnings were told meanwhile: all of it is made up.
  for (const kind of ["quote", "quote_summary", "timeseries"] as const)
    expect([kind, made.askedFor(kind).includes("CCC")]).toEqual([kind, true]);
  expect(await askedOver(made, 1)).toEqual(["AAA", "CCC", ...FUNDS].sort());
});

test("what is taken off the watch list is not asked for any more, and is once it is watched again", async () => {
  await using made = await DeskOfCompanies.begun({
    held: { One: { AAA: 10 } },
    others: ["BBB"],
    first: FIRST,
  });
  const watch = (isWatched: boolean) =>
    setWatched(made.desk.base.writer, parseSymbol("BBB"), isWatched, made.desk.now());
  await watch(true);
  await made.night(FIRST);
  expect(made.askedFor("timeseries")).toEqual(["AAA", "BBB"]);
  await watch(false);
  expect(await askedOver(made, LATER)).toEqual(["AAA", ...FUNDS].sort());
  await watch(true);
  expect(await askedOver(made, 1)).toEqual(["AAA", "BBB", ...FUNDS].sort());
});

test("when a portfolio is gone its companies are not asked for, but those of others are", async () => {
  const held = { One: { AAA: 10, SHARED: 10 }, Two: { BBB: 10, SHARED: 10 } };
  await using made = await DeskOfCompanies.begun({ held, first: FIRST });
  await made.night(FIRST);
  expect(made.askedFor("timeseries")).toEqual(["AAA", "BBB", "SHARED"]);
  const { writer } = made.desk.base;
  await writer.transact("delete", () => deletePortfolio(writer, made.desk.portfolio("Two"), made.desk.now()));
  expect(await askedOver(made, 8)).toEqual(["AAA", "SHARED", ...FUNDS].sort());
});
