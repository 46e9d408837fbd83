import type { Output } from "../platform/output.ts";

/** Answers a command in the form that was asked for: one line of JSON, or lines for people. */
export async function answer(
  output: Output,
  json: boolean,
  value: unknown,
  lines: readonly string[],
): Promise<void> {
  await output.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(""));
}

/** So many decimals a number has in a table at most: what is beyond is noise of doubles. */
const DECIMALS = 6;

/** A quantity or a price as tables have it. */
export const numberText = (value: number): string => String(Number(value.toFixed(DECIMALS)));

/** Lines of columns, each as wide as its widest cell; numbers (`right`) are set to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
