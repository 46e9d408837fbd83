import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { planDuty } from "../../src/batch/duties.ts";
import { decideAction } from "../../src/market/collect/decision.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { cents } from "../../src/platform/money.ts";
import { brokenIdentities } from "../../src/portfolio/identities.ts";
import { recordCash } from "../../src/portfolio/recording/cash.ts";
import { openLot, recordHappening } from "../../src/portfolio/recording/lots.ts";
import { amendOpening, deleteLot, reverseEvent } from "../../src/portfolio/recording/reversal.ts";
import { day, paid } from "../portfolio/books/made.ts";
import { bought, closesCsv, HEADER, happened, openEmpty, record } from "../portfolio/books/recording.ts";
import { Desk } from "../support/desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "Books";
const FROM = "2025-06-30";
const TO = "2025-07-18";
const SESSIONS = closesCsv("X", FROM, TO, () => 1)
  .trim()
  .split("\n")
  .map((line) => line.split(",")[1] as string);
const PUT = "AAPL250711P00110000";

/** A share with a split and a dividend, one in euros, a private asset, a written put that expires, and cash that came in. */
async function openDesk(): Promise<{
  readonly desk: Desk;
  readonly events: Readonly<Record<string, string>>;
}> {
  const desk = new Desk();
  const traded = closesCsv("AAPL", FROM, TO, (at) => (at < 6 ? 200 + at : 100 + at)).replaceAll("\n", ",,\n");
  const acted = traded.replace(/(2025-07-09,\d+),,/, "$1,,2").replace(/(2025-07-14,\d+),,/, "$1,0.25,");
  await desk.base.importText(`symbol,date,close,dividend,split\n${acted}`, { basis: "as_traded" });
  await desk.base.importText(HEADER + closesCsv("SAP.DE", FROM, TO, (at) => 250 - at));
  await desk.base.importText(HEADER + closesCsv("EURUSD=X", FROM, TO, (at) => 1.1 + at / 100));
  desk.base.rows("UPDATE symbol SET currency = 'EUR' WHERE symbol = 'SAP.DE' RETURNING id");
  await openEmpty(desk, NAME, 100_000, FROM);
  const events = await record(desk, NAME, (books) => {
    openLot(books, bought("AAPL", FROM, 100, 190));
    openLot(books, bought("SAP.DE", "07-03", 20, 240));
    openLot(books, bought("BARN", FROM, 1, 9_000, { assetClass: "PRIVATE" }));
    openLot(books, bought(PUT, "07-01", -1, 4, { assetClass: "OPTIONS" }));
    const contribution = recordCash(books, paid("contribution", "07-07", 5_000), null);
    return { contribution };
  });
  await desk.run({ to: TO });
  return { desk, events };
}

const lotOf = (desk: Desk, symbol: string) =>
  desk.base.rows<{ id: number }>("SELECT id FROM lot WHERE symbol = ?", symbol)[0]?.id as number;

interface Case {
  readonly what: string;
  readonly does: (desk: Desk, events: Readonly<Record<string, string>>) => Promise<unknown>;
  /** The first session that it makes stale, and the last, if that is not the last of all. */
  readonly from: string;
  readonly through?: string;
}

const cash =
  (kind: Parameters<typeof paid>[0], on: string, rest: Parameters<typeof paid>[3] = {}) =>
  (desk: Desk) =>
    record(desk, NAME, (books) =>
      recordCash(books, paid(kind, on, kind === "split" ? null : 100, rest), null),
    );
const happens =
  (symbol: string, ...what: Parameters<typeof happened>) =>
  (desk: Desk) =>
    record(desk, NAME, (books) => recordHappening(books, books.lot(lotOf(desk, symbol)), happened(...what)));

