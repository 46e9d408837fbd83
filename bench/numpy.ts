import { join } from "node:path";
import { FIRST_NIGHT, LAST_NIGHT, type NightData, positionFiles } from "./night-data.ts";

const PYTHON = "/usr/bin/python3";

/** Seconds that numpy takes for the regressions and volatilities of all nights; null where there is no numpy. */
export function numpySeconds(data: NightData): number | null {
  if (!Bun.file(PYTHON).size) return null;
  const { exitCode } = Bun.spawnSync([PYTHON, "-c", "import numpy"], { stderr: "ignore" });
  if (exitCode !== 0) return null;
  const script = join(import.meta.dir, "night_baseline.py");
  const command = [PYTHON, script, data.closes, FIRST_NIGHT, LAST_NIGHT, ...positionFiles(data)];
  const { stdout, success } = Bun.spawnSync(command, { stderr: "inherit" });
  if (!success) throw new Error("night_baseline.py failed");
  return Number(stdout.toString());
}
