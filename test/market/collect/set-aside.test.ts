import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { setPinned } from "../../../src/market/collect/watch-list.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { Collecting, FIRST, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const LAST_IMPORTED = sessionAfter(FIRST, -1);

/** An imported series that is adjusted for everything: half of what traded, as if much had been paid since. */
async function imported(nights: Collecting, from = "2026-04-01"): Promise<number> {
  const bars = [...(nights.market.find("AAA")?.bars ?? [])].filter(
    ([day]) => day >= from && day <= LAST_IMPORTED,
  );
  const rows = bars.map(([day, { close }]) => `AAA,${day},${close / 2}`);
  await nights.desk.base.importText(["symbol,date,close", ...rows, ""].join("\n"), { basis: "total_return" });
  return rows.length;
}

const basisOf = (nights: Collecting) =>
  nights.desk.base.rows("SELECT basis FROM symbol WHERE symbol = 'AAA'")[0]?.basis;

describe("a series that was imported on another basis", () => {
  test("is set aside whole when the symbol is collected as it traded", async () => {
    await using nights = await Collecting.begun();
    const count = await imported(nights);
    await nights.desk.run({ to: LAST_IMPORTED });
    const worth = nights.desk.report("One", LAST_IMPORTED).snapshot.equity;
    const report = await nights.night(FIRST);
    expect(report.status).toBe("completed");
    expect([basisOf(nights), nights.untrue(), nights.gaps(["AAA"])]).toEqual(["as_traded", [], []]);
    const aside = nights.desk.base.rows(
      "SELECT session, kind, old_close, old_basis, old_source, run_id FROM price_revision ORDER BY session",
    );
    const bars = [...(nights.market.find("AAA")?.bars ?? [])].slice(0, count);
    const common = { kind: "set_aside", old_basis: "total_return", old_source: "import" };
    expect(aside).toEqual(
      bars.map(([session, { close }]) => ({
        ...common,
        session,
        old_close: close / 2,
        run_id: report.run.id,
      })),
    );
    // Not a bar of the other basis is left in the series.
    const sources = nights.desk.base.rows(
      "SELECT DISTINCT source FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE symbol = 'AAA'",
    );
    expect(sources).toEqual([{ source: "yahoo" }]);
    // What had been derived from the imported closes is derived anew in the same run.
    expect(nights.desk.report("One", LAST_IMPORTED).snapshot.equity).not.toEqual(worth);
    expect((await nights.again()).upToDate).toBe(true);
  });

  test("stays as it is while the symbol is pinned to files", async () => {
    await using nights = await Collecting.begun();
    const count = await imported(nights);
    const { writer } = nights.desk.base;
    await setPinned(writer, parseSymbol("AAA"), true);
    await nights.night(FIRST);
    expect([basisOf(nights), nights.stored("AAA").length, nights.revisions()]).toEqual([
      "total_return",
      count,
      [],
    ]);
    expect(nights.providers.servers.yahoo.countOf("chart", "AAA")).toBe(0);
    await setPinned(writer, parseSymbol("AAA"), false);
    await nights.again();
    expect([basisOf(nights), nights.untrue()]).toEqual(["as_traded", []]);
  });

  test("stays as it is where a provider has far less of it", async () => {
    await using nights = await Collecting.begun({ providers: ["yahoo"] });
    const count = await imported(nights);
    const all = [...(nights.market.find("AAA")?.bars.keys() ?? [])];
    const dates = all.filter((day) => day < isoDate("2026-05-20"));
    nights.providers.servers.yahoo.distortions.set("AAA", [{ kind: "missing_days", dates }]);
    const report = await nights.night(FIRST);
    expect([basisOf(nights), nights.stored("AAA").length, nights.revisions()]).toEqual([
      "total_return",
      count,
      [],
    ]);
    expect(nights.step(report, "AAA")).toBe("partial basis_unknown");
    expect(nights.said(report).join("\n")).toContain("AAA: yahoo: it has 7 good bars, and ");
  });
});
