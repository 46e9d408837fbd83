import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { ImportReport } from "../../../src/market/prices/report.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

/** The sessions of New York from 2023 on, oldest first. */
export const SESSIONS: readonly string[] = calendarOf("XNYS").sessionsBetween(
  isoDate("2023-01-03"),
  isoDate("2026-05-29"),
);

export interface CsvRow {
  readonly symbol: string;
  readonly date: string;
  readonly close: string;
}

/** A long file of closes. */
export function closesCsv(rows: readonly CsvRow[]): string {
  const lines = rows.map(({ symbol, date, close }) => `${symbol},${date},${close}`);
  return `${["symbol,date,close", ...lines].join("\n")}\n`;
}

/** The rows of one symbol, a close a session from the given one on. */
export function rowsOf(symbol: string, closes: readonly string[], from = 0): CsvRow[] {
  return closes.map((close, at) => ({ symbol, date: SESSIONS[from + at] ?? "", close }));
}

/** As `rowsOf`, written out. */
export function seriesCsv(symbol: string, closes: readonly (string | number)[], from = 0): string {
  return closesCsv(rowsOf(symbol, closes.map(String), from));
}

/** The C format `%.6g`, in which some vendors write their prices. */
export function sixDigits(value: number): string {
  const exponent = Number(value.toExponential(5).split("e")[1]);
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(6)));
  const [mantissa = "", power = ""] = value.toExponential(5).split("e");
  const sign = power.startsWith("-") ? "-" : "+";
  return `${Number(mantissa)}e${sign}${power.replace(/[+-]/, "").padStart(2, "0")}`;
}

/** Every row read is in exactly one of the counts. */
export function accounted({ totals }: ImportReport): number {
  const { stored, unchanged, corrected, rebased, filled, repeated, refused } = totals;
  return stored + unchanged + corrected + rebased + filled + repeated + refused;
}
