import { Hono } from "hono";

/** The least that a server on Hono can be: what start, polls and memory of the binary are held against. */
const app = new Hono();
app.get("/health", (context) => context.text("ok"));
const port = Number(process.argv[2] ?? 0);
console.log(`listens on ${Bun.serve({ hostname: "127.0.0.1", port, fetch: app.fetch }).url.origin}`);
