import type { Hono } from "hono";
import { NightdeskError } from "../platform/errors.ts";

export interface Listener {
  /** Where it listens, with the port that was really taken. */
  readonly url: string;
  /** Refuses new connections, lets requests under way end, and gives up on them after `limit` milliseconds. */
  readonly stop: (limit: number) => Promise<void>;
}

/** No request that this version serves has a body of more than a mebibyte. */
const LARGEST_BODY = 1_048_576;

/**
 * Starts to answer HTTP.
 * @param port 0 takes any free one.
 * @throws NightdeskError `port_unavailable` if the port is in use or not ours to take.
 */
export function listen(app: Hono, host: string, port: number): Listener {
  try {
    const server = Bun.serve({ hostname: host, port, fetch: app.fetch, maxRequestBodySize: LARGEST_BODY });
    return {
      url: server.url.origin,
      stop: async (limit) => {
        await Promise.race([server.stop(false), Bun.sleep(limit)]);
        await server.stop(true);
      },
    };
  } catch (cause) {
    throw new NightdeskError(
      "port_unavailable",
      `${host}:${port} cannot be listened on; another program may use it. Choose another with --port, or 0 for any free one.`,
      { cause, details: { host, port } },
    );
  }
}
