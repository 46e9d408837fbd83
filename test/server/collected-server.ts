import type { ServerState } from "../../src/server/app.ts";
import { CollectedDesk, FIRST } from "../batch/collected-desk.ts";
import type { Market } from "../support/market/instrument.ts";
import type { ServedProvider } from "../support/provider-desk.ts";
import { type Asking, ServedDesk } from "../support/served-desk.ts";

/** How it is set up. */
interface Options {
  readonly market: Market;
  readonly held: readonly string[];
  readonly providers?: readonly ServedProvider[];
  readonly env?: Readonly<Record<string, string>>;
  readonly over?: Partial<ServerState>;
}

type Body = Record<string, unknown>;

/** A server over a desk whose prices come from local providers. No night has been yet. */
export class CollectedServer implements AsyncDisposable {
  readonly served: ServedDesk;
  readonly collected: CollectedDesk;

  private constructor(served: ServedDesk, collected: CollectedDesk) {
    this.served = served;
    this.collected = collected;
  }

  static async of({ held, over = {}, ...options }: Options): Promise<CollectedServer> {
    const configured: ServerState["providers"][number][] = [];
    const served = new ServedDesk({ providers: configured, ...over });
    const collected = new CollectedDesk({ desk: served.desk, ...options });
    for (const provider of collected.providers.sources.providers)
      configured.push({ id: provider.id, provider, fundamentals: null, absentBecause: null });
    await collected.hold(held);
    return new CollectedServer(served, collected);
  }

  /** The same after the night of {@link FIRST}. */
  static async after(options: Options): Promise<CollectedServer> {
    const server = await CollectedServer.of(options);
    await server.collected.night(FIRST);
    return server;
  }

  ask(path: string, asking: Asking = {}): Promise<Response> {
    return this.served.ask(`/api/v1${path}`, asking);
  }

  async get(path: string): Promise<Body> {
    const response = await this.ask(path);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Body;
  }

  post(path: string, body: object): Promise<Response> {
    return this.ask(path, { method: "POST", body: JSON.stringify(body) });
  }

  /** What was last noted of an operator's decisions. */
  notes(): readonly string[] {
    const sql = "SELECT level, message FROM activity_log WHERE run_id IS NULL ORDER BY id";
    return this.served.desk.base.rows(sql).map(({ level, message }) => `${level}: ${message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served[Symbol.asyncDispose]();
    await this.collected.providers[Symbol.asyncDispose]();
  }
}
