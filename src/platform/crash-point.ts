import { NightdeskError } from "./errors.ts";

/** A place where a test may have the process killed: between two writes that a crash could part. */
export type CrashPoint =
  | "migrate.copying"
  | "migrate.copied"
  | "migrate.applying"
  | "migrate.applied"
  | "import.staged"
  | "import.applying"
  | "import.chunk"
  | "restore.copied"
  | "restore.aside";

let armed: { readonly point: string; remaining: number } | null = null;

/**
 * Arms one crash point from `name` or `name:count` (killed on the count-th passing). Only NIGHTDESK_TEST=1 lets it in.
 * @throws NightdeskError `bad_config` if the count is not a positive whole number.
 */
export function armCrashPoint(text: string): void {
  const [point = "", count = "1"] = text.split(":");
  const remaining = Number(count);
  if (!Number.isInteger(remaining) || remaining < 1) {
    throw new NightdeskError(
      "bad_config",
      `NIGHTDESK_TEST_KILL_AT is "${text}"; give a point, or point:count.`,
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
