import pino, { type Logger } from "pino";
import { formatInstant, type TechnicalClock } from "./clock.ts";
import { strikeJson } from "./secrets.ts";

export type Log = Logger;

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

/** The stack of a logged fault and, below it, those of its causes. */
function stacksOf(fault: unknown): string {
  if (fault === null || typeof fault !== "object" || !("stack" in fault)) return "";
  const cause = "cause" in fault ? stacksOf(fault.cause) : "";
  return `\n${String(fault.stack)}${cause === "" ? "" : `\ncaused by:${cause}`}`;
}

function humanLine(entry: Record<string, unknown>): string {
  const { level, time, msg, err, ...rest } = entry;
  const fields = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const instant = String(time).slice(11, 19);
  return `${`${instant} ${(LEVEL_NAMES[Number(level)] ?? "").padEnd(5)} ${String(msg ?? "")} ${fields.join(" ")}`.trimEnd()}${stacksOf(err)}\n`;
}

/**
 * The log: one JSON object a line, or a short human line on a terminal. Secrets are struck from each finished entry, so
 * none slips through in a message, a field, a cause or a stack, and a line stays JSON whatever is struck.
 */
export function createLog(options: {
  readonly level: string;
  readonly human: boolean;
  readonly secrets: readonly string[];
  readonly clock: TechnicalClock;
  readonly write: (line: string) => void;
}): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${formatInstant(options.clock.now())}"`,
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    {
      write: (line: string) => {
        const entry = strikeJson(JSON.parse(line), options.secrets) as Record<string, unknown>;
        options.write(options.human ? humanLine(entry) : `${JSON.stringify(entry)}\n`);
      },
    },
  );
}
