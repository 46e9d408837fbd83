import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import type { FileFault } from "../portfolio/import/file-fault.ts";
import { answer } from "./answer.ts";

/** Faults and symbols that a person is shown; JSON has all. */
export const SHOWN = 20;

/**
 * A file that a user names.
 * @throws NightdeskError `bad_file`.
 */
export async function contentOf(
  path: string,
  what: string,
  code: "ERR_PORT_007" | null = null,
): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (cause) {
    throw new NightdeskError(
      "bad_file",
      `${code === null ? "" : `${code}: `}${path} cannot be read; give the path of ${what}.`,
      { cause, details: { file: path, ...(code === null ? {} : { fault: code }) } },
    );
  }
}

/** A fault of a file in a line, its place first. */
export function faultLine({ code, row, column, symbol, message }: FileFault<string>): string {
  const place = [row === null ? "file" : `row ${row}`, column, symbol].filter((each) => each !== null);
  return `${place.join(", ")}: ${code}: ${message}`;
}

/** What is told of a file that has faults. */
export interface RefusedFile {
  readonly code: string | null;
  readonly rows: number;
  readonly faults: readonly FileFault<string>[];
}

/** Tells of a file with faults, of which nothing was stored. */
export async function refuseFile(
  ports: Ports,
  json: boolean,
  report: RefusedFile,
  kind: "portfolio_refused" | "import_refused",
): Promise<ExitCode> {
  const { faults, rows, code } = report;
  const more = faults.length - SHOWN;
  await answer(ports.output, json, report, [
    ...faults.slice(0, SHOWN).map(faultLine),
    ...(more > 0 ? [`and ${more} more faults; --json lists all.`] : []),
  ]);
  const error = new NightdeskError(
    kind,
    `${code}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${rows} rows, so nothing was stored. Correct the file and import it again.`,
    { details: { fault: code, faults: faults.length, rows } },
  );
  if (!json) throw error;
  return error.exitCode;
}
