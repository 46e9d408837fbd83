import { readFileSync } from "node:fs";
import { type Running, until } from "./command.ts";

/** Where a server listens, once its workers have read the database. */
export async function listeningAt(server: Running): Promise<string> {
  const url = await until(
    "the server listens",
    () => /listens on (\S+)\n/.exec(server.stdout)?.[1] ?? (server.hasEnded ? server.stderr : null),
  );
  await until("the server is ready", async () => (await fetch(`${url}/health/ready`)).ok);
  return url;
}

/** The token that a server made at its first start. */
export function firstToken(db: string): string {
  return readFileSync(`${db}.token`, "utf8").trim();
}

/** Asks a server as its admin. */
export async function asAdmin(
  db: string,
  url: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${firstToken(db)}` };
  const response = await fetch(url, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
