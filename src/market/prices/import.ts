import { byImport } from "../../../db/bulk/prices.ts";
import type { Basis } from "../../../db/schema/words.ts";
import type { Writer } from "../../../db/writer.ts";
import { type BusinessClock, formatInstant, type TechnicalClock } from "../../platform/clock.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { bySymbol } from "../symbol.ts";
import { EarlierFiles } from "./clash.ts";
import { judge } from "./judge.ts";
import { ImportLedger } from "./ledger.ts";
import type { FoundFile } from "./paths.ts";
import { type PriceFile, readPriceFile } from "./price-file.ts";
import { PriceStore } from "./price-store.ts";
import { type ImportReport, ImportTally, nothingStored } from "./report.ts";
import type { Series } from "./series.ts";
import { PriceStaging } from "./staging.ts";

export interface ImportRequest {
  /** What `priceFilesAt` has found. */
  readonly files: readonly FoundFile[];
  /** The basis that the user states; null takes the one of each file's form. */
  readonly basis: Basis | null;
  /** Any refusal stops the import with nothing stored. */
  readonly strict: boolean;
}

/** What an import works with. */
export interface ImportPorts {
  readonly writer: Writer;
  readonly business: BusinessClock;
  readonly technical: TechnicalClock;
  readonly signal: AbortSignal;
  /** Told how many of the bytes of all files have been read. */
  readonly progress: (bytes: number, total: number) => void;
}

/**
 * Imports price files. Each row is checked by itself and against what is stored; a bad one is refused with its place and
 * reason and stops nothing else, unless `strict`. A later file's row that contradicts an earlier one's is a clash, so that
 * the same files again change nothing. One symbol's rows are stored in
 * one transaction, so that a kill leaves it whole on its old or its new base, and the same command finishes the rest.
 * @throws NightdeskError `bad_file` (strict) if a file holds no prices; `import_refused` (strict), a
 * {@link StrictRefusal} with the report; `interrupted`; what the writer throws.
 */
export async function importPrices(request: ImportRequest, ports: ImportPorts): Promise<ImportReport> {
  const { files } = request;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let before = 0;
  const readers = files.map((file) => ({
    path: file.path,
    read: async () => {
      const now = Math.max(ports.business.now(), ports.technical.now());
      const progress = (bytes: number) => ports.progress(before + bytes, total);
      try {
        return await readPriceFile(file.path, request.basis, now, { progress, signal: ports.signal });
      } finally {
        before += file.bytes;
      }
    },
  }));
  return request.strict ? importStrictly(readers, ports) : importWhatIsGood(readers, ports);
}

interface Reader {
  readonly path: string;
  readonly read: () => Promise<PriceFile>;
}

const sortedSeries = (read: PriceFile): Series[] =>
  [...read.series.values()].sort((a, b) => bySymbol(a.symbol, b.symbol));

async function importWhatIsGood(readers: readonly Reader[], ports: ImportPorts): Promise<ImportReport> {
  const { writer, signal } = ports;
  const tally = new ImportTally();
  const ledger = new ImportLedger(writer);
  const store = new PriceStore(writer.db);
  const earlier = new EarlierFiles();
  for (const { path, read: readFile } of readers) {
    const read = await readFile().catch((fault: unknown) => {
      if (!(fault instanceof NightdeskError) || fault.code !== "bad_file") throw fault;
      tally.fault(path, fault.code, fault.message);
      return null;
    });
    if (read === null) continue;
    const counts = tally.file(read);
    const at = formatInstant(ports.technical.now());
    const { id } = await writer.transact("enter import", () => ledger.enter(read, "applying", at));
    crashPoint("import.applying");
    const each = (series: Series) => {
      const { bars, refusals } = earlier.sift(path, series);
      const verdict = judge(bars, read.basis, store.series(series.symbol));
      tally.refusals(counts, path, series.symbol, refusals);
      store.apply(series.symbol, read.basis, verdict, byImport(id, at));
      tally.symbol(counts, path, series.symbol, verdict);
      crashPoint("import.chunk");
    };
    await writer.inChunks("import prices", sortedSeries(read), each, signal);
    await writer.transact("complete import", () =>
      ledger.complete(id, counts.refused, formatInstant(ports.technical.now())),
    );
  }
  writer.checkpoint();
  return tally.report();
}

