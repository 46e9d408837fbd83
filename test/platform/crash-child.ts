import { writeSync } from "node:fs";
import { armCrashPoint, crashPoint } from "../../src/platform/crash-point.ts";

const STDOUT = 1;
const say = (text: string) => writeSync(STDOUT, `${text}\n`);

const [arm] = process.argv.slice(2);
if (arm !== undefined) armCrashPoint(arm);
process.on("exit", () => say("end"));
for (let passing = 1; passing <= 5; passing += 1) {
  say(`before ${passing}`);
  crashPoint("import.chunk");
}
