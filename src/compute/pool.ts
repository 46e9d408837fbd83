import type { Panel } from "../market/panel/panel.ts";
import type { AxesRange } from "../market/panel/panel-source.ts";
import type { Duty } from "./duty.ts";
import type { EstimatedPortfolio, PortfolioBook } from "./estimate-portfolios.ts";
import type { EstimatedPriors, PriorDate } from "./estimate-priors.ts";
import type { EstimatedCell, SymbolCell } from "./estimate-symbols.ts";

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
  loadPanel(range?: AxesRange): Promise<Panel>;
  /**
   * Answers a question to the database.
   * @throws NightdeskError `task_failed`, and what the duty throws.
   */
  ask<Question, Answer>(duty: Duty<Question, Answer>, question: Question): Promise<Answer>;
  /**
   * The statistics of symbols at sessions, in the order of the cells.
   * @throws NightdeskError `task_failed`.
   */
  estimateSymbols(panel: Panel, cells: readonly SymbolCell[]): Promise<readonly EstimatedCell[]>;
  /**
   * The priors of betas, in the order of the dates.
   * @throws NightdeskError `task_failed`.
   */
  estimatePriors(panel: Panel, dates: readonly PriorDate[]): Promise<readonly EstimatedPriors[]>;
  /**
   * The numbers of portfolios at sessions, in the order of the books.
   * @throws NightdeskError `task_failed`.
   */
  estimatePortfolios(panel: Panel, books: readonly PortfolioBook[]): Promise<readonly EstimatedPortfolio[]>;
  /** Ends the threads and resolves when they have closed what they held. Tasks under way are rejected. */
  close(): Promise<void>;
}
