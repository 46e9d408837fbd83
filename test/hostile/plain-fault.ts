import { expect } from "bun:test";
import type { Outcome, Workplace } from "../support/command.ts";

/** One line on stderr, in words, that holds all of `parts`: the place, and what to do. No stack, and nothing of a defect. */
export function expectPlainFault(outcome: Outcome, code: number, ...parts: readonly string[]): void {
  const { stderr } = outcome;
  expect(stderr).toMatch(/^nightdesk: [^\n]+\n$/);
  expect(stderr).not.toMatch(/defect|\n\s+at |\bat .*:\d+:\d+/);
  for (const part of parts) expect(stderr).toContain(part);
  expect({ code: outcome.code, signal: outcome.signal }).toEqual({ code, signal: null });
}

/** The whole database reads well. */
export async function expectSound(work: Workplace, db: string): Promise<void> {
  const { code, stdout, stderr } = await work.run(["verify", "--db", db]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `${db}: integrity, foreign keys, migrations, sessions and accounting are in order\n`,
    stderr: "",
  });
}

/** The canonical dump of a database. */
export async function dumpOf(work: Workplace, db: string): Promise<string> {
  const { code, stdout, stderr } = await work.run(["dump", "--canonical", "--db", db]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** That two dumps are the same; of two that are not, only the first lines that differ are told. */
export function expectSameDump(one: string, other: string): void {
  if (one === other) return;
  const [left, right] = [one.split("\n"), other.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  expect({ lines: left.length, at, line: left[at] }).toEqual({ lines: right.length, at, line: right[at] });
}
