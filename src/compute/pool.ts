import type { Panel } from "../market/panel/panel.ts";
import type { SymbolStatistics } from "../risk/symbol-statistics.ts";

/**
 * Where the maths is done: a fixed number of threads beside the main one. A port, so that a pool on other machines can
 * stand behind it.
 */
export interface Pool {
  /** How many tasks run side by side. */
  readonly size: number;
  /**
   * The return panel of everything that is stored now. No prices may be written meanwhile: each thread reads a snapshot
   * of its own.
   * @throws NightdeskError `task_failed`, and what reading the database throws.
   */
  loadPanel(): Promise<Panel>;
  /**
   * The statistics of every symbol of a panel, in the panel's order, at the session with this index.
   * @throws NightdeskError `task_failed`.
   */
  estimateSymbols(panel: Panel, at: number): Promise<readonly SymbolStatistics[]>;
  /** Ends the threads and resolves when they have closed what they held. Tasks under way are rejected. */
  close(): Promise<void>;
}
