import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";

const FOLDER = join(import.meta.dir, "../../oracle/calendar");

/** The words of each line of an oracle file, without its header. */
export function oracleLines(name: string): string[][] {
  const [header, ...lines] = readFileSync(join(FOLDER, name), "utf8").trimEnd().split("\n");
  if (header === undefined || !header.startsWith("# ")) throw new Error(`${name} does not state its origin`);
  return lines.map((line) => line.trim().split(" "));
}

/** The days of an oracle file whose lines are a prefix and endings: `2023-07 03 05` or `1990 01-01`. */
export function oracleDays(name: string): IsoDate[] {
  return oracleLines(name).flatMap(([prefix, ...ends]) => ends.map((end) => isoDate(`${prefix}-${end}`)));
}
