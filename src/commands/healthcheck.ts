import { z } from "zod";
import { NightdeskError } from "../platform/errors.ts";
import { answer } from "./answer.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const TIME_LIMIT_MS = 3_000;
const ANYWHERE = new Set(["0.0.0.0", "::"]);
const healthy = z.object({ status: z.literal("ok"), version: z.string() });

/** `nightdesk healthcheck`: asks the server of the same settings for /health; exit 0 if it is well, else 1. */
export const healthcheck: Verb = async ({ invocation }) => {
  const ports = portsOf(configOf(invocation));
  const { host, port } = ports.config;
  const name = ANYWHERE.has(host) ? "127.0.0.1" : host;
  const url = `http://${name.includes(":") ? `[${name}]` : name}:${port}/health`;
  const unwell = (why: string, cause?: unknown) =>
    new NightdeskError("unhealthy", `${url} ${why}.`, { cause, details: { url } });
  const response = await ports.network.request(url, TIME_LIMIT_MS).catch((fault: unknown) => {
    const isLate = fault instanceof DOMException && fault.name === "TimeoutError";
    throw unwell(
      isLate ? `does not answer within ${TIME_LIMIT_MS / 1_000} s` : "cannot be reached; is the server up",
      fault,
    );
  });
  if (!response.ok) throw unwell(`answers ${response.status}`);
  const body = healthy.safeParse(await response.json().catch(() => null));
  if (!body.success) throw unwell("is not a nightdesk server");
  await answer(ports.output, invocation.json, body.data, [`${url}: ok, version ${body.data.version}`]);
  return 0;
};
