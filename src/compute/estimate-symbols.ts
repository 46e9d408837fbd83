import { hashOfBytes } from "../platform/hash.ts";
import { STATISTICS_WINDOW_SESSIONS } from "../risk/conventions.ts";
import { estimateSymbol, type SymbolStatistics } from "../risk/symbol-statistics.ts";
import { bytesOf, type PanelHandle, PanelRows } from "./panel-rows.ts";

/** Engine and version of a symbol's statistics: rows of another are not taken for current. */
export const SYMBOL_METHOD = "symbol_statistics/1";

/** A symbol at a session: the row on the panel and the index on its session axis. */
export interface SymbolCell {
  readonly row: number;
  readonly at: number;
}

/** A symbol's statistics of a session, with a hash of the returns that they rest on. */
export interface EstimatedCell {
  readonly statistics: SymbolStatistics;
  readonly inputs: string;
}

/** The statistics of some symbols at some sessions, in their order. Cells are independent: any sharding gives the same numbers. */
export function estimateSymbols(panel: PanelHandle, cells: readonly SymbolCell[]): readonly EstimatedCell[] {
  const rows = new PanelRows(panel);
  const market = rows.market();
  const marketHashes = new Map<number, string>();
  const marketHash = (at: number): string => {
    const hash = marketHashes.get(at) ?? hashOfBytes(bytesOf(market, at, STATISTICS_WINDOW_SESSIONS));
    marketHashes.set(at, hash);
    return hash;
  };
  return cells.map(({ row, at }) => {
    const symbol = panel.axes.symbols[row] as string;
    const own = rows.row(row);
    return {
      statistics: estimateSymbol({ symbol, series: own, actions: own.actions }, market, at),
      inputs: hashOfBytes([
        `${SYMBOL_METHOD} ${symbol} ${marketHash(at)}`,
        ...bytesOf(own, at, STATISTICS_WINDOW_SESSIONS),
      ]),
    };
  });
}
