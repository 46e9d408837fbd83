import { runCommandLine } from "./commands/program.ts";
import { reportFault } from "./commands/report-fault.ts";
import { hostProcess } from "./platform/process.ts";

const argv = hostProcess.arguments;

try {
  const code = await runCommandLine(argv, new URL("./worker.ts", import.meta.url));
  hostProcess.exit(code);
} catch (fault) {
  hostProcess.exit(reportFault(fault, argv, hostProcess));
}
