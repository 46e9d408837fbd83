import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Basis } from "../../../db/schema/words.ts";
import { portfolioOf, sharesOf } from "../../batch/small-night.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { seriesCsv } from "./price-csv.ts";
import { csv, day, derive, mark, marksOf } from "./price-marks.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

/** Eight closes with a hole at the place of the fourth, and a dividend and a split. */
const STORED = csv("close,open,volume,dividend,split", [
  [0, 10, "", 5, "", ""],
  [1, 11, "", 5, 0.5, ""],
  [2, 12, "", 5, "", ""],
  [4, 14, "", 5, "", ""],
  [5, 15, "", 5, "", "2:1"],
  [6, 16, "", 5, "", ""],
  [7, 17, "", 5, "", ""],
]);
const WHOLE = mark("A", 0, 7, null, "actions");
const DERIVED = 7;

/** What an import brings in on top of {@link STORED}, everything through its last bar having been derived, and its marks. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ["a corrected close", csv("close", [[1, 11.5]]), [mark("A", 1, 1, 2)]],
  ["a corrected close before a hole", csv("close", [[2, 12.5]]), [mark("A", 2, 2, 4)]],
  ["a corrected last close", csv("close", [[7, 17.5]]), [mark("A", 7, 7, null)]],
  [
    "two corrected neighbours",
    csv("close", [
      [5, 15.5],
      [6, 16.5],
    ]),
    [mark("A", 5, 6, 7)],
  ],
  [
    "neighbours with a hole between them",
    csv("close", [
      [2, 12.5],
      [4, 14.5],
    ]),
    [mark("A", 2, 4, 5)],
  ],
  [
    "two that are apart",
    csv("close", [
      [6, 16.5],
      [0, 10.5],
    ]),
    [mark("A", 0, 0, 1), mark("A", 6, 6, 7)],
  ],
  ["a hole that is filled", csv("close", [[3, 13]]), [mark("A", 3, 3, 4)]],
  [
    "a filled hole beside a correction",
    csv("close", [
      [3, 13],
      [4, 14.5],
    ]),
    [mark("A", 3, 4, 5)],
  ],
  ["the same again", STORED, []],
  ["a changed volume", csv("close,volume", [[1, 11, 6]]), []],
  ["an open where there was none", csv("close,open", [[1, 11, 10.5]]), []],
  [
    "another volume and another close",
    csv("close,volume", [
      [1, 11, 6],
      [2, 12.5, 6],
    ]),
    [mark("A", 2, 2, 4)],
  ],
  ["a new split", csv("close,split", [[1, 11, "3:1"]]), [WHOLE]],
  ["another ratio of a split", csv("close,split", [[5, 15, "3:1"]]), [WHOLE]],
  ["a split that was none", csv("close,split", [[5, 15, "1:1"]]), [WHOLE]],
  ["a new dividend", csv("close,dividend", [[4, 14, 0.25]]), [WHOLE]],
  ["another amount of a dividend", csv("close,dividend", [[1, 11, 0.75]]), [WHOLE]],
  ["a dividend that was none", csv("close,dividend", [[1, 11, 0]]), [WHOLE]],
  ["a dividend after everything derived", csv("close,dividend", [[8, 18, 0.25]]), []],
  // It restates what is held on days before it, if the portfolio is stated on the basis of a later one.
  [
    "a split after everything derived",
    csv("close,split", [[8, 18, "2:1"]]),
    [mark("A", 0, 8, null, "actions")],
  ],
  [
    "a corrected close and a new dividend",
    csv("close,dividend", [
      [1, 11.5, ""],
      [4, 14, 0.25],
    ]),
    [WHOLE],
  ],
  [
    "bars after everything derived",
    csv("close", [
      [8, 18],
      [9, 19],
    ]),
    [],
  ],
  [
    "the last one that is derived and the next ones",
    csv("close", [
      [7, 17],
      [8, 18],
    ]),
    [],
  ],
  [
    "a correction among the last that are derived, with new bars",
    csv("close", [
      [7, 17.5],
      [8, 18],
    ]),
    [mark("A", 7, 8, null)],
  ],
  [
    "a correction apart from new bars",
    csv("close", [
      [6, 16.5],
      [8, 18],
    ]),
    [mark("A", 6, 6, 7)],
  ],
  ["another symbol", seriesCsv("B", [1, 2, 3], 6), [mark("B", 6, 8, null)]],
  ["another symbol, after everything derived", seriesCsv("B", [1, 2, 3], 8), []],
  [
    "two symbols",
    seriesCsv("B", [1], 7) +
      csv("close", [[1, 11.5]])
        .split("\n")
        .slice(1)
        .join("\n"),
    [mark("A", 1, 1, 2), mark("B", 7, 7, null)],
  ],
];

async function stored(basis: Basis = "as_traded", text = STORED): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  await base.importText(text, { basis });
  return base;
}

describe.each([
  ["an import", false],
  ["a strict import", true],
])("%s", (_, strict) => {
  test.each(CASES.map((each) => [...each] as const))("of %s leaves its marks", async (_name, text, marks) => {
    using base = await stored();
    derive(base, day(DERIVED));
    await base.importText(text, { basis: "as_traded", strict });
    expect(marksOf(base)).toEqual([...marks]);
  });

  test("of anything leaves none while nothing is derived", async () => {
    using base = await stored();
    await portfolioOf(base, "One", [sharesOf("A", 1, 10, day(1))]);
    for (const [, text] of CASES) await base.importText(text, { basis: "as_traded", strict });
    expect(base.rows("SELECT * FROM price_revision")).not.toEqual([]);
    expect(marksOf(base)).toEqual([]);
  });

  test.each(["split_adjusted", "total_return"] as const)(
    "that rebases a %s series marks the whole",
    async (basis) => {
      using base = await stored(basis, seriesCsv("A", [10, 11, 12, 13, 14, 15]));
      derive(base, day(3));
      await base.importText(seriesCsv("A", [5, 5.5, 6, 6.5, 7, 7.5, 8]), { basis, strict });
      expect(base.rows("SELECT kind FROM price_revision")).toEqual([{ kind: "rebase" }]);
      expect(marksOf(base)).toEqual([mark("A", 0, 6, null)]);
    },
  );

  test("marks nothing of a series that begins after everything derived, whatever it changes", async () => {
    using base = await stored();
    derive(base, "2022-12-30");
    for (const [, text] of CASES) await base.importText(text, { basis: "as_traded", strict });
    expect(marksOf(base)).toEqual([]);
  });
});

test("rows that are refused leave no mark", async () => {
  using base = await stored();
  derive(base, day(DERIVED));
  const text = csv("close", [
    [1, -11.5],
    [2, 12.5],
  ]);
  await expect(base.importText(text, { basis: "as_traded", strict: true })).rejects.toMatchObject({
    code: "import_refused",
  });
  expect(marksOf(base)).toEqual([]);
  await base.importText(text, { basis: "as_traded" });
  expect(marksOf(base)).toEqual([mark("A", 2, 2, 4)]);
});

test("what is derived is a prior or a snapshot of any portfolio, whichever is newest", async () => {
  using base = await stored();
  const snapshot = async (name: string, session: string) => {
    const { id } = await portfolioOf(base, name, [sharesOf("A", 1, 10, day(0))]);
    base.writer.db.exec(
      `INSERT INTO snapshot (portfolio_id, session, status, equity, cash, long_value, short_value, daily_pnl, revaluation, dividends,
         daily_return, cumulative_pnl, position_count, coverage, flags, reasons, method, inputs, seen, published_at)
       VALUES (${id}, '${session}', 'complete', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, '', '', 'm', 'i', 0, 'x')`,
    );
  };
  const correct = (at: number, close: number) =>
    base.importText(csv("close", [[at, close]]), { basis: "as_traded" });
  await snapshot("One", day(4));
  await snapshot("Two", day(2));
  await portfolioOf(base, "Three", [sharesOf("A", 1, 10, day(0))]);
  for (const at of [4, 5, 6]) await correct(at, 20 + at);
  expect(marksOf(base)).toEqual([mark("A", 4, 4, 5)]);
  derive(base, day(5));
  for (const at of [4, 5, 6]) await correct(at, 30 + at);
  expect(marksOf(base).slice(1)).toEqual([mark("A", 4, 4, 5), mark("A", 5, 5, 6)]);
});

test("prices and their marks are stored together or not at all", async () => {
  using base = await stored();
  derive(base, day(DERIVED));
  base.writer.db.exec(
    "CREATE TRIGGER no_mark BEFORE INSERT ON price_change BEGIN SELECT RAISE(ABORT, 'no mark'); END",
  );
  const bars = "SELECT session, close FROM price_bar ORDER BY session";
  const before = base.rows(bars);
  await expect(base.importText(csv("close", [[1, 11.5]]), { basis: "as_traded" })).rejects.toThrow("no mark");
  expect(base.rows(bars)).toEqual(before);
});

test("a mark's number never comes again, though all marks before it are gone", async () => {
  using base = await stored();
  derive(base, day(DERIVED));
  const numbers: number[] = [];
  for (const close of [11.5, 11.6, 11.7]) {
    await base.importText(csv("close", [[1, close]]), { basis: "as_traded" });
    numbers.push(...base.rows<{ id: number }>("SELECT id FROM price_change").map(({ id }) => id));
    base.writer.db.exec("DELETE FROM price_change");
  }
  expect(numbers).toEqual([1, 2, 3]);
});
