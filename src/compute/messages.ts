import type { PanelAxes, PanelMemory } from "../market/panel/panel.ts";
import type { Shard } from "../market/panel/panel-source.ts";
import type { SymbolStatistics } from "../risk/symbol-statistics.ts";

/** First message to a worker of the local pool: which database it may read. Tasks never name it. */
export interface WorkerStart {
  readonly kind: "start";
  readonly databasePath: string;
}

/** Fill a shard of a panel's shared memory. */
export interface FillPanel {
  readonly kind: "fill_panel";
  readonly id: number;
  readonly axes: PanelAxes;
  readonly memory: PanelMemory;
  readonly shard: Shard;
}

/** Read the axes of the panel that the database holds now. */
export interface ReadAxes {
  readonly kind: "read_axes";
  readonly id: number;
}

/** Estimate the statistics of a shard of a panel's symbols at one of its sessions. */
export interface EstimateSymbols {
  readonly kind: "estimate_symbols";
  readonly id: number;
  readonly axes: PanelAxes;
  readonly memory: PanelMemory;
  readonly shard: Shard;
  /** Index of the date on the session axis. */
  readonly at: number;
}

/** Close the connection: the last message to a worker. */
export interface Stop {
  readonly kind: "stop";
  readonly id: number;
}

export type WorkerRequest = FillPanel | ReadAxes | EstimateSymbols | Stop;

/** What each request is answered with. */
export interface Answers {
  readonly fill_panel: null;
  readonly read_axes: PanelAxes;
  readonly estimate_symbols: readonly SymbolStatistics[];
  readonly stop: null;
}

export type WorkerReply =
  | { readonly kind: "done"; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "failed"; readonly id: number; readonly code: string; readonly message: string };
