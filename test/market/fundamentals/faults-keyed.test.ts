import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { FieldGroup } from "../../../db/schema/words.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";
import { sessionAfter } from "../collect/collecting.ts";
import { faultsAt } from "./faults-cases.ts";
import { BAD, FaultsDesk, GOOD, HELD } from "./faults-desk.ts";
import { expectNight, expectWarning, toldOf } from "./faults-night.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const PROFILES = 10;
/** These providers have no indices. */
const RATES = ["^TYX", "^IRX"];
const PLACES = [
  ["fmp", "fmp_profile", "fmp_statement", ["identity", "valuation", "beta"]],
  ["polygon", "details", "financials", ["identity", "valuation"]],
] as const satisfies readonly (readonly [
  "fmp" | "polygon",
  RequestKind,
  RequestKind,
  readonly FieldGroup[],
])[];
const isOfCompany = ({ symbol }: LoggedRequest) => symbol === "AAA";

describe.each(PLACES)("with %s alone to be asked,", (provider, profiles, statements, groups) => {
  const at = 2 * PLACES.findIndex(([each]) => each === provider);
  test.each(faultsAt(at))(
    "a fault of every profile costs the profiles: $name",
    async ({ fault, missing }) => {
      await using desk = await FaultsDesk.after({ providers: [provider] });
      const was = desk.told(groups);
      desk.fail(provider, [profiles], fault);
      const report = await desk.night(BAD);
      expectNight(desk, report, RATES);
      // Of a fund Polygon tells no number that could be none.
      const isOfCompanies = provider === "polygon" && fault.kind === "nan";
      expectWarning(desk, report, "profiles", isOfCompanies ? HELD.length : PROFILES);
      const kept = (text: string) => text.split("\n").filter((line) => /"(AAA|BBB)"/.test(line));
      expect(kept(desk.told(groups))).toEqual(kept(was));
      for (const group of groups) {
        for (const { symbol, missing: why, night, failures } of desk.searched(group).slice(0, HELD.length)) {
          expect(missing).toContain(String(why));
          expect([symbol, night, failures]).toEqual([symbol, GOOD, 1]);
        }
      }
      desk.mend();
      // Where profiles are asked for by the month, one that has failed has its turn within a week.
      const next = await desk.night(sessionAfter(BAD, 5));
      expectNight(desk, next, RATES);
      for (const group of groups) {
        const again = toldOf(desk, group).slice(0, HELD.length);
        expect(again.map(({ symbol, night }) => [symbol, night])).toEqual(
          HELD.map((symbol) => [symbol, desk.session]),
        );
      }
    },
  );

  test.each(faultsAt(at + 1))(
    "a fault of every statement costs the statements: $name",
    async ({ fault, missing }) => {
      await using desk = await FaultsDesk.begun({ providers: [provider] });
      desk.fail(provider, [statements], fault);
      const report = await desk.night(GOOD);
      expectNight(desk, report, RATES);
      expectWarning(desk, report, "statements", HELD.length);
      expect([desk.told(["statements"]), toldOf(desk, "identity").length]).toEqual(["", PROFILES]);
      for (const { missing: why, night, failures } of desk.searched("statements")) {
        expect(missing).toContain(String(why));
        expect([night, failures]).toEqual([null, 1]);
      }
      desk.mend();
      await desk.night(sessionAfter(GOOD));
      const again = toldOf(desk, "statements").map(({ symbol, source }) => [symbol, source]);
      expect(again).toEqual(HELD.map((symbol) => [symbol, provider]));
      expect(desk.told(["statements"])).not.toBe("");
    },
  );

  test("a profile of another symbol is none", async () => {
    await using desk = await FaultsDesk.after({ providers: [provider] });
    const ofCompany = () =>
      desk
        .told(groups)
        .split("\n")
        .filter((line) => line.includes('"AAA"'));
    const was = ofCompany();
    desk.fail(provider, [profiles], { kind: "wrong_symbol", instead: "BBB" }, isOfCompany);
    expectNight(desk, await desk.night(BAD), RATES);
    expect(ofCompany()).toEqual(was);
    const [first, second] = desk.searched("identity");
    expect(first).toMatchObject({ symbol: "AAA", missing: "malformed", failures: 1, night: GOOD });
    expect(second).toMatchObject({ symbol: "BBB", missing: null, night: BAD });
  });

  test("a name that it does not know has no profile, and what was told stands", async () => {
    await using desk = await FaultsDesk.after({ providers: [provider] });
    const was = desk.told(groups);
    desk.fail(provider, [profiles], { kind: "not_found" });
    const report = await desk.night(BAD);
    expectNight(desk, report, RATES);
    expect(desk.told(groups)).toBe(was);
    const [first] = desk.searched("identity");
    // It was known: that it is not any more is told, and looked at again.
    expect(first).toMatchObject({ symbol: "AAA", missing: "not_found", failures: 1, night: GOOD });
    expect(desk.warned(report)).toHaveLength(1);
  });
});

test("one frequency that FMP refuses takes no other with it", async () => {
  await using desk = await FaultsDesk.begun({ providers: ["fmp"] });
  const isQuarter = ({ url }: { url: URL }) => url.searchParams.get("period") === "quarter";
  desk.fail("fmp", ["fmp_statement"], { kind: "forbidden" }, isQuarter);
  const report = await desk.night(GOOD);
  expectNight(desk, report, RATES);
  const rows = desk.desk.base.rows("SELECT DISTINCT frequency FROM income_statement");
  expect(rows).toEqual([{ frequency: "annual" }]);
});

test("FMP's statements of another company are none", async () => {
  await using desk = await FaultsDesk.begun({ providers: ["fmp"] });
  desk.fail("fmp", ["fmp_statement"], { kind: "wrong_symbol", instead: "BBB" }, isOfCompany);
  const report = await desk.night(GOOD);
  expectNight(desk, report, RATES);
  expectWarning(desk, report, "statements", 1);
  expect(desk.told(["statements"])).not.toContain('"AAA"');
  const [first, second] = desk.searched("statements");
  expect(first).toMatchObject({ symbol: "AAA", missing: "malformed", failures: 1 });
  expect(second).toMatchObject({ symbol: "BBB", missing: null, source: "fmp" });
});
