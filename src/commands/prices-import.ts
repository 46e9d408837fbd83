import { BASES, type Basis } from "../../db/schema/words.ts";
import type { WriterStats } from "../../db/writer.ts";
import { importPrices, StrictRefusal } from "../market/prices/import.ts";
import { priceFilesAt } from "../market/prices/paths.ts";
import type { Refusal } from "../market/prices/refusal.ts";
import type { ImportReport, RebaseReport } from "../market/prices/report.ts";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { answer, table } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { progressBar } from "./progress-bar.ts";
import type { Verb } from "./verb.ts";

const SHOWN = 20;
const EXIT: Readonly<Record<ImportReport["status"], ExitCode>> = { complete: 0, partial: 3, failed: 1 };

function basisOf(text: unknown): Basis | null {
  if (text === undefined) return null;
  if (BASES.includes(text as Basis)) return text as Basis;
  throw new NightdeskError("usage", `--basis is "${String(text)}"; it is one of ${BASES.join(", ")}.`);
}

/** `nightdesk prices import`: stores the good rows of price files and names every bad one. */
export const pricesImport: Verb = async ({ invocation, args, options }) => {
  const basis = basisOf(options.basis);
  const ports = portsOf(configOf(invocation));
  const files = await priceFilesAt(args);
  const started = ports.technical.elapsed();
  const bar = progressBar("reading", invocation.json);
  try {
    const { report, stats } = await withWriter(ports, "prices import", async (writer) => {
      const request = { files, basis, strict: options.strict === true };
      const { business, technical } = ports;
      const imported = await importPrices(request, {
        writer,
        business,
        technical,
        signal: ports.host.stopSignal(),
        progress: bar.at,
      });
      return { report: imported, stats: writer.stats };
    });
    bar.end();
    await tell(ports, invocation.json, report, stats, ports.technical.elapsed() - started);
    return EXIT[report.status];
  } catch (fault) {
    bar.end();
    if (!(fault instanceof StrictRefusal)) throw fault;
    await tell(ports, invocation.json, fault.report, null, ports.technical.elapsed() - started);
    if (!invocation.json) throw fault;
    return fault.exitCode;
  }
};

async function tell(
  ports: Ports,
  json: boolean,
  report: ImportReport,
  stats: WriterStats | null,
  ms: number,
): Promise<void> {
  const seconds = Math.round(ms) / 1_000;
  const transactions =
    stats === null
      ? null
      : {
          count: stats.transactions,
          longest_ms: Math.round(stats.longestMs),
          over_10_ms: stats.overTarget,
          over_50_ms: stats.tooLong,
        };
  await answer(ports.output, json, { ...report, seconds, transactions }, linesOf(report, seconds));
}

function linesOf(report: ImportReport, seconds: number): string[] {
  const { totals, files, rebases, refusals, warnings } = report;
  const unit = (count: number, noun: string) => `${count.toLocaleString("en-US")} ${noun}`;
  const lines = [
    `${unit(totals.rows, "rows")} of ${unit(totals.symbols, "symbols")} in ${unit(files.length, files.length === 1 ? "file" : "files")}, ${seconds.toFixed(1)} s`,
  ];
  const shown = [
    [totals.stored, "stored"],
    [totals.unchanged, "unchanged"],
    [totals.corrected, "corrected (the old values are kept)"],
    [totals.rebased, `rebased, with all older bars of ${unit(totals.rebased_symbols, "symbols")}`],
    [totals.actions_stored, "dividends and splits stored"],
    [totals.actions_revised, "dividends and splits corrected or removed (the old ones are kept)"],
    [totals.filled, "gained values that were missing"],
    [totals.repeated, "repeated another row"],
    [totals.refused, "refused"],
  ] as const;
  lines.push(
    ...table(
      shown
        .filter(([count]) => count > 0)
        .map(([count, what]) => [`  ${count.toLocaleString("en-US")}`, what]),
      [0],
    ),
  );
  for (const { file, fault, ignored_columns: ignored } of files) {
    if (fault !== null) lines.push(`refused: ${fault.detail}`);
    if (ignored.length > 0) lines.push(`${file}: columns not used: ${ignored.join(", ")}`);
  }
  lines.push(...rebases.slice(0, SHOWN).map(rebaseLine));
  if (rebases.length > SHOWN) lines.push(`and ${rebases.length - SHOWN} more rebased; --json lists all.`);
  lines.push(...refusals.slice(0, SHOWN).map(refusalLine));
  if (refusals.length > SHOWN) lines.push(`and ${refusals.length - SHOWN} more refusals; --json lists all.`);
  lines.push(...warnings.map((warning) => `note: ${warning}`));
  return lines;
}

function refusalLine({ file, line, symbol, date, reason, detail, rows }: Refusal): string {
  const subject = [symbol, date].filter((each) => each !== null).join(" ");
  const count = rows > 1 ? ` (${rows} rows)` : "";
  return `${file}:${line}: ${subject === "" ? "" : `${subject}: `}${reason}: ${detail}${count}`;
}

function rebaseLine({ symbol, factor, from, through }: RebaseReport): string {
  return `${symbol}: every bar from ${from} to ${through} moved by the factor ${factor}`;
}
