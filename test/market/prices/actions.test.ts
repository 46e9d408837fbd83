import { describe, expect, test } from "bun:test";
import type { Basis } from "../../../db/schema/words.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { SESSIONS, seriesCsv } from "./price-csv.ts";

const HEADER = "symbol,date,close,open,high,low,volume,dividend,split";
const ACTIONS =
  "SELECT ex_date, kind, numerator, denominator, amount, status FROM corporate_action ORDER BY ex_date, kind";

const textOf = (lines: readonly string[]) => `${[HEADER, ...lines].join("\n")}\n`;

describe("dividends and splits", () => {
  test("are rows of their own, and a ratio that is none of small numbers is unconfirmed", async () => {
    using base = new TemporaryDatabase();
    await base.importText(
      textOf([
        "A,2025-01-02,10,,,,,0.25,4",
        "A,2025-01-03,10,,,,,0,1",
        "A,2025-01-06,10,,,,,null,1.281",
        "A,2025-01-07,10,,,,,,0",
        "A,2025-01-08,10,,,,,,0.3333",
      ]),
      { basis: "as_traded" },
    );
    const none = { numerator: null, denominator: null, amount: null };
    const split = { ...none, kind: "split" };
    expect(base.rows(ACTIONS)).toEqual([
      { ...none, ex_date: "2025-01-02", kind: "cash_dividend", amount: 0.25, status: "confirmed" },
      { ...split, ex_date: "2025-01-02", numerator: 4, denominator: 1, status: "confirmed" },
      { ...split, ex_date: "2025-01-06", numerator: 1281, denominator: 1000, status: "unconfirmed" },
      { ...split, ex_date: "2025-01-08", numerator: 1, denominator: 3, status: "confirmed" },
    ]);
  });

  test("that the file says there were none are removed, and kept as revisions; an empty cell says nothing", async () => {
    using base = new TemporaryDatabase();
    await base.importText(textOf(["A,2025-01-02,10,,,,,0.25,10"]));
    expect((await base.importText(textOf(["A,2025-01-02,10,,,,,,"]))).totals).toMatchObject({
      actions_revised: 0,
    });
    expect(base.rows(ACTIONS)).toHaveLength(2);
    const report = await base.importText(textOf(["A,2025-01-02,10,,,,,0,1"]));
    expect(report.totals).toMatchObject({ unchanged: 1, actions_stored: 0, actions_revised: 2 });
    expect(base.rows(ACTIONS)).toEqual([]);
    expect(base.rows("SELECT kind, old_amount, old_numerator FROM price_revision ORDER BY kind")).toEqual([
      { kind: "cash_dividend", old_amount: 0.25, old_numerator: null },
      { kind: "split", old_amount: null, old_numerator: 10 },
    ]);
    expect((await base.importText(textOf(["A,2025-01-02,10,,,,,0,1"]))).totals).toMatchObject({
      actions_revised: 0,
    });
  });

  test("with changed terms are revised, with equal terms written otherwise not", async () => {
    using base = new TemporaryDatabase();
    await base.importText(textOf(["A,2025-01-02,10,,,,,0.25,3:2"]));
    await base.importText(textOf(["A,2025-01-02,10,,,,,0.250,1.5"]));
    expect(base.rows("SELECT * FROM price_revision")).toEqual([]);
    await base.importText(textOf(["A,2025-01-02,10,,,,,0.26,2"]));
    expect(
      base.rows(
        "SELECT session, kind, old_amount, old_numerator, old_denominator, old_source FROM price_revision ORDER BY kind",
      ),
    ).toEqual([
      {
        session: "2025-01-02",
        kind: "cash_dividend",
        old_amount: 0.25,
        old_numerator: null,
        old_denominator: null,
        old_source: "import",
      },
      {
        session: "2025-01-02",
        kind: "split",
        old_amount: null,
        old_numerator: 3,
        old_denominator: 2,
        old_source: "import",
      },
    ]);
    expect(base.rows<{ amount: number }>(ACTIONS).map(({ amount }) => amount)).toEqual([0.26, null as never]);
  });

  test("an operator's word on an unconfirmed split outlives the file that comes again", async () => {
    using base = new TemporaryDatabase();
    await base.importText(textOf(["A,2025-01-02,10,,,,,,1.281"]));
    base.writer.db.exec("UPDATE corporate_action SET status = 'confirmed'");
    await base.importText(textOf(["A,2025-01-02,10,,,,,,1281:1000"]));
    expect(base.rows<{ status: string }>(ACTIONS).map(({ status }) => status)).toEqual(["confirmed"]);
  });

  test.each<[Basis, number, number]>([
    ["split_adjusted", 0.25, 1],
    ["total_return", 1, 0],
  ])(
    "of a %s series that is rebased by splits, those that the file lacks are worth %d of before",
    async (basis, times, revisions) => {
      using base = new TemporaryDatabase();
      const closes = [100, 101, 102, 103, 104, 105, 106];
      const lines = closes.map((close, at) => `A,${SESSIONS[at]},${close},,,,,${at === 0 ? 0.8 : ""},`);
      await base.importText(textOf(lines), { basis });
      await base.importText(
        seriesCsv(
          "A",
          closes.slice(2).map((close) => close / 4),
          2,
        ),
        { basis },
      );
      expect(base.rows<{ close: number }>("SELECT close FROM price_bar")[0]?.close).toBe(25);
      expect(base.rows<{ amount: number }>(ACTIONS).map(({ amount }) => amount)).toEqual([0.8 * times]);
      expect(base.rows("SELECT old_amount FROM price_revision WHERE kind = 'cash_dividend'").length).toBe(
        revisions,
      );
    },
  );
});
