import { ERROR_CODES, type ExitCode, NightdeskError } from "../platform/errors.ts";
import { problemOf } from "../platform/problem.ts";
import type { HostProcess } from "../platform/process.ts";
import { strikeJson, strikeSecrets } from "../platform/secrets.ts";

const SECRET_NAME = /^NIGHTDESK_.*(TOKEN|KEY|PING_URL|WEBHOOK_URL)$/;

/**
 * Tells the user of a fault that ended a command: one sentence on stderr, or problem details with --json. A fault that is
 * no NightdeskError is a defect of ours, and its stack is shown so that it can be reported.
 * @returns the exit code.
 */
export function reportFault(fault: unknown, argv: readonly string[], host: HostProcess): ExitCode {
  const secrets = Object.entries(host.environment)
    .filter(([name]) => SECRET_NAME.test(name))
    .map(([, value]) => value ?? "");
  const say = (text: string) => host.complain(`${strikeSecrets(text, secrets)}\n`);
  if (argv.includes("--json")) host.complain(`${JSON.stringify(strikeJson(problemOf(fault), secrets))}\n`);
  else if (fault instanceof NightdeskError) say(`nightdesk: ${fault.message}`);
  else say("nightdesk: this is a defect of nightdesk's own; please report it with the lines below.");
  if (!(fault instanceof NightdeskError))
    say(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
  return fault instanceof NightdeskError ? fault.exitCode : ERROR_CODES.internal.exit;
}
