import { databasePath } from "../../db/open.ts";
import { storedSettings } from "../../db/stored-settings.ts";
import { businessClock, technicalClock } from "../platform/clock.ts";
import { type ConfigReport, requireConfig, resolveConfig } from "../platform/config.ts";
import { armCrashPoint } from "../platform/crash-point.ts";
import { idSource } from "../platform/ids.ts";
import { createLog } from "../platform/log.ts";
import { systemNetwork } from "../platform/network.ts";
import { standardOutput } from "../platform/output.ts";
import type { Ports } from "../platform/ports.ts";
import { hostProcess } from "../platform/process.ts";
import { systemRandom } from "../platform/random.ts";

/** A command line as it was understood: the settings given as flags by their keys, and the form of the answer. */
export interface Invocation {
  readonly command: string;
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
}

/** The settings as they stand for this invocation, those in the database included, with everything wrong with them. */
export function configOf(invocation: Invocation): ConfigReport {
  const sources = { flags: invocation.flags, env: hostProcess.environment };
  const first = resolveConfig({ ...sources, stored: {} });
  const hasPath = first.settings.every((each) => each.key !== "db" || each.fault === null);
  const stored = hasPath ? storedSettings(databasePath(first.config.db)) : {};
  return resolveConfig({ ...sources, stored });
}

/**
 * Everything that a command works with.
 * @throws NightdeskError `bad_config`, naming every setting that is wrong; what opening the database throws.
 */
export function portsOf(report: ConfigReport): Ports {
  const config = requireConfig(report);
  if (report.killAt !== null) armCrashPoint(report.killAt);
  const log = createLog({
    level: config.log_level,
    human: process.stderr.isTTY === true,
    secrets: report.secrets,
    clock: technicalClock,
    write: (line) => process.stderr.write(line),
  });
  return {
    config,
    log,
    business: businessClock(config.now, technicalClock),
    technical: technicalClock,
    random: systemRandom,
    newId: idSource(technicalClock, systemRandom),
    network: systemNetwork,
    host: hostProcess,
    output: standardOutput(),
  };
}
