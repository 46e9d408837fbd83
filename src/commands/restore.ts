import { JobLock } from "../../db/job-lock.ts";
import { databasePath } from "../../db/open.ts";
import { restore } from "../../db/restore.ts";
import { formatInstant } from "../platform/clock.ts";
import { resolveConfig } from "../platform/config.ts";
import { hostProcess } from "../platform/process.ts";
import { answer } from "./answer.ts";
import { portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk restore FILE`: works on a damaged database too, so the settings kept in it are not asked. */
export const restoreCommand: Verb = async ({ invocation, args }) => {
  const ports = portsOf(resolveConfig({ flags: invocation.flags, env: hostProcess.environment, stored: {} }));
  const path = databasePath(ports.config.db);
  const since = formatInstant(ports.technical.now());
  const lock = JobLock.acquire(path, { pid: ports.host.pid, command: "restore", boot: ports.newId(), since });
  try {
    const report = restore(path, args[0] ?? "", since.replaceAll(/[-:.]/g, ""));
    const kept = report.aside === null ? [] : [`what was there before: ${report.aside}`];
    await answer(ports.output, invocation.json, report, [`${report.file}: restored`, ...kept]);
    return 0;
  } finally {
    lock.release();
  }
};
