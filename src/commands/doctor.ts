import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { loadDriver } from "../../db/driver.ts";
import { jobLockHolder } from "../../db/job-lock.ts";
import { databasePath, openReadOnly } from "../../db/open.ts";
import { storedSettings } from "../../db/stored-settings.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { MemoryQuota } from "../market/providers/quota-store.ts";
import { providersOf } from "../market/providers/registry.ts";
import { businessClock, formatInstant, technicalClock } from "../platform/clock.ts";
import { type ConfigReport, resolveConfig } from "../platform/config.ts";
import { NightdeskError } from "../platform/errors.ts";
import { systemNetwork } from "../platform/network.ts";
import { standardOutput } from "../platform/output.ts";
import { hostProcess } from "../platform/process.ts";
import { systemRandom } from "../platform/random.ts";
import { strikeSecrets } from "../platform/secrets.ts";
import { envNameOf } from "../platform/settings.ts";
import { VERSION } from "../platform/version.ts";
import { answer, table } from "./answer.ts";
import type { Verb } from "./verb.ts";

/** One thing that nightdesk stands on. A failed one says in its detail what to do. */
interface Check {
  readonly name: string;
  readonly status: "ok" | "failed";
  readonly detail: string;
}

const READ_WAIT_MS = 1_000;
const MEBIBYTE = 1_048_576;

/** `nightdesk doctor`: every setting with its source, and what nightdesk stands on. Works, and says so, when all is wrong. */
export const doctor: Verb = async ({ invocation }) => {
  const output = standardOutput();
  const sources = { flags: invocation.flags, env: hostProcess.environment };
  const bare = resolveConfig({ ...sources, stored: {} });
  const stored = await attempt("settings kept", () => storedSettings(databasePath(bare.config.db)));
  const report = resolveConfig({ ...sources, stored: stored.value ?? {} });
  const checks = [
    await check("sqlite addon", addonState),
    await check("database", () => databaseState(databasePath(report.config.db))),
    await check("jobs", () => holderState(databasePath(report.config.db))),
    await check("clocks", () => clockState(report)),
    await check("prices", () => pricesState(report)),
  ];
  if (stored.fault !== null && checks[1]?.status === "ok") checks.push(stored.fault);
  const clean = checks.map((each) => ({ ...each, detail: strikeSecrets(each.detail, report.secrets) }));
  const faults = report.faults.map((each) => strikeSecrets(each, report.secrets));
  const settings = report.settings.map(({ key, source, shown, fault }) => ({
    name: envNameOf(key),
    value: shown,
    source,
    fault,
  }));
  const lines = [
    `nightdesk ${VERSION}`,
    ...table(settings.map(({ name, value, source }) => [name, value ?? "(not set)", source])),
    ...table(clean.map(({ name, status, detail }) => [name, status, detail])),
    ...faults.map((fault) => `fault: ${fault}`),
  ];
  await answer(output, invocation.json, { version: VERSION, settings, checks: clean, faults }, lines);
  if (faults.length > 0) return 2;
  return clean.every((each) => each.status === "ok") ? 0 : 1;
};

async function attempt<T>(name: string, work: () => T): Promise<{ value: T | null; fault: Check | null }> {
  try {
    return { value: work(), fault: null };
  } catch (fault) {
    if (!(fault instanceof NightdeskError)) throw fault;
    return { value: null, fault: { name, status: "failed", detail: fault.message } };
  }
}

async function check(name: string, look: () => string): Promise<Check> {
  const { value, fault } = await attempt(name, look);
  return fault ?? { name, status: "ok", detail: value ?? "" };
}

function addonState(): string {
  const Driver = loadDriver();
  const db = new Driver(":memory:");
  try {
    return `SQLite ${db.prepare("SELECT sqlite_version()").pluck().get()}`;
  } finally {
    db.close();
  }
}

function databaseState(path: string): string {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = `${Math.floor((bavail * bsize) / MEBIBYTE).toLocaleString("en-US")} MiB free`;
  if (!existsSync(path)) return `${path} does not exist yet, ${free}`;
  const { db, pending } = openReadOnly(path, READ_WAIT_MS);
  try {
    const schema =
      pending.length === 0 ? "schema up to date" : `${pending.length} migrations to come at the next start`;
    return `${path}, ${Math.ceil(statSync(path).size / MEBIBYTE)} MiB, ${schema}, ${free}`;
  } finally {
    db.close();
  }
}

function holderState(path: string): string {
  const holder = jobLockHolder(path);
  if (holder === null) return "no process is at work on the database";
  return `process ${holder.pid} on ${holder.host} (nightdesk ${holder.command}) since ${holder.since}`;
}

/** Who would be asked for prices, in which order, and who cannot be. */
function pricesState({ config, faults }: ConfigReport): string {
  if (faults.length > 0) return "nobody is asked before the faults below are mended";
  const ports = { network: systemNetwork, technical: technicalClock, random: systemRandom };
  const named = providersOf({ config, ...ports }, new MemoryQuota()).map(({ id, absentBecause }) =>
    absentBecause === null ? id : `${id} not (${absentBecause})`,
  );
  const order = [...(config.prices === null ? [] : [`files (${config.prices})`]), ...named];
  return order.length === 0 ? "from files that are imported; no provider is asked" : order.join(", ");
}

function clockState(report: ConfigReport): string {
  const business = businessClock(report.config.now, technicalClock);
  const session = calendarOf("XNYS").lastCompletedSession(business.now());
  const scheduler = business.frozen ? "; frozen, so the scheduler is off" : "";
  return `business ${formatInstant(business.now())}${scheduler}; last completed session ${session}; technical ${formatInstant(technicalClock.now())}`;
}
