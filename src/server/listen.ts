import type { Hono } from "hono";
import { NightdeskError } from "../platform/errors.ts";
import { type Doorstep, LARGEST_BODY } from "./doorstep.ts";

export interface Listener {
  /** Where it listens, with the port that was really taken. */
  readonly url: string;
  /** Refuses new connections, lets requests under way end, and gives up on them after `limit` milliseconds. */
  readonly stop: (limit: number) => Promise<void>;
}

type Server = Pick<Doorstep, "url" | "stop">;

function listenerOf(server: Server): Listener {
  return {
    url: server.url,
    stop: async (limit) => {
      await Promise.race([server.stop(false), Bun.sleep(limit)]);
      await server.stop(true);
    },
  };
}

/**
 * Starts to answer HTTP.
 * @param port 0 takes any free one.
 * @param doorstep Where the program listens already; used if it is the place that the settings name.
 * @throws NightdeskError `port_unavailable` if the port is in use or not ours to take.
 */
export async function listen(
  app: Hono,
  host: string,
  port: number,
  doorstep: Doorstep | null,
): Promise<Listener> {
  if (doorstep !== null && doorstep.host === host && doorstep.port === port) {
    doorstep.letIn(app.fetch);
    return listenerOf(doorstep);
  }
  await doorstep?.stop(true);
  try {
    const server = Bun.serve({ hostname: host, port, fetch: app.fetch, maxRequestBodySize: LARGEST_BODY });
    return listenerOf({ url: server.url.origin, stop: (closeActive) => server.stop(closeActive) });
  } catch (cause) {
    throw new NightdeskError(
      "port_unavailable",
      `${host}:${port} cannot be listened on; another program may use it. Choose another with --port, or 0 for any free one.`,
      { cause, details: { host, port } },
    );
  }
}
