/** Imports files into a database and is killed at a crash point: `crash-child.ts POINT DATABASE strict|lenient PATH...`. */
import pino from "pino";
import { openForWriting } from "../../../db/open.ts";
import { Writer } from "../../../db/writer.ts";
import { importPrices } from "../../../src/market/prices/import.ts";
import { priceFilesAt } from "../../../src/market/prices/paths.ts";
import { businessClock, technicalClock } from "../../../src/platform/clock.ts";
import { armCrashPoint } from "../../../src/platform/crash-point.ts";

const [point = "", database = "", mode = "", ...paths] = process.argv.slice(2);
const now = businessClock("2026-05-29T22:00:00Z", technicalClock);
const clock = { now: () => now.now(), elapsed: technicalClock.elapsed };
armCrashPoint(point);
await importPrices(
  { files: await priceFilesAt(paths), basis: null, strict: mode === "strict" },
  {
    writer: new Writer(openForWriting(database), database, clock, pino({ level: "silent" })),
    business: now,
    technical: clock,
    signal: new AbortController().signal,
    progress: () => undefined,
  },
);
