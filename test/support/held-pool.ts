import type { Duty } from "../../src/compute/duty.ts";
import type { EstimatedPortfolio, PortfolioBook } from "../../src/compute/estimate-portfolios.ts";
import type { EstimatedPriors, PriorDate } from "../../src/compute/estimate-priors.ts";
import type { EstimatedCell, SymbolCell } from "../../src/compute/estimate-symbols.ts";
import type { Pool } from "../../src/compute/pool.ts";
import type { Panel } from "../../src/market/panel/panel.ts";
import type { AxesRange } from "../../src/market/panel/panel-source.ts";

/**
 * A pool that can be held: questions of a kind wait until it is let go, so that a run stands still at a known place. What
 * is behind it is made when it is first needed, since threads take time to start.
 */
export class HeldPool implements Pool {
  readonly size = 1;
  readonly #make: () => Pool;
  #gate = Promise.withResolvers<void>();
  #held: string | null = null;
  #waiting = 0;

  constructor(make: () => Pool) {
    this.#make = make;
  }

  /** How many questions wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @param duty The name of the duty whose questions wait. */
  hold(duty: "plan" | "account" | "books"): void {
    this.#gate = Promise.withResolvers();
    this.#held = duty;
  }

  /** @param fault What those who wait are told instead of an answer. */
  letGo(fault: Error | null = null): void {
    this.#held = null;
    if (fault === null) this.#gate.resolve();
    else this.#gate.reject(fault);
  }

  async ask<Question, Answer>(duty: Duty<Question, Answer>, question: Question): Promise<Answer> {
    if (duty.name === this.#held) {
      this.#waiting += 1;
      await this.#gate.promise.finally(() => {
        this.#waiting -= 1;
      });
    }
    return this.#make().ask(duty, question);
  }

  loadPanel(range?: AxesRange): Promise<Panel> {
    return this.#make().loadPanel(range);
  }

  estimateSymbols(panel: Panel, cells: readonly SymbolCell[]): Promise<readonly EstimatedCell[]> {
    return this.#make().estimateSymbols(panel, cells);
  }

  estimatePriors(panel: Panel, dates: readonly PriorDate[]): Promise<readonly EstimatedPriors[]> {
    return this.#make().estimatePriors(panel, dates);
  }

  estimatePortfolios(panel: Panel, books: readonly PortfolioBook[]): Promise<readonly EstimatedPortfolio[]> {
    return this.#make().estimatePortfolios(panel, books);
  }

  async close(): Promise<void> {
    this.letGo();
  }
}