const CASES: readonly Case[] = [
  { what: "a flow of a session", does: cash("contribution", "07-08"), from: "07-08" },
  { what: "a flow of a Saturday", does: cash("withdrawal", "07-12"), from: "07-14" },
  { what: "interest in euros", does: cash("interest", "07-10", { currency: "EUR" }), from: "07-10" },
  { what: "a fee", does: cash("fee", "07-18"), from: "07-18" },
  {
    what: "a trade that was forgotten",
    does: (desk) => record(desk, NAME, (books) => openLot(books, bought("AAPL", "07-02", 10, 201.5))),
    from: "07-02",
  },
  {
    what: "a lot that was held at the inception",
    does: (desk) => record(desk, NAME, (books) => openLot(books, bought("AAPL", "2025-05-02", 10, 180))),
    from: "06-30",
  },
  { what: "a sale", does: happens("AAPL", "reduce", "07-10", 20, 105), from: "07-10" },
  { what: "a valuation", does: happens("BARN", "valuation", "07-02", null, 9_500), from: "07-02" },
  {
    what: "a valuation of the inception",
    does: happens("BARN", "valuation", "06-30", null, 9_100),
    from: "06-30",
  },
  {
    what: "what ends an option, noted on the Monday after its last session",
    does: happens(PUT, "expire", "07-14", null, 0),
    from: "07-11",
  },
  {
    what: "a reversal",
    does: (desk, { contribution = "" }) =>
      record(desk, NAME, (books) => reverseEvent(books, contribution, "entered twice")),
    from: "07-07",
  },
  {
    what: "a lot that is deleted",
    does: (desk) =>
      record(desk, NAME, (books) => deleteLot(books, books.lot(lotOf(desk, "SAP.DE")), "not ours")),
    from: "07-03",
  },
  {
    what: "an opening that is put on an earlier day",
    does: (desk) =>
      record(desk, NAME, (books) =>
        amendOpening(books, books.lot(lotOf(desk, "SAP.DE")), { date: day("07-01") }, "the day of the trade"),
      ),
    from: "07-01",
  },
  {
    what: "a dividend that was received: it may replace a derived one of five sessions before",
    does: cash("dividend", "07-16", { symbol: "AAPL" }),
    from: "07-08",
  },
  {
    what: "a split as the owner's books have it: it restates what was before it too",
    does: cash("split", "07-10", { symbol: "AAPL", numerator: 3, denominator: 1 }),
    from: "06-30",
  },
  {
    what: "a split that an operator rejects",
    does: (desk) => {
      const key = { symbol: parseSymbol("AAPL"), exDate: day("07-09"), kind: "split" } as const;
      return decideAction(desk.base.writer, key, "reject", desk.now());
    },
    from: "06-30",
  },
  {
    what: "a dividend that was corrected",
    does: (desk) =>
      desk.base.importText("symbol,date,close,dividend\nAAPL,2025-07-14,109,0.3\n", { basis: "as_traded" }),
    from: "06-30",
  },
  {
    what: "a close that was corrected: its session, and the next, whose P&L begins with it",
    does: (desk) => desk.base.importText(`${HEADER}SAP.DE,2025-07-10,244.5\n`),
    from: "07-10",
    through: "07-11",
  },
  {
    what: "a close of the inception, by which all cash was set",
    does: (desk) => desk.base.importText("symbol,date,close\nAAPL,2025-06-30,201\n", { basis: "as_traded" }),
    from: "06-30",
  },
  {
    what: "a rate of exchange that was corrected: whatever was bought or paid at it stays in the cash",
    does: (desk) => desk.base.importText(`${HEADER}EURUSD=X,2025-07-08,1.3\n`),
    from: "07-08",
  },
];

describe("what is recorded or corrected late makes its session and those after it stale, and no other", () => {
  test.each(CASES.map((each) => [each.what, each] as const))(
    "%s",
    async (_, { does, from, through = TO }) => {
      const { desk, events } = await openDesk();
      await using _desk = desk;
      expect(desk.base.rows("SELECT count(*) AS count FROM snapshot")).toEqual([{ count: SESSIONS.length }]);
      await does(desk, events);
      const scope = desk.scope({ to: TO });
      const { accounts } = await desk.pool().ask(planDuty, { scope, collect: null });
      const planned = accounts.flatMap(({ sessions }) => sessions).sort();
      const first = `2025-${from}`;
      const last = through.length === 5 ? `2025-${through}` : through;
      expect(planned as string[]).toEqual(SESSIONS.filter((session) => session >= first && session <= last));
      await desk.run({ to: TO });
      expect(brokenIdentities(desk.base.writer.db)).toEqual([]);
      const again = desk.dump();
      // Whatever was not told anew is as it would be if it were.
      await desk.run({ to: TO, force: true });
      expect(desk.dump()).toBe(again);
      expect((await desk.run({ to: TO })).upToDate).toBe(true);
    },
  );

  test("the books that all this is done to have something of everything in them", async () => {
    const { desk } = await openDesk();
    await using _desk = desk;
    const [row] = desk.base.rows(
      "SELECT sum(dividends) AS dividends, sum(capital_flow) AS flow, sum(currency_pnl <> 0) AS moved FROM snapshot",
    );
    expect(row).toEqual({ dividends: cents(200 * 25), flow: 500_000, moved: 10 });
    expect(brokenIdentities(desk.base.writer.db)).toEqual([]);
  });
});
