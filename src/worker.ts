import { DUTIES } from "./batch/duties.ts";
import type { WorkerRequest, WorkerStart } from "./compute/messages.ts";
import { workerLoop } from "./compute/worker-loop.ts";

declare const self: Worker;

const receive = workerLoop((message) => self.postMessage(message), DUTIES);
self.onmessage = ({ data }: MessageEvent<WorkerStart | WorkerRequest>) => receive(data);
