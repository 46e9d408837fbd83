import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { cents } from "../../../src/platform/money.ts";
import { readHistories } from "../../../src/portfolio/history-source.ts";
import type { PriceHistory } from "../../../src/portfolio/price-history.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { readGzip } from "./data.ts";
import { did, lot, portfolioOf, replayed, rowsOf, told } from "./made.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

/** As traded, with its dividends and splits. */
const BARS = fileURLToPath(new URL("../../oracle/panel/as-traded-aapl.csv", import.meta.url));
const LAST = isoDate("2020-12-31");
const CENT = 100;

type Told = readonly [
  session: string,
  equity: number,
  quantities: readonly string[],
  values: readonly number[],
  pnls: readonly number[],
  dividends: readonly number[],
];
interface Oracle {
  readonly inception: string;
  readonly equity: number;
  readonly lots: readonly { readonly open: string; readonly quantity: string; readonly price: string }[];
  readonly days: readonly Told[];
}
/** What `data/make_aapl.py` says, in exact decimals; money in cents. */
const aapl = (await readGzip("aapl.json.gz")) as Oracle;
const DAYS = aapl.days;
const inception = isoDate(aapl.inception);
const of = portfolioOf({ inception, basisDate: inception, statedEquity: cents(aapl.equity) });
const LOTS = aapl.lots.map(({ open, quantity, price }, at) =>
  lot(at + 1, { symbol: "AAPL" }, did("open", open, Number(quantity), Number(price))),
);

let base: TemporaryDatabase;
let history: PriceHistory;
beforeAll(async () => {
  base = new TemporaryDatabase();
  await base.import([BARS], { basis: "as_traded" });
  history = readHistories(base.writer.db, ["AAPL"], LAST).get("AAPL") as PriceHistory;
});
afterAll(() => base[Symbol.dispose]());

describe("AAPL as it traded, through a split of 7:1 and one of 4:1", () => {
  test("quantity, value, P&L and dividends of each lot are exact on all 1,662 sessions", () => {
    const sessions = DAYS.map(([session]) => session);
    const books = replayed({ of, lots: LOTS, prices: [history] }, sessions).map(told);
    expect(books.length).toBe(1_662);
    for (const [at, { snapshot, positions }] of books.entries()) {
      const [session, equity, quantities, values, pnls, dividends] = DAYS[at] as Told;
      const rows = rowsOf(positions);
      const ours = LOTS.map(({ id }) => rows.get(id));
      expect([snapshot.session, snapshot.equity]).toEqual([session, equity] as never);
      expect(ours.map((row) => row?.quantity ?? 0)).toEqual(quantities.map(Number));
      expect(ours.map((row) => Math.round((row?.value ?? 0) * CENT) + 0)).toEqual([...values]);
      expect(ours.map((row) => Math.round((row?.pnl ?? 0) * CENT) + 0)).toEqual([...pnls]);
      expect(ours.map((row) => Math.round((row?.dividends ?? 0) * CENT) + 0)).toEqual([...dividends]);
      expect(snapshot.status).toBe("complete");
    }
  });

  test("quantities that are stated as of a later day are the same shares", () => {
    const sessions = ["2014-06-06", "2014-06-09", "2020-08-28", "2020-08-31", "2020-12-31"];
    // 100 shares of 2014 are 2,800 of today, 150.5 of the Friday before the split 602.
    const stated = [
      did("open", "2014-05-30", 2_800, 636.5 / 28, { basisDate: LAST }),
      did("open", "2019-11-07", 49, 258.74 / 4, { basisDate: LAST }),
      did("open", "2020-08-28", 602, 501.1299 / 4, { basisDate: LAST }),
      did("open", "2020-09-01", 33.333, 133.92, { basisDate: LAST }),
    ].map((event, at) => lot(at + 1, { symbol: "AAPL" }, event));
    const books = (lots: typeof LOTS) =>
      replayed({ of, lots, prices: [history] }, sessions).map((each) => [...rowsOf(told(each).positions)]);
    expect(books(stated)).toEqual(books(LOTS));
  });
});
