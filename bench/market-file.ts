import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "bun";
import { calendarOf } from "../src/market/calendar/calendar.ts";
import { isoDate } from "../src/platform/iso-date.ts";

const SYMBOLS = 1_350;
const SEED = 20_260_529;

/** A long price file of 1,350 symbols over 730 sessions (985,500 rows): a seeded random walk, the same on every machine. */
export function makeMarketFile(folder: string): string {
  const sessions = calendarOf("XNYS").sessionsBetween(isoDate("2023-07-03"), isoDate("2026-05-29"));
  let state = SEED;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = ["symbol,date,close"];
  for (let i = 0; i < SYMBOLS; i++) {
    const letters = [Math.floor(i / 676), Math.floor(i / 26) % 26, i % 26].map((at) =>
      String.fromCharCode(65 + at),
    );
    let close = 20 + 200 * uniform();
    for (const session of sessions) {
      close = Math.max(1, close * (1 + 0.04 * (uniform() - 0.5)));
      lines.push(`${letters.join("")},${session},${close.toPrecision(6)}`);
    }
  }
  const path = join(folder, "market.csv.gz");
  writeFileSync(path, gzipSync(Buffer.from(`${lines.join("\n")}\n`)));
  return path;
}
