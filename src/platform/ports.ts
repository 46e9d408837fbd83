import type { BusinessClock, WaitingClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { NewId } from "./ids.ts";
import type { Log } from "./log.ts";
import type { Network } from "./network.ts";
import type { Output } from "./output.ts";
import type { HostProcess } from "./process.ts";
import type { Random } from "./random.ts";

/** Everything from outside that a room may touch, as one value: made once by main, by hand in tests. */
export interface Ports {
  readonly config: Config;
  readonly log: Log;
  readonly business: BusinessClock;
  readonly technical: WaitingClock;
  readonly random: Random;
  readonly newId: NewId;
  readonly network: Network;
  readonly host: HostProcess;
  readonly output: Output;
}
