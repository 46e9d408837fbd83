import { hostProcess } from "./platform/process.ts";
import { openDoorstep } from "./server/doorstep.ts";

const { arguments: argv, environment } = hostProcess;

const doorstep = await openDoorstep(argv, environment);
// Who can be reached can be told to stop, at any instant.
if (doorstep !== null) hostProcess.stopSignal();
const { reportFault } = await import("./commands/report-fault.ts");
try {
  const { runCommandLine } = await import("./commands/program.ts");
  const code = await runCommandLine(argv, new URL("./worker.ts", import.meta.url), doorstep);
  hostProcess.exit(code);
} catch (fault) {
  hostProcess.exit(reportFault(fault, argv, hostProcess));
}
