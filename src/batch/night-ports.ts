import type { Writer } from "../../db/writer.ts";
import type { Pool } from "../compute/pool.ts";
import type { TechnicalClock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { PriceSources } from "./price-sources.ts";
import type { RunObserver } from "./run.ts";
import type { Boot } from "./run-store.ts";

/** What a run works with. */
export interface NightPorts {
  readonly writer: Writer;
  readonly pool: Pool;
  readonly clock: TechnicalClock;
  readonly log: Log;
  readonly boot: Boot;
  readonly observer: RunObserver;
  /** Null where there is nobody to be asked for prices. */
  readonly sources: PriceSources | null;
  /** The rate of interest where none is stored, a fraction a year. */
  readonly assumedRate: number;
  /** Stops the run after the unit in hand; the reason is thrown. */
  readonly signal: AbortSignal;
}
