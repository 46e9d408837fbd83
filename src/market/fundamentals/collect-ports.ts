import type { Writer } from "../../../db/writer.ts";
import type { TechnicalClock } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import type { FundamentalsTally } from "./fundamentals-counts.ts";

/** How the search for something of a symbol ended: null if all of it was answered; else why it was not, and what was said. */
export interface SearchEnd {
  readonly missing: string | null;
  readonly detail: string | null;
}

/** What a search for profiles or statements works with. */
export interface FundamentalPorts {
  readonly writer: Writer;
  /** In the order in which they are asked. */
  readonly providers: readonly FundamentalsTally[];
  readonly clock: TechnicalClock;
  readonly signal: AbortSignal;
  readonly runId: string;
  /** The session that the run is for. */
  readonly night: IsoDate;
  /** Does some work on a symbol in one transaction, and stores with it how the search ended; null while it goes on. */
  readonly step: (symbol: SymbolName, work: () => SearchEnd | null) => Promise<void>;
}
