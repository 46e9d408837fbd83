import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { allocatePanel, Panel, panelRow } from "../../src/market/panel/panel.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { madeSeries } from "../risk/made-series.ts";

/** What of a row's session is changed. */
export type Field = "returns" | "valid" | "actions";

/** A change of one cell of a panel. */
export interface CellChange {
  readonly symbol: string;
  /** Index on the session axis. */
  readonly at: number;
  readonly field: Field;
}

const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2020-01-02"), isoDate("2026-05-29"));

/**
 * A panel of made-up returns over so many sessions, every one valid, the same whatever its length; with some sessions
 * before them, of which no symbol has a bar, and with some cells changed.
 */
export function madePanel(
  names: readonly string[],
  length: number,
  changes: readonly CellChange[] = [],
  emptyBefore = 0,
): Panel {
  const symbols = names.map(parseSymbol).sort();
  const lead = 300;
  const axes = { symbols, sessions: SESSIONS.slice(lead - emptyBefore, lead + length) };
  const memory = allocatePanel(axes);
  for (const [row, name] of symbols.entries()) {
    const { returns, valid } = panelRow(axes, memory, row);
    const made = madeSeries(row + 1, length);
    returns.fill(Number.NaN);
    // The first session of all has no return: nothing comes before it.
    for (let at = 1; at < length; at++) {
      returns[emptyBefore + at] = made.returns[at] as number;
      valid[emptyBefore + at] = 1;
    }
    for (const change of changes.filter(({ symbol }) => symbol === name)) apply(axes, memory, row, change);
  }
  return new Panel(axes, memory);
}

function apply(axes: Panel["axes"], memory: Panel["memory"], row: number, { at, field }: CellChange): void {
  const cells = panelRow(axes, memory, row);
  if (field === "returns") cells.returns[at] = (cells.returns[at] as number) + 1e-6;
  if (field === "actions") cells.actions[at] = 1;
  if (field !== "valid") return;
  cells.returns[at] = Number.NaN;
  cells.valid[at] = 0;
}
