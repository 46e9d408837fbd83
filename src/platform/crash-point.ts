import { NightdeskError } from "./errors.ts";

/** The places where a test may have the process killed: between two writes that a crash could part. */
const CRASH_POINTS = [
  "migrate.copying",
  "migrate.copied",
  "migrate.applying",
  "migrate.applied",
  "import.staged",
  "import.applying",
  "import.chunk",
  "run.planned",
  "run.unit",
  "run.accounted",
  "run.analysed",
  "run.sealing",
  "restore.copied",
  "restore.aside",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { readonly point: string; remaining: number } | null = null;

/**
 * Arms one crash point from `name` or `name:count` (killed on the count-th passing). Only NIGHTDESK_TEST=1 lets it in.
 * @throws NightdeskError `bad_config` if there is no such point, or the count is not a positive whole number.
 */
export function armCrashPoint(text: string): void {
  const [point = "", count = "1", ...more] = text.split(":");
  const remaining = Number(count);
  const isPoint = (CRASH_POINTS as readonly string[]).includes(point);
  if (!isPoint || more.length > 0 || !Number.isInteger(remaining) || remaining < 1) {
    throw new NightdeskError(
      "bad_config",
      `NIGHTDESK_TEST_KILL_AT is "${text}"; give a point, or point:count. The points are ${CRASH_POINTS.join(", ")}.`,
    );
  }
  armed = { point, remaining };
}

/** Ends the process with SIGKILL if this point is armed; otherwise does nothing. */
export function crashPoint(point: CrashPoint): void {
  if (armed === null || armed.point !== point) return;
  armed.remaining -= 1;
  if (armed.remaining === 0) process.kill(process.pid, "SIGKILL");
}
