import { type PanelAxes, type PanelMemory, panelRow } from "../market/panel/panel.ts";
import { MARKET_PROXY } from "../risk/conventions.ts";
import type { Series } from "../risk/sample.ts";
import { estimateSymbol, type SymbolStatistics } from "../risk/symbol-statistics.ts";
import type { EstimateSymbols } from "./messages.ts";

/** The row of the market proxy; one without a single return if it is not stored, so that nothing can be estimated on it. */
function marketRow(axes: PanelAxes, memory: PanelMemory): Series {
  const at = (axes.symbols as readonly string[]).indexOf(MARKET_PROXY);
  if (at >= 0) return panelRow(axes, memory, at);
  return { returns: new Float64Array(axes.sessions.length), valid: new Uint8Array(axes.sessions.length) };
}

/** The statistics of a shard of symbols, in their order. Symbols are independent: any sharding gives the same numbers. */
export function estimateSymbols({ axes, memory, shard, at }: EstimateSymbols): readonly SymbolStatistics[] {
  const market = marketRow(axes, memory);
  const results: SymbolStatistics[] = [];
  for (let row = shard.from; row < shard.to; row++) {
    const { actions, ...series } = panelRow(axes, memory, row);
    results.push(estimateSymbol({ symbol: axes.symbols[row] as string, series, actions }, market, at));
  }
  return results;
}
