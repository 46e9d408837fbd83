import { writeSync } from "node:fs";
import { NightdeskError } from "../../src/platform/errors.ts";
import { hostProcess } from "../../src/platform/process.ts";

const STDOUT = 1;
const say = (text: string) => writeSync(STDOUT, `${text}\n`);

const signal = hostProcess.stopSignal();
if (signal !== hostProcess.stopSignal()) say("there are two stop signals");
signal.addEventListener("abort", () => {
  const { reason } = signal;
  say(
    reason instanceof NightdeskError
      ? `${reason.code} ${reason.exitCode}: ${reason.message}`
      : String(reason),
  );
});
process.on("SIGTERM", () => say("heard SIGTERM"));
process.stdin.resume();
say("ready");
