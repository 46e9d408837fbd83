import { rmSync } from "node:fs";
import { migrate } from "../db/migrate.ts";
import { databasePath, openForWriting } from "../db/open.ts";
import { Writer } from "../db/writer.ts";
import type { ImportPorts } from "../src/market/prices/import.ts";
import { businessClock, technicalClock } from "../src/platform/clock.ts";
import { createLog } from "../src/platform/log.ts";

/** A writer on a new, migrated database at a path; whatever was there is removed. */
export function freshWriter(file: string): Writer {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  const path = databasePath(file);
  const db = openForWriting(path);
  migrate(db, path, "2026-01-01T00:00:00.000Z");
  const write = (line: string) => void process.stderr.write(line);
  const log = createLog({ level: "error", human: true, secrets: [], clock: technicalClock, write });
  return new Writer(db, path, technicalClock, log);
}

export function importPorts(writer: Writer): ImportPorts {
  return {
    writer,
    business: businessClock(null, technicalClock),
    technical: technicalClock,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}
