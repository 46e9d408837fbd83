import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { brokenIdentities } from "../../src/portfolio/identities.ts";
import { recordCash } from "../../src/portfolio/recording/cash.ts";
import { openLot } from "../../src/portfolio/recording/lots.ts";
import { reverseEvent } from "../../src/portfolio/recording/reversal.ts";
import { paid } from "../portfolio/books/made.ts";
import { bought, closesCsv, HEADER, openEmpty, record } from "../portfolio/books/recording.ts";
import { Desk } from "../support/desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "Euros";
const FROM = "2025-06-30";
const TO = "2025-07-18";

/** Days of rates at which there is none: more than the five that one is carried over. */
const isHole = (session: string, from: string) => session > from && session < "2025-07-16";

/** 20 shares in euros, bought at the inception; rates of exchange but for a hole, which begins after a day. */
async function openDesk(holeFrom: string | null): Promise<Desk> {
  const desk = new Desk();
  await desk.base.importText(HEADER + closesCsv("SAP.DE", FROM, TO, (at) => 250 + at));
  if (holeFrom !== null) {
    const rates = closesCsv("EURUSD=X", FROM, TO, (at, session) =>
      isHole(session, holeFrom) ? null : 1.1 + at / 100,
    );
    await desk.base.importText(HEADER + rates);
  }
  await openEmpty(desk, NAME, 100_000, FROM);
  await record(desk, NAME, (books) => openLot(books, bought("SAP.DE", FROM, 20, 240, { currency: "EUR" })));
  return desk;
}

const tell = (desk: Desk) =>
  desk.base.rows("UPDATE symbol SET currency = 'EUR' WHERE symbol = 'SAP.DE' RETURNING id");
const gaps = (desk: Desk) =>
  desk.base.rows<{ session: string; reason: string; detail: string }>(
    "SELECT session, reason, detail FROM snapshot_gap ORDER BY session",
  );
const told = (desk: Desk) =>
  desk.base.rows<{ session: string; equity: number; daily_pnl: number }>(
    "SELECT session, equity, daily_pnl FROM snapshot ORDER BY session",
  );

/** Nothing is left to do, the identities hold, and a run by force changes not a byte. */
async function isSettled(desk: Desk): Promise<void> {
  expect((await desk.run({ to: TO })).upToDate).toBe(true);
  expect(brokenIdentities(desk.base.writer.db)).toEqual([]);
  const dump = desk.dump();
  await desk.run({ to: TO, force: true });
  expect(desk.dump()).toBe(dump);
}

describe("sessions that cannot be told for want of a rate of exchange", () => {
  test("are noted with their reason, are not asked for again, and are told once the rate is there", async () => {
    await using desk = await openDesk("2025-07-03");
    tell(desk);
    const report = await desk.run({ to: TO });
    expect(report.reasons.get("no_fx_rate")).toBeGreaterThan(0);
    // Five weekdays from the 3rd on the rate is carried; 07-04 is one.
    expect(gaps(desk).map(({ session }) => session)).toEqual(["2025-07-11", "2025-07-14", "2025-07-15"]);
    for (const { reason, detail } of gaps(desk)) {
      expect(reason).toBe("no_fx_rate");
      expect(detail).toContain("SAP.DE: no rate of EUR to USD");
    }
    const [before, after] = told(desk).slice(7, 9);
    expect([before?.session, after?.session]).toEqual(["2025-07-10", "2025-07-16"]);
    expect(after?.equity).toBe((before?.equity ?? 0) + (after?.daily_pnl ?? 0));
    await isSettled(desk);
    await desk.base.importText(`${HEADER}EURUSD=X,2025-07-11,1.2\n`);
    expect((await desk.run({ to: TO })).upToDate).toBe(false);
    expect(gaps(desk)).toEqual([]);
    expect(told(desk).length).toBe(14);
    await isSettled(desk);
  });

  test("where there has never been one nothing is told, from the inception on; then all is", async () => {
    await using desk = await openDesk(null);
    tell(desk);
    await desk.run({ to: TO });
    expect(told(desk)).toEqual([]);
    expect(gaps(desk).length).toBe(14);
    await isSettled(desk);
    await desk.base.importText(HEADER + closesCsv("EURUSD=X", FROM, TO, () => 1.1));
    await desk.run({ to: TO });
    expect(gaps(desk)).toEqual([]);
    expect(
      told(desk)
        .map(({ equity }) => equity)
        .slice(0, 2),
    ).toEqual([10_000_000, 10_002_200]);
    await isSettled(desk);
  });

  test("a close before a gap that is corrected changes the P&L of the session after it", async () => {
    await using desk = await openDesk("2025-07-03");
    tell(desk);
    await desk.run({ to: TO });
    await desk.base.importText(`${HEADER}SAP.DE,2025-07-10,300\n`);
    await desk.run({ to: TO });
    await isSettled(desk);
  });

  test("an event in a currency without a rate takes what was told from its day on; taken back, it is told again", async () => {
    await using desk = await openDesk("2025-07-15");
    tell(desk);
    await desk.run({ to: TO });
    const before = desk.dump(["snapshot", "snapshot_position"]);
    const fee = await record(desk, NAME, (books) =>
      recordCash(books, paid("fee", "07-09", 50, { currency: "CHF" }), null),
    );
    await desk.run({ to: TO });
    expect(gaps(desk).map(({ session }) => session)[0]).toBe("2025-07-09");
    expect(told(desk).at(-1)?.session).toBe("2025-07-08");
    // What had been published is kept as it was.
    const kept = desk.base.rows(
      "SELECT DISTINCT session FROM snapshot_revision WHERE part = 'snapshot' ORDER BY 1",
    );
    expect(kept.length).toBe(8);
    await isSettled(desk);
    await record(desk, NAME, (books) => reverseEvent(books, fee, "not ours"));
    await desk.run({ to: TO });
    expect(desk.dump(["snapshot", "snapshot_position"])).toBe(before);
    await isSettled(desk);
  });
});
