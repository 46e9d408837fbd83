import { backup } from "../../db/backup.ts";
import { databasePath } from "../../db/open.ts";
import { answer } from "./answer.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk backup FILE`: a checked, consistent copy, also while the database is in use. */
export const backupCommand: Verb = async ({ invocation, args }) => {
  const ports = portsOf(configOf(invocation));
  const report = backup(databasePath(ports.config.db), args[0] ?? "");
  await answer(ports.output, invocation.json, report, [
    `${report.file}: ${report.bytes.toLocaleString("en-US")} bytes, checked`,
  ]);
  return 0;
};