async function importStrictly(readers: readonly Reader[], ports: ImportPorts): Promise<ImportReport> {
  const { writer, signal } = ports;
  const tally = new ImportTally();
  const ledger = new ImportLedger(writer);
  const staging = new PriceStaging(writer);
  const ids: number[] = [];
  const at = formatInstant(ports.technical.now());
  try {
    const fileOf = new Map<string, string>();
    for (const { read: readFile } of readers) {
      const read = await readFile();
      checkStrictly(read, new PriceStore(writer.db), fileOf, tally);
      if (tally.refused) continue;
      const { id } = await writer.transact("enter import", () => ledger.enter(read, "staging", at));
      ids.push(id);
      await staging.stage(id, sortedSeries(read), signal);
    }
    if (tally.refused) throw new StrictRefusal(tally.report());
  } catch (fault) {
    await staging.discard();
    throw fault;
  }
  crashPoint("import.staged");
  await writer.transact("publish import", () => ledger.setStatus(ids, "publishing"));
  crashPoint("import.applying");
  requireWhole(await staging.publish(formatInstant(ports.technical.now())));
  writer.checkpoint();
  return tally.report();
}

/** Notes in the tally what would become of each row, with nothing written: a strict import is judged before it is stored. */
function checkStrictly(
  read: PriceFile,
  store: PriceStore,
  fileOf: Map<string, string>,
  tally: ImportTally,
): void {
  const counts = tally.file(read);
  for (const series of sortedSeries(read)) {
    const { symbol } = series;
    const other = fileOf.get(symbol);
    if (other === undefined) {
      fileOf.set(symbol, read.path);
      tally.symbol(counts, read.path, symbol, judge(series.sorted(), read.basis, store.series(symbol)));
    } else {
      const detail = `${symbol} is in ${other} as well; a strict import wants each symbol in one file`;
      const refusal = {
        reason: "symbol_in_two_files",
        detail,
        line: series.firstLine,
        date: null,
        rows: series.length,
      } as const;
      tally.refusals(counts, read.path, symbol, [refusal]);
    }
  }
}

/** The refusal of a strict import, with the whole report. */
export class StrictRefusal extends NightdeskError {
  readonly report: ImportReport;

  constructor(report: ImportReport) {
    const { refused, rows } = report.totals;
    super(
      "import_refused",
      `${refused} of ${rows} rows were refused, so nothing was stored. Correct them, or import without --strict.`,
      {
        details: { refused, rows },
      },
    );
    this.report = nothingStored(report);
  }
}

/**
 * Makes good what another boot left behind: publishes strict imports past their point of no return, drops what was only
 * staged, and marks the rest interrupted. Called by whoever has just taken the job lock, before anything else.
 */
export async function recoverImports(writer: Writer, technical: TechnicalClock): Promise<void> {
  const ledger = new ImportLedger(writer);
  const staging = new PriceStaging(writer);
  const broken = await staging.publish(formatInstant(technical.now()));
  await staging.discard();
  const left = ledger.applying().map((row) => row.id);
  if (left.length > 0) await writer.transact("mark interrupted", () => ledger.setStatus(left, "interrupted"));
  requireWhole(broken);
}

/** A strict import was judged before it was published; what does not fit then must not pass for stored. */
function requireWhole(broken: readonly string[]): void {
  if (broken.length === 0) return;
  throw new NightdeskError(
    "import_refused",
    `Of the strict import of ${broken.join(", ")} some rows no longer fit what is stored, and were left out. Import it again to see which.`,
    { details: { file: broken[0] ?? null } },
  );
}
