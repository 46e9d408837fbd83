import type { Basis } from "../../../db/schema/words.ts";
import type { Verdict } from "./judge.ts";
import type { PriceFile } from "./price-file.ts";
import type { Refusal } from "./refusal.ts";

/** What became of a file's rows, in rows, but for `symbols` and `rebased_symbols`. */
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
};

const NAMED_SYMBOLS = 5;

/** The report of an import that was refused as a whole: what its rows would have become does not count. */
export function nothingStored(report: ImportReport): ImportReport {
  const none = ({ rows, refused }: Counts): Counts => ({ ...NO_COUNTS, rows, refused });
  const files = report.files.map((file) => ({ ...file, counts: none(file.counts) }));
  return { ...report, status: "failed", files, totals: none(report.totals), warnings: [] };
}

/** Gathers what happens to the rows of one import, file by file. */
export class ImportTally {
  readonly #files: FileReport[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #unproven: string[] = [];

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
    if (verdict.standing.length > 0) counts.symbols += 1;
    const inFile = verdict.standing.length - verdict.inserts.length;
    counts.stored += verdict.inserts.length;
    if (verdict.rebase === null) counts.corrected += verdict.corrections.length;
    else counts.rebased += inFile;
    counts.filled += verdict.fills.length;
    counts.unchanged += verdict.unchanged;
    counts.repeated += verdict.repeated;
    if (verdict.rebase !== null) counts.rebased_symbols += 1;
    if (verdict.unproven) this.#unproven.push(symbol);
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
    const used = totals.rows - totals.refused;
    const status = this.refused ? (used > 0 ? "partial" : "failed") : "complete";
    return { status, files: this.#files, totals, refusals: this.#refusals, warnings: this.#warnings() };
  }

  #warnings(): string[] {
    const count = this.#unproven.length;
    if (count === 0) return [];
    const named = this.#unproven.slice(0, NAMED_SYMBOLS).join(", ");
    const more = count > NAMED_SYMBOLS ? ` and ${count - NAMED_SYMBOLS} more` : "";
    return [
      `${count} adjusted series went on with fewer than five sessions in common with what is stored (${named}${more}): whether older bars should have moved with a split or dividend cannot be told. Files that overlap by five sessions show it.`,
    ];
  }
}
