import { canonicalDump, dumpTables } from "../../db/dump.ts";
import { NightdeskError } from "../platform/errors.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk dump --canonical`: the database as lines of JSON that depend on its contents alone. */
export const dump: Verb = async ({ invocation, options }) => {
  if (options.canonical !== true) {
    throw new NightdeskError(
      "usage",
      "Say --canonical: natural keys, without ids and instants, is the one form of a dump.",
    );
  }
  const tables = dumpTables((options.table as readonly string[] | undefined) ?? []);
  const ports = portsOf(configOf(invocation));
  await withReader(ports, async (db, path) => {
    for (const lines of canonicalDump(db, path, tables)) {
      await ports.output.write(lines);
      if (ports.output.closed) return;
    }
  });
  return 0;
};
