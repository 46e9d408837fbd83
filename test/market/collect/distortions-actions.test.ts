import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { Collecting, carefulNight, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const EX = isoDate("2026-06-03");
const BOTH_ROADS = ["yahoo", "yahooquery"] as const;

/** The cash that a portfolio has taken in as dividends through the last night. */
function dividendsOf(nights: Collecting): number {
  const [row] = nights.desk.base.rows<{ cents: number }>("SELECT sum(dividends) AS cents FROM snapshot");
  return row?.cents ?? 0;
}

describe("a dividend", () => {
  const dividends = { AAA: [{ exDate: EX, amount: 0.5 }] };

  test("that is restated replaces the old terms, which are kept, and the books in the same run", async () => {
    await using nights = await Collecting.after({ dividends, providers: BOTH_ROADS });
    while (nights.session < EX) await carefulNight(nights);
    expect(dividendsOf(nights)).toBe(500);
    for (const id of BOTH_ROADS)
      nights.providers.servers[id].distortions.set("AAA", [
        { kind: "dividend_restated", exDate: EX, amount: 0.6 },
      ]);
    await carefulNight(nights);
    expect(nights.actions("AAA").filter(({ kind }) => kind === "cash_dividend")).toMatchObject([
      { ex_date: EX, amount: 0.6 },
    ]);
    expect(nights.revisions().filter(({ kind }) => kind === "cash_dividend")).toMatchObject([
      { session: EX },
    ]);
    const [{ status } = { status: null }] = nights.actions("AAA");
    // Booked if the step of the adjusted closes bears it out; else its cash waits for an operator.
    expect(dividendsOf(nights)).toBe(status === "confirmed" ? 600 : 0);
  });

  test("told without the later split is taken for what was paid, by the step of the adjusted close", async () => {
    const splits = { AAA: [{ exDate: sessionAfter(EX, 2), numerator: 4, denominator: 1 }] };
    await using nights = await Collecting.after({ dividends, splits, providers: BOTH_ROADS });
    for (const id of BOTH_ROADS)
      nights.providers.servers[id].distortions.set("AAA", [
        { kind: "dividend_restated", exDate: EX, unadjusted: true },
      ]);
    while (nights.session < sessionAfter(EX, 4)) await carefulNight(nights);
    expect(nights.actions("AAA").filter(({ kind }) => kind === "cash_dividend")).toMatchObject([
      { ex_date: EX, amount: 0.5, status: "confirmed" },
    ]);
    expect(dividendsOf(nights)).toBe(500);
  });
});

test("a spin-off served as 1281:1000 changes returns and no quantities until an operator says what it is", async () => {
  await using nights = await Collecting.after({ providers: BOTH_ROADS });
  for (const id of BOTH_ROADS)
    nights.providers.servers[id].distortions.set("AAA", [{ kind: "spin_off_as_split", exDate: EX }]);
  while (nights.session < EX) await nights.night();
  await nights.night();
  expect(nights.actions("AAA").filter(({ kind }) => kind === "split")).toMatchObject([
    { ex_date: EX, numerator: 1281, denominator: 1000, status: "unconfirmed" },
  ]);
  const { positions } = nights.desk.report("One", nights.session);
  const [own] = positions.filter(({ symbol }) => symbol === "AAA");
  expect(own).toMatchObject({ quantity: 10, flags: expect.arrayContaining(["unconfirmed_action"]) });
  expect(nights.gaps(["AAA"])).toEqual([]);
});

describe("a name that providers know no more", () => {
  const gone = (nights: Collecting) => {
    for (const server of Object.values(nights.providers.servers))
      server.distortions.set("AAA", [{ kind: "delisted" }]);
  };
  const statusOf = (nights: Collecting) =>
    nights.desk.base.rows("SELECT status FROM symbol WHERE symbol = 'AAA'")[0]?.status;
  const asked = (nights: Collecting) => nights.providers.servers.yahoo.countOf("chart", "AAA");

  test("is inactive after three nights of two providers, asked for less and less, and keeps its history", async () => {
    await using nights = await Collecting.after();
    const { session } = nights;
    const before = nights.history(session);
    gone(nights);
    const told: [string, number, unknown][] = [];
    for (let night = 1; night <= 8; night++) {
      nights.providers.forget();
      await carefulNight(nights);
      told.push([nights.session, asked(nights), statusOf(nights)]);
    }
    // From a Monday on: after one day, after three, after seven.
    expect(told).toEqual([
      ["2026-06-01", 1, "active"],
      ["2026-06-02", 1, "active"],
      ["2026-06-03", 0, "active"],
      ["2026-06-04", 0, "active"],
      ["2026-06-05", 1, "inactive"],
      ["2026-06-08", 0, "inactive"],
      ["2026-06-09", 0, "inactive"],
      ["2026-06-10", 0, "inactive"],
    ]);
    expect(nights.stored("AAA").length).toBeGreaterThan(0);
    expect(nights.history(session)).toBe(before);
    const [inactive] = nights.desk.base.rows(
      "SELECT absent FROM batch_coverage ORDER BY run_id DESC LIMIT 1",
    );
    expect(JSON.parse(String(inactive?.absent))).toMatchObject({ inactive: ["AAA"], missing: [] });
    const lines = nights.desk.base.rows(
      "SELECT message FROM activity_log WHERE message LIKE 'AAA is inactive%'",
    );
    expect(lines).toHaveLength(1);
  });

  test("is active again as soon as one of them knows it, without a gap", async () => {
    await using nights = await Collecting.after();
    gone(nights);
    for (let night = 1; night <= 5; night++) await carefulNight(nights);
    expect(statusOf(nights)).toBe("inactive");
    nights.mend();
    for (let night = 1; night <= 6; night++) await carefulNight(nights);
    expect([statusOf(nights), nights.gaps(["AAA"])]).toEqual(["active", []]);
  });

  test("to one provider alone stays active", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo"] });
    gone(nights);
    for (let night = 1; night <= 8; night++) await carefulNight(nights);
    expect(statusOf(nights)).toBe("active");
  });
});
