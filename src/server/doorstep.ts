import { VERSION } from "../platform/version.ts";

/** Answers requests; the doorstep's own until the application is there. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A port that is listened on before most of the program has been loaded. */
export interface Doorstep {
  readonly host: string;
  readonly port: number;
  /** Where it listens, with the port that was really taken. */
  readonly url: string;
  /** From now on the application answers. */
  readonly letIn: (handler: Handler) => void;
  /** As of `Bun.serve`. */
  readonly stop: (closeActiveConnections: boolean) => Promise<void>;
}

/** Beyond this Bun refuses a body with a bare 413; below it the application does, in its own form and at its own limit. */
export const LARGEST_BODY = 1_073_741_824;
const LARGEST_PORT = 65_535;
/** A health check that has been waiting for the port gets its answer before the rest is loaded, in milliseconds. */
const FIRST_ANSWER_MS = 3;

/** While the program is loaded and the database opened: that it runs, and that all else must wait. */
function answer(request: Request): Response {
  const isHealth = request.method === "GET" && new URL(request.url).pathname === "/health";
  if (isHealth) return Response.json({ status: "ok", version: VERSION });
  const detail = "The server is starting; ask again in a moment.";
  const problem = { type: "urn:nightdesk:error:starting", title: "The server is starting", status: 503 };
  return Response.json(
    { ...problem, detail, code: "starting" },
    {
      status: 503,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "retry-after": "1",
      },
    },
  );
}

function given(
  name: "host" | "port",
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
) {
  const flag = `--${name}`;
  const at = argv.lastIndexOf(flag);
  const joined = argv.findLast((each) => each.startsWith(`${flag}=`));
  if (at >= 0 && joined !== undefined) return null;
  return at >= 0
    ? (argv[at + 1] ?? null)
    : (joined?.slice(flag.length + 1) ?? env[`NIGHTDESK_${name.toUpperCase()}`] ?? null);
}

/**
 * Listens at once if a command line is `serve` with its port told by flag or environment: loading the rest of the program
 * takes ten times as long, and whoever watches over the process should know that it runs. A port in the database's settings
 * is not known yet, and what is not understood, or taken, is left to be told in words by the command itself.
 * @returns null if there is nothing to be opened yet.
 */
export async function openDoorstep(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Doorstep | null> {
  if (argv[0] !== "serve") return null;
  const port = given("port", argv, env);
  if (port === null || !/^\d{1,5}$/.test(port) || Number(port) > LARGEST_PORT) return null;
  const host = given("host", argv, env) ?? "127.0.0.1";
  try {
    let handler: Handler = answer;
    const server = Bun.serve({
      hostname: host,
      port: Number(port),
      fetch: (request) => handler(request),
      maxRequestBodySize: LARGEST_BODY,
    });
    await Bun.sleep(FIRST_ANSWER_MS);
    return {
      host,
      port: Number(port),
      url: server.url.origin,
      letIn: (application) => {
        handler = application;
      },
      stop: (closeActiveConnections) => server.stop(closeActiveConnections),
    };
  } catch {
    // The command meets the same fault when it listens, and tells it after those that come first, such as a busy database.
    return null;
  }
}
