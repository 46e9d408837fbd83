import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Where the repository keeps what real providers answered. */
export const RECORDED = fileURLToPath(new URL("../../recorded/", import.meta.url));

/** A real answer, as it came. */
export interface Recording {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

const envelope = z.object({
  url: z.string(),
  status: z.number(),
  contentType: z.string().default("application/json"),
  body: z.unknown(),
});

/**
 * Reads a file below test/recorded/. One of Yahoo's has status and content type beside its body; one of Polygon's is the
 * body alone, of status 200.
 * @example recordingOf("yahoo/chart-AAPL-2020-08-31-to-2020-11-07.json")
 */
export function recordingOf(file: string): Recording {
  const content: unknown = JSON.parse(readFileSync(join(RECORDED, file), "utf8"));
  const found = envelope.safeParse(content);
  if (!found.success) return { status: 200, contentType: "application/json", body: content };
  const { status, contentType, body } = found.data;
  return { status, contentType, body };
}

/** Which recording answers a request. */
export interface Replay {
  /** Of the path with its query. */
  readonly path: RegExp;
  readonly recording: Recording;
}

/** Replays recordings on 127.0.0.1: the first whose path matches; 404 where none does. `await using` ends it. */
export class RecordedServer implements AsyncDisposable {
  /** Paths with their queries, in the order in which they came. */
  readonly requests: string[] = [];
  readonly #server: Bun.Server<undefined>;

  constructor(replays: readonly Replay[]) {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: (request) => {
        const { pathname, search } = new URL(request.url);
        const asked = `${pathname}${search}`;
        this.requests.push(asked);
        const recording = replays.find((each) => each.path.test(asked))?.recording;
        if (recording === undefined) return new Response("Not recorded", { status: 404 });
        const { status, contentType, body } = recording;
        const text = typeof body === "string" ? body : JSON.stringify(body);
        return new Response(text, { status, headers: { "content-type": contentType } });
      },
    });
  }

  /** http://127.0.0.1:port */
  get origin(): string {
    return this.#server.url.origin;
  }

  /** How many requests came, to paths that match if said. */
  countOf(path?: RegExp): number {
    return this.requests.filter((asked) => path === undefined || path.test(asked)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}
