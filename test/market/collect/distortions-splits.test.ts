import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { ServedProvider } from "../../support/provider-desk.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, FIRST, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const EX = isoDate("2026-06-03");
const BEFORE = sessionAfter(EX, -1);
/** The vendor mends itself before this night. */
const MENDED = sessionAfter(EX, 2);
const LAST = sessionAfter(EX, 3);
const RATIOS = [
  { name: "2:1", split: { exDate: EX, numerator: 2, denominator: 1 } },
  { name: "3:2", split: { exDate: EX, numerator: 3, denominator: 2 } },
  { name: "1:10", split: { exDate: EX, numerator: 1, denominator: 10 } },
] as const;
const KINDS = ["split_early", "split_late", "split_twice"] as const;
const ROADS: readonly {
  readonly wrong: readonly ServedProvider[];
  readonly right: readonly ServedProvider[];
}[] = [
  { wrong: ["yahoo"], right: [] },
  { wrong: ["yahoo", "yahooquery"], right: [] },
  { wrong: ["yahoo", "yahooquery"], right: ["polygon"] },
  { wrong: ["yahoo"], right: ["yahooquery"] },
];
/** One trades millions of shares a day, the other thousands, so that rounded volumes show. */
const dividends = { AAA: [], BBB: [] };

function expectSettled(
  night: Collecting,
  symbol: string,
  split: { numerator: number; denominator: number },
): void {
  expect(night.gaps()).toEqual([]);
  const splits = night.actions(symbol).filter(({ kind }) => kind === "split");
  const { numerator, denominator } = split;
  expect(splits).toMatchObject([{ ex_date: EX, numerator, denominator, status: "confirmed" }]);
  const own = night.desk.report("One", night.session).positions.find((each) => each.symbol === symbol);
  expect(own?.quantity).toBe((10 * numerator) / denominator);
  expect(own?.flags).toEqual([]);
}

describe.each(RATIOS)("a split $name", ({ split }) => {
  const market = { splits: { AAA: [split], BBB: [split] }, dividends };

  test("that every provider tells in time leaves older bars as they traded", async () => {
    await using night = await Collecting.after(market);
    const before = night.history(FIRST);
    while (night.session < LAST) {
      const report = await carefulNight(night);
      expect([report.status, night.said(report).length]).toEqual(["completed", 1]);
    }
    for (const symbol of ["AAA", "BBB"]) expectSettled(night, symbol, split);
    expect(night.history(FIRST)).toBe(before);
    expect([night.revisions(), night.quarantine()]).toEqual([[], []]);
  });

  describe.each(ROADS.map((roads) => ({ ...roads, name: `${roads.wrong}, right with ${roads.right}` })))(
    "wrong with $name",
    ({ wrong, right }) => {
      test.each(KINDS)("%s, then mended", async (kind) => {
        await using night = await Collecting.after({ ...market, providers: [...wrong, ...right] });
        const before = night.history(FIRST);
        for (const id of wrong) night.providers.servers[id].distortions.set("AAA", [{ kind, exDate: EX }]);
        while (night.session < LAST) {
          if (sessionAfter(night.session) === MENDED) night.mend();
          const report = await carefulNight(night);
          const told = night.said(report).filter((line) => line.startsWith("warning: AAA"));
          const isWrong = kind === "split_early" ? night.session === BEFORE : night.session >= EX;
          if (!isWrong || night.session >= MENDED) expect(told).toEqual([]);
          else if (kind === "split_early") {
            // Of a split that is not listed yet nothing is known but that something is wrong.
            expect(told).toEqual(
              wrong.map((id) => expect.stringContaining(`AAA: ${id}: its whole history differs`)),
            );
            expect(night.close("AAA", BEFORE) !== null).toBe(right.length > 0);
            expect(night.step(report, "AAA")).toBe(right.length > 0 ? "done" : "partial basis_unknown");
          } else {
            expect(told).toEqual([
              expect.stringContaining("older prices are not adjusted by it as they should"),
            ]);
            expect(night.sourceOf("AAA", night.session)).toBe("yahoo");
          }
        }
        expectSettled(night, "AAA", split);
        expect(night.history(FIRST)).toBe(before);
        expect([night.revisions(), night.quarantine()]).toEqual([[], []]);
        expect((await night.again()).upToDate).toBe(true);
      });
    },
  );
});

describe("a whole history that is not adjusted by a split as it should is not believed:", () => {
  const split = { exDate: isoDate("2026-05-06"), numerator: 4, denominator: 1 };
  const market = { splits: { AAA: [split] }, dividends };

  test.each(["split_late", "split_twice"] as const)("%s with nobody to say better", async (kind) => {
    await using night = await Collecting.begun({ ...market, providers: ["yahoo"] });
    night.providers.servers.yahoo.distortions.set("AAA", [{ kind, exDate: split.exDate }]);
    const report = await carefulNight(night, FIRST);
    expect([report.status, night.step(report, "AAA"), night.stored("AAA")]).toEqual([
      "partial",
      "partial basis_unknown",
      [],
    ]);
    night.mend();
    expect((await carefulNight(night)).status).toBe("completed");
    expect(night.gaps()).toEqual([]);
  });

  test.each(["split_late", "split_twice"] as const)("%s, and Polygon has it as it traded", async (kind) => {
    await using night = await Collecting.begun({ ...market, providers: ["yahoo", "polygon"] });
    night.providers.servers.yahoo.distortions.set("AAA", [{ kind, exDate: split.exDate }]);
    await carefulNight(night, FIRST);
    expect(night.sourceOf("AAA", FIRST)).toBe("polygon");
    expect(night.gaps()).toEqual([]);
    night.mend();
    await carefulNight(night);
    expect(night.gaps()).toEqual([]);
    expect(night.actions("AAA").filter(({ kind: each }) => each === "split")).toHaveLength(1);
  });
});
