import type { Basis } from "../../../db/schema/words.ts";
import type { Verdict } from "./judge.ts";
import type { PriceFile } from "./price-file.ts";
import type { Refusal } from "./refusal.ts";
import type { Rebase } from "./replacement.ts";
import { type Bar, isoOf } from "./series.ts";

/** What became of a file's rows, in rows, but for symbols and actions. */
export interface Counts {
  rows: number;
  stored: number;
  unchanged: number;
  corrected: number;
  rebased: number;
  filled: number;
  repeated: number;
  refused: number;
  symbols: number;
  rebased_symbols: number;
  /** Dividends and splits that are new, and that replaced or removed stored ones. */
  actions_stored: number;
  actions_revised: number;
}

/** A series that was moved as a whole: the factor is new over old. */
export interface RebaseReport extends Rebase {
  readonly file: string;
  readonly symbol: string;
}

/** One file of an import. `fault` says why none of it was used; the counts are 0 then. */
export interface FileReport {
  readonly file: string;
  readonly sha256: string | null;
  readonly basis: Basis | null;
  readonly counts: Counts;
  readonly ignored_columns: readonly string[];
  readonly fault: { readonly code: string; readonly detail: string } | null;
}

/** The outcome of an import: `complete`, or `partial` if a row or a file was refused, or `failed` if all were. */
export interface ImportReport {
  readonly status: "complete" | "partial" | "failed";
  readonly files: readonly FileReport[];
  readonly totals: Counts;
  readonly rebases: readonly RebaseReport[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
}

export const NO_COUNTS: Readonly<Counts> = {
  rows: 0,
  stored: 0,
  unchanged: 0,
  corrected: 0,
  rebased: 0,
  filled: 0,
  repeated: 0,
  refused: 0,
  symbols: 0,
  rebased_symbols: 0,
  actions_stored: 0,
  actions_revised: 0,
};

const NAMED = 5;
/** Vendors round closes and ranges apart from each other; relative to the price. */
const CLOSE_SLACK = 0.005;

/** The report of an import that was refused as a whole: what its rows would have become does not count. */
export function nothingStored(report: ImportReport): ImportReport {
  const none = ({ rows, refused }: Counts): Counts => ({ ...NO_COUNTS, rows, refused });
  const files = report.files.map((file) => ({ ...file, counts: none(file.counts) }));
  return { ...report, status: "failed", files, totals: none(report.totals), rebases: [], warnings: [] };
}

/** Gathers what happens to the rows of one import, file by file. */
export class ImportTally {
  readonly #files: FileReport[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #rebases: RebaseReport[] = [];
  readonly #symbols = new Set<string>();
  readonly #unproven: string[] = [];
  readonly #outside: string[] = [];

  /** Opens the account of a file that could be read. Its counts stay open until the last of its symbols is noted. */
  file(read: PriceFile): Counts {
    const refused = read.refusals.length;
    const counts = { ...NO_COUNTS, rows: read.rows, refused };
    for (const refusal of read.refusals) this.#refusals.push(refusal);
    const { path, sha256, basis, ignoredColumns } = read;
    this.#files.push({ file: path, sha256, basis, counts, ignored_columns: ignoredColumns, fault: null });
    return counts;
  }

  fault(file: string, code: string, detail: string): void {
    this.#files.push({
      file,
      sha256: null,
      basis: null,
      counts: { ...NO_COUNTS },
      ignored_columns: [],
      fault: { code, detail },
    });
  }

  symbol(counts: Counts, file: string, symbol: string, verdict: Verdict): void {
    this.refusals(counts, file, symbol, verdict.refusals);
    if (verdict.standing.length > 0) {
      counts.symbols += 1;
      this.#symbols.add(symbol);
    }
    counts.stored += verdict.inserts.length;
    counts.filled += verdict.fills.length;
    counts.unchanged += verdict.unchanged;
    counts.repeated += verdict.repeated;
    if (verdict.rebase === null) counts.corrected += verdict.corrections.length;
    else {
      counts.rebased += verdict.standing.length - verdict.inserts.length;
      counts.rebased_symbols += 1;
      this.#rebases.push({ file, symbol, ...verdict.rebase });
    }
    const { put, removed } = verdict.actions;
    const replacing = put.filter((change) => change.replaces !== null).length;
    counts.actions_stored += put.length - replacing;
    counts.actions_revised += replacing + removed.length;
    if (verdict.unproven) this.#unproven.push(symbol);
    for (const bar of verdict.standing) {
      if (isOutside(bar)) this.#outside.push(`${symbol} ${isoOf(bar.day)}`);
    }
  }

  refusals(counts: Counts, file: string, symbol: string, refusals: Verdict["refusals"]): void {
    for (const { reason, detail, line, date, rows } of refusals) {
      counts.refused += rows;
      this.#refusals.push({ file, line, reason, detail, symbol, date, rows });
    }
  }

  get refused(): boolean {
    return this.#refusals.length > 0 || this.#files.some((each) => each.fault !== null);
  }

  report(): ImportReport {
    const totals: Counts = { ...NO_COUNTS };
    for (const { counts } of this.#files) {
      for (const key of Object.keys(totals) as (keyof Counts)[]) totals[key] += counts[key];
    }
    totals.symbols = this.#symbols.size;
    const used = totals.rows - totals.refused;
    const status = this.refused ? (used > 0 ? "partial" : "failed") : "complete";
    const [files, rebases, refusals] = [this.#files, this.#rebases, this.#refusals];
    return { status, files, totals, rebases, refusals, warnings: this.#warnings() };
  }

  #warnings(): string[] {
    const warnings: string[] = [];
    if (this.#unproven.length > 0) {
      warnings.push(
        `${this.#unproven.length} adjusted series went on with fewer than five sessions in common with what is stored (${some(this.#unproven)}): whether older bars should have moved with a split or dividend cannot be told. Files that overlap by five sessions show it.`,
      );
    }
    if (this.#outside.length > 0) {
      warnings.push(
        `${this.#outside.length} closes lie outside of their low to high (${some(this.#outside)}): the units of the columns may differ.`,
      );
    }
    return warnings;
  }
}

/** Up to five names, and how many more there are. */
function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** True if the close lies beyond its high or low by more than rounding explains. */
function isOutside({ close, high, low }: Bar): boolean {
  return (
    (high !== null && close > high * (1 + CLOSE_SLACK)) || (low !== null && close < low * (1 - CLOSE_SLACK))
  );
}
