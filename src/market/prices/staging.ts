import { byImport } from "../../../db/bulk/prices.ts";
import { type StagedColumns, StagingStatements } from "../../../db/bulk/staging.ts";
import type { Writer } from "../../../db/writer.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import type { SymbolName } from "../symbol.ts";
import { judge } from "./judge.ts";
import { ImportLedger, type ImportRow } from "./ledger.ts";
import { splitRatio } from "./number.ts";
import { PriceStore } from "./price-store.ts";
import type { Bar, Series } from "./series.ts";

/** Publishing and clearing up are short and finish what was promised: no signal stops them. */
const NEVER = new AbortController().signal;

const toColumns = (bar: Bar): StagedColumns => [
  bar.day,
  bar.line,
  bar.close,
  bar.open,
  bar.high,
  bar.low,
  bar.volume,
  bar.dividend,
  bar.split?.numerator ?? null,
  bar.split?.denominator ?? null,
];

const toBar = ([
  day,
  line,
  close,
  open,
  high,
  low,
  volume,
  dividend,
  numerator,
  denominator,
]: StagedColumns): Bar => ({
  day,
  line,
  close,
  open,
  high,
  low,
  volume,
  dividend,
  split: numerator === null || denominator === null ? null : splitRatio(numerator, denominator),
});

/** Holds the rows of a strict import until all are checked, and publishes or drops them, whole. */
export class PriceStaging {
  readonly #writer: Writer;
  readonly #ledger: ImportLedger;
  readonly #rows: StagingStatements;
  readonly #store: PriceStore;

  constructor(writer: Writer) {
    this.#writer = writer;
    this.#ledger = new ImportLedger(writer);
    this.#rows = new StagingStatements(writer.db);
    this.#store = new PriceStore(writer.db);
  }

  /** Lays aside the rows of one file. Until they are published nobody sees them. */
  async stage(importId: number, series: Iterable<Series>, signal: AbortSignal): Promise<void> {
    const put = (each: Series) => this.#rows.insert(importId, each.symbol, each.sorted().map(toColumns));
    await this.#writer.inChunks("stage prices", series, put, signal);
  }

  /**
   * Moves the staged rows of all imports in `publishing` to their place, a few symbols a transaction. It cannot be
   * refused or stopped any more: a kill in between is made good by the next process that holds the job lock.
   * @returns files of which rows did not go in after all, which only a newer version that judges otherwise can bring about.
   */
  async publish(at: string): Promise<readonly string[]> {
    const broken: string[] = [];
    for (const row of this.#ledger.publishing()) {
      let refused = 0;
      const move = (symbol: string) => {
        refused += this.#move(row, symbol as SymbolName, at);
      };
      await this.#writer.inChunks("publish prices", this.#rows.symbols(row.id), move, NEVER);
      await this.#writer.transact("complete import", () => this.#ledger.complete(row.id, refused, at));
      if (refused > 0) broken.push(row.file);
    }
    return broken;
  }

  /** Drops everything staged that is not being published, and the imports that never were more than staged. */
  async discard(): Promise<void> {
    const publishing = new Set(this.#ledger.publishing().map((row) => row.id));
    const staged = this.#rows.importIds().filter((id) => !publishing.has(id));
    for (const id of new Set([...staged, ...this.#ledger.staging()])) {
      const drop = (symbol: string) => this.#rows.clear(id, symbol);
      await this.#writer.inChunks("discard staged prices", this.#rows.symbols(id), drop, NEVER);
      await this.#writer.transact("discard import", () => this.#ledger.remove(id));
    }
  }

  /** @returns how many of the symbol's rows were refused. */
  #move(row: ImportRow, symbol: SymbolName, at: string): number {
    const bars = this.#rows.rows(row.id, symbol).map(toBar);
    const verdict = judge(bars, row.basis, this.#store.series(symbol));
    this.#store.apply(symbol, row.basis, verdict, byImport(row.id, at));
    this.#rows.clear(row.id, symbol);
    crashPoint("import.chunk");
    return verdict.refusals.reduce((sum, refusal) => sum + refusal.rows, 0);
  }
}
