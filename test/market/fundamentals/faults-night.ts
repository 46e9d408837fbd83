import { expect } from "bun:test";
import { FIELD_GROUPS, type FieldGroup } from "../../../db/schema/words.ts";
import type { RunReport } from "../../../src/batch/night.ts";
import { STEP_REASONS, type StepReason } from "../../../src/batch/step.ts";
import { BAD, type FaultsDesk, GOOD, type Searched } from "./faults-desk.ts";

/** Of which symbols a group has been told whatever there is of it, so that it may be told again. */
export const toldOf = (desk: FaultsDesk, group: FieldGroup): readonly Searched[] =>
  desk.searched(group).filter(({ missing }) => missing === null);

/** The reasons in a warning of a phase, with how many each is told of; and of how many symbols in all. */
function reasonsIn(message: string, what: "profiles" | "statements") {
  const whole = new RegExp(
    `^warning: (\\d+) of (\\d+) ${what} could not be fetched whole: (.+); what is stored stands$`,
  );
  const [, failed, due, reasons = ""] = whole.exec(message) ?? [];
  const parts = reasons.split(/(?<=\(\d+\)); /).map((part) => /^(.+) \((\d+)\)$/.exec(part));
  const named = parts.map((part) => [part?.[1] ?? message, Number(part?.[2])] as const);
  return { failed: Number(failed), due: Number(due), named: Object.fromEntries(named) };
}

/** How many steps of a phase were skipped in a run, by the sentence of the reason. */
function skipped({ desk }: FaultsDesk, { run }: RunReport, phase: "phase_0" | "phase_1_5") {
  const rows = desk.base.rows<{ reason: StepReason; n: number }>(
    "SELECT reason, count(*) AS n FROM batch_step WHERE run_id = ? AND phase = ? AND reason IS NOT NULL GROUP BY reason",
    run.id,
    phase,
  );
  return Object.fromEntries(rows.map(({ reason, n }) => [STEP_REASONS[reason], n]));
}

/** That a warning of a phase names how many symbols are not whole, and why. */
export function expectWarning(
  desk: FaultsDesk,
  report: RunReport,
  what: "profiles" | "statements",
  symbols: number,
): void {
  const own = desk.warned(report).filter((message) => message.includes(` ${what} `));
  expect(own).toHaveLength(1);
  const { failed, due, named } = reasonsIn(own[0] ?? "", what);
  expect([failed, due >= failed]).toEqual([symbols, true]);
  expect(named).toEqual(skipped(desk, report, what === "profiles" ? "phase_0" : "phase_1_5"));
}

/** That a night went well in all that is not profiles and statements: every close is there, and so is the book. */
export function expectNight(desk: FaultsDesk, report: RunReport, without: readonly string[] = []): void {
  expect(report.status).toBe("completed");
  expect(desk.untold()).toEqual([...without]);
  const [snapshot] = desk.desk.base.rows("SELECT max(session) AS session, status FROM snapshot");
  expect(snapshot).toEqual({ session: report.run.scope.to, status: "complete" });
}

/** What is looked at of groups before a night that goes wrong. */
export interface Before {
  readonly groups: readonly FieldGroup[];
  readonly told: string;
  readonly searched: ReadonlyMap<FieldGroup, readonly Searched[]>;
}

export function before(desk: FaultsDesk, groups: readonly FieldGroup[]): Before {
  const searched = new Map(FIELD_GROUPS.map((group) => [group, toldOf(desk, group)]));
  return { groups, told: desk.told(groups), searched };
}

/**
 * That some groups failed in the night of {@link BAD}, each for one of some reasons, with what was told of them before as it
 * was; and that all others were told as on any night.
 */
export function expectFailed(desk: FaultsDesk, was: Before, missing: readonly string[]): void {
  const now = new Date(desk.providers.clock.now()).toISOString();
  expect(desk.told(was.groups)).toBe(was.told);
  for (const [group, rows] of was.searched) {
    const after = desk
      .searched(group)
      .filter(({ symbol }) => rows.some((row) => row.symbol === symbol))
      .map(({ detail, missing: why, next_try_at: next, ...rest }) => {
        const isFailed = was.groups.includes(group);
        expect(isFailed ? missing : [null]).toContain(why as never);
        expect(isFailed ? detail : "none").toMatch(/\S/);
        expect(next === null).toBe(!isFailed);
        if (next !== null) expect(next > now).toBe(true);
        return rest;
      });
    const failures = was.groups.includes(group) ? 1 : 0;
    const night = failures === 1 ? GOOD : BAD;
    const expected = rows.map(({ symbol, source }) => ({ symbol, night, source, failures }));
    expect([group, after]).toEqual([group, expected]);
  }
}

/** That groups which failed have been told again by the night that was last, and nothing is said of them. */
export function expectToldAgain(desk: FaultsDesk, report: RunReport, was: Before): void {
  for (const group of was.groups) {
    const expected = (was.searched.get(group) ?? []).map(({ symbol }) => [symbol, report.run.scope.to, 0]);
    const after = toldOf(desk, group).map(({ symbol, night, failures }) => [symbol, night, failures]);
    expect([group, after]).toEqual([group, expected]);
  }
}
