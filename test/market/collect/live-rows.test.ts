import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { joinedMarket } from "../../support/market/instrument.ts";
import { madeMarket } from "../../support/market/made-market.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, FIRST, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NEXT = sessionAfter(FIRST);
const HELD = ["AAA", "BTC-USD", "VOD.L"];
/** London's shares are in pence, and the book in dollars. */
const RATES = madeMarket({
  seed: 7,
  symbols: ["GBPUSD=X"],
  from: isoDate("2026-04-01"),
  to: isoDate("2026-07-31"),
});
const INSTANTS = [
  { name: "while New York trades", now: `${NEXT}T17:00:00Z` },
  { name: "ten minutes after the close, before prices have settled", now: `${NEXT}T20:10:00Z` },
] as const;

/** The newest session of each that is stored. */
function newest(collecting: Collecting): Readonly<Record<string, unknown>> {
  const rows = collecting.desk.base.rows(
    "SELECT symbol, max(session) AS session FROM price_bar JOIN symbol s ON s.id = symbol_id GROUP BY 1",
  );
  return Object.fromEntries(rows.map(({ symbol, session }) => [symbol, session]));
}

describe.each(INSTANTS)("a run $name", ({ now }) => {
  test.each([false, true])(
    "stores no price of the session under way; rows stamped with the last trade: %p",
    async (stampsClose) => {
      await using collecting = await Collecting.begun({
        held: HELD,
        first: sessionAfter(FIRST, -1),
        market: (made) => joinedMarket(made, RATES),
      });
      const { clock, servers, sources } = collecting.providers;
      servers.yahoo.stampsClose = stampsClose;
      // The row of the instant itself is in the answer.
      servers.yahoo.includesPeriod2 = true;
      clock.moveTo(now);
      const report = await collecting.desk.run({ sources, to: FIRST });
      expect(servers.yahoo.countOf("chart")).toBeGreaterThanOrEqual(HELD.length + 10);
      expect([report.status, collecting.untrue(), collecting.quarantine()]).toEqual(["completed", [], []]);
      const last = newest(collecting);
      expect([last.AAA, last.SPY, last["^TYX"]]).toEqual([FIRST, FIRST, FIRST]);
      // A coin's Sunday is over.
      expect([last["BTC-USD"], last["VOD.L"], last["GBPUSD=X"]]).toEqual(["2026-05-31", FIRST, FIRST]);
      await carefulNight(collecting, NEXT);
      expect(collecting.gaps(["AAA", "SPY", "^TYX"])).toEqual([]);
    },
  );
});

test("a run in New York's evening takes no pair's price of a day that is not over where the pair is quoted", async () => {
  await using collecting = await Collecting.after({
    held: HELD,
    market: (made) => joinedMarket(made, RATES),
  });
  const { clock, servers, sources } = collecting.providers;
  servers.yahoo.includesPeriod2 = true;
  clock.moveTo(`${NEXT}T22:00:00Z`);
  const report = await collecting.desk.run({ sources, to: NEXT });
  const last = newest(collecting);
  expect([last.AAA, last["GBPUSD=X"], collecting.untrue()]).toEqual([NEXT, FIRST, []]);
  expect(collecting.step(report, "AAA")).toBe("done");
  await carefulNight(collecting, NEXT);
  expect(newest(collecting)["GBPUSD=X"]).toBe(NEXT);
});
