import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { calendarOf } from "../src/market/calendar/calendar.ts";
import { median, ms, report } from "./measure.ts";
import { LAST_NIGHT, makeDatabase, NIGHTS, type NightData, splitLastNight } from "./night-data.ts";
import { command, type RunAnswer } from "./nightdesk.ts";

const RUNS = 5;

/**
 * One more session after all others are done: its closes come in and its night is run, then run again. Each is a process
 * of its own, against the start of the same binary.
 */
export async function benchIncrement(folder: string, binary: string, data: NightData): Promise<void> {
  const { before, last } = splitLastNight(folder, data.closes);
  const done = join(folder, "all-but-one.db");
  await makeDatabase(done, before, data);
  const eve = calendarOf("XNYS").previousSession(LAST_NIGHT);
  const backfill = await command<RunAnswer>(binary, done, "run", "--to", eve);
  const database = join(folder, "one-more.db");
  const times = {
    start: [] as number[],
    imported: [] as number[],
    night: [] as number[],
    inside: [] as number[],
    again: [] as number[],
  };
  for (let run = 0; run < RUNS; run++) {
    copyFileSync(done, database);
    times.start.push((await command(binary, database, "version")).ms);
    times.imported.push((await command(binary, database, "prices", "import", last)).ms);
    const night = await command<RunAnswer>(binary, database, "run", "--to", LAST_NIGHT);
    times.night.push(night.ms);
    times.inside.push(night.value.seconds * 1_000);
    const again = await command<RunAnswer>(binary, database, "run", "--to", LAST_NIGHT);
    if (!again.value.up_to_date) throw new Error("the second run of a night found something to do");
    times.again.push(again.ms);
  }
  console.log(`\none more night, after ${NIGHTS - 1} others are done`);
  report("  import of its closes", times.imported, times.start, "the start of the binary");
  report("  its night", times.night, times.start, "the start of the binary");
  const share = (backfill.value.seconds * 1_000) / (NIGHTS - 1);
  console.log(
    `    without start and exit           ${ms(median(times.inside)).padStart(10)}   ${(median(times.inside) / share).toFixed(1)} x a night of the backfill (${ms(share)})`,
  );
  report("  the same again, nothing to do", times.again, times.start, "the start of the binary");
}
