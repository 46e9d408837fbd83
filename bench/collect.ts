import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { migrate } from "../db/migrate.ts";
import { openForWriting } from "../db/open.ts";
import { Writer } from "../db/writer.ts";
import { calendarOf } from "../src/market/calendar/calendar.ts";
import { Collector } from "../src/market/collect/collector.ts";
import { NeedReader, type Requirement } from "../src/market/collect/needs.ts";
import { parseSymbol } from "../src/market/symbol.ts";
import { formatInstant } from "../src/platform/clock.ts";
import { isoDate } from "../src/platform/iso-date.ts";
import { madeMarket } from "../test/support/market/made-market.ts";
import { ProviderDesk } from "../test/support/provider-desk.ts";
import { ms, timed } from "./measure.ts";

const SYMBOLS = 200;
const SESSIONS = 1_064;
const [FIRST_NIGHT, SECOND_NIGHT] = ["2026-05-29", "2026-06-01"] as const;
/** As many requests side by side as the collector's own gate lets through. */
const LANES = 6;

const eveningOf = (session: string) => `${session}T23:30:00Z`;

/**
 * What it costs to collect prices: first whole histories, then a normal night. The baseline fetches the same answers from the
 * same local server and parses their JSON, and stores nothing.
 */
export async function benchCollect(folder: string): Promise<void> {
  const names = Array.from({ length: SYMBOLS }, (_, at) => `B${String(at).padStart(4, "0")}`);
  const [from, to] = [isoDate("2021-01-04"), isoDate("2026-06-30")];
  const market = madeMarket({ seed: 11, symbols: names, from, to });
  await using desk = new ProviderDesk({ market, now: eveningOf(FIRST_NIGHT), providers: ["yahoo"] });
  const path = join(mkdtempSync(join(folder, "collect-")), "desk.db");
  const db = openForWriting(path);
  try {
    migrate(db, path, formatInstant(desk.clock.now()));
    const writer = new Writer(db, path, desk.clock, pino({ level: "silent" }));
    for (const [what, night] of [
      ["whole histories", FIRST_NIGHT],
      ["a normal night", SECOND_NIGHT],
    ] as const) {
      desk.clock.moveTo(eveningOf(night));
      const requirements = requirementsThrough(names, night);
      desk.forget();
      const ours = await timed(() => collectOnce(writer, desk, requirements, night));
      const urls = desk.servers.yahoo.requests.map(({ url }) => String(url));
      const baseline = await timed(() => parsedOnly(urls));
      console.log(
        `collect ${what}: ${SYMBOLS} symbols ${ms(ours.ms)}, ${(ours.ms / SYMBOLS).toFixed(2)} ms each, ${urls.length} requests; ${(ours.ms / baseline.ms).toFixed(2)} x fetching and parsing alone (${ms(baseline.ms)})`,
      );
    }
  } finally {
    db.close();
  }
}

function requirementsThrough(names: readonly string[], night: string): readonly Requirement[] {
  const xnys = calendarOf("XNYS");
  const through = isoDate(night);
  const from = xnys.sessionAt(xnys.ordinalOf(isoDate(FIRST_NIGHT)) - SESSIONS);
  return names.map((name) => ({ symbol: parseSymbol(name), from, through, reasons: ["held"] }));
}

async function collectOnce(
  writer: Writer,
  { sources, clock }: ProviderDesk,
  requirements: readonly Requirement[],
  night: string,
): Promise<void> {
  const reader = new NeedReader(writer.db, { now: clock.now(), night: isoDate(night) });
  const collector = new Collector({
    writer,
    providers: sources.providers,
    clock,
    signal: new AbortController().signal,
    runId: "bench",
    night: isoDate(night),
    marketProxy: "SPY",
    step: (_, work) => writer.transact("step", () => void work()),
    warn: async () => undefined,
  });
  await collector.collect(requirements.flatMap((each) => reader.need(each) ?? []));
}

async function parsedOnly(urls: readonly string[]): Promise<void> {
  const waiting = [...urls];
  const lane = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift())
      JSON.parse(await (await fetch(url)).text());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
  await benchCollect(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}
