import type { PanelAxes } from "../market/panel/panel.ts";
import type { AxesRange, Shard } from "../market/panel/panel-source.ts";
import type { EstimatedPortfolio, PortfolioBook } from "./estimate-portfolios.ts";
import type { EstimatedPriors, PriorDate } from "./estimate-priors.ts";
import type { EstimatedCell, SymbolCell } from "./estimate-symbols.ts";
import type { PanelHandle } from "./panel-rows.ts";

/** First message to a worker of the local pool: which database it may read. Tasks never name it. */
export interface WorkerStart {
  readonly kind: "start";
  readonly databasePath: string;
}

/** Read the axes of the panel that the database holds now. */
export interface ReadAxes {
  readonly kind: "read_axes";
  readonly id: number;
  readonly range: AxesRange;
}

/** Fill a shard of a panel's shared memory. */
export interface FillPanel extends PanelHandle {
  readonly kind: "fill_panel";
  readonly id: number;
  readonly shard: Shard;
}

/** Answer a question to the database, by the name of the duty that knows how. */
export interface Ask {
  readonly kind: "ask";
  readonly id: number;
  readonly duty: string;
  readonly question: unknown;
}

/** Estimate the statistics of symbols at sessions. */
export interface EstimateSymbols extends PanelHandle {
  readonly kind: "estimate_symbols";
  readonly id: number;
  readonly cells: readonly SymbolCell[];
}

/** Make the priors of betas at sessions. */
export interface EstimatePriors extends PanelHandle {
  readonly kind: "estimate_priors";
  readonly id: number;
  readonly dates: readonly PriorDate[];
}

/** Estimate every number of portfolios at sessions. */
export interface EstimatePortfolios extends PanelHandle {
  readonly kind: "estimate_portfolios";
  readonly id: number;
  readonly books: readonly PortfolioBook[];
}

/** Close the connection: the last message to a worker. */
export interface Stop {
  readonly kind: "stop";
  readonly id: number;
}

export type WorkerRequest =
  | ReadAxes
  | FillPanel
  | Ask
  | EstimateSymbols
  | EstimatePriors
  | EstimatePortfolios
  | Stop;

/** What each request is answered with. */
export interface Answers {
  readonly read_axes: PanelAxes;
  readonly fill_panel: null;
  readonly ask: unknown;
  readonly estimate_symbols: readonly EstimatedCell[];
  readonly estimate_priors: readonly EstimatedPriors[];
  readonly estimate_portfolios: readonly EstimatedPortfolio[];
  readonly stop: null;
}

export type WorkerReply =
  | { readonly kind: "done"; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "failed"; readonly id: number; readonly code: string; readonly message: string };
