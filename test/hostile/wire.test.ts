import { expect, setDefaultTimeout, test } from "bun:test";
import { type Running, TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { firstToken, listeningAt } from "../support/listening.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const STOP_LIMIT_MS = 10_000;

/** A connection that says what it is told, and what it was answered. */
class Wire {
  said = "";
  isClosed = false;
  #socket: Bun.Socket | null = null;

  static async to(url: string): Promise<Wire> {
    const wire = new Wire();
    const { hostname, port } = new URL(url);
    wire.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_, bytes) => {
          wire.said += bytes.toString("latin1");
        },
        close: () => {
          wire.isClosed = true;
        },
        error: () => {
          wire.isClosed = true;
        },
      },
    });
    return wire;
  }

  say(text: string | Uint8Array): void {
    this.#socket?.write(text);
  }

  [Symbol.dispose](): void {
    this.#socket?.end();
  }
}

async function started(work: Workplace): Promise<{ server: Running; url: string; token: string }> {
  const db = work.path("desk.db");
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  const url = await listeningAt(server);
  return { server, url, token: firstToken(db) };
}

const HALVES = (token: string) => [
  ["half of a request line", "GET /api/v1/portf"],
  ["headers without their end", "GET /api/v1/portfolios HTTP/1.1\r\nHost: x\r\nAuthorization: Bear"],
  [
    "a body that does not come",
    `POST /api/v1/admin/batch/run HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\n{"por`,
  ],
  [
    "a chunk that does not come",
    `POST /api/v1/admin/batch/run HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{"por`,
  ],
];

test("clients that send half a request hold neither the others nor the server's end", async () => {
  await using work = new Workplace();
  const { server, url, token } = await started(work);
  const wires: Wire[] = [];
  for (const [, half = ""] of HALVES(token)) {
    const wire = await Wire.to(url);
    wire.say(half);
    wires.push(wire);
  }
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const asked = performance.now();
  server.signal("SIGTERM");
  expect(await server.end()).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(performance.now() - asked).toBeLessThan(STOP_LIMIT_MS);
  for (const wire of wires) wire[Symbol.dispose]();
});

test("a connection that is kept open, and idle, does not hold the server's end", async () => {
  await using work = new Workplace();
  const { server, url } = await started(work);
  using wire = await Wire.to(url);
  wire.say("GET /health HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
  await until("it is answered", () => wire.said.includes('"ok"'));
  const asked = performance.now();
  server.signal("SIGTERM");
  expect((await server.end()).code).toBe(0);
  expect(performance.now() - asked).toBeLessThan(STOP_LIMIT_MS);
});

test("bytes that are no request leave the server as it was", async () => {
  await using work = new Workplace();
  const { server, url, token } = await started(work);
  const bearer = `Authorization: Bearer ${token}\r\n`;
  for (const bytes of [
    "\u0000\u0001\u0002\u00ff".repeat(100),
    "\r\n\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "GET http://x:y:z/ HTTP/1.1\r\nHost: x\r\n\r\n",
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\n${"A: b\r\n".repeat(20_000)}\r\n`,
    `GET /api/v1/portfolios/%00%ff%zz HTTP/1.1\r\nHost: x\r\n${bearer}\r\n`,
    `GET /api/v1/portfolios HTTP/1.1\r\nHost: ${"%".repeat(50)}\r\n${bearer}\r\n`,
    `GET /api/v1/portfolios HTTP/1.1\r\n${bearer}\r\n`,
    `POST /api/v1/admin/batch/run HTTP/1.1\r\nHost: x\r\n${bearer}Content-Length: -1\r\n\r\n`,
    `POST /api/v1/admin/batch/run HTTP/1.1\r\nHost: x\r\n${bearer}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1}`,
    `POST /api/v1/admin/batch/run HTTP/1.1\r\nHost: x\r\n${bearer}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ]) {
    using wire = await Wire.to(url);
    wire.say(bytes);
    await until("it is answered", () => wire.said !== "" || wire.isClosed);
    expect({ bytes: bytes.slice(0, 80), said: wire.said.slice(0, 12) }).not.toMatchObject({
      said: "HTTP/1.1 500",
    });
    expect((await fetch(`${url}/health`)).status).toBe(200);
  }
  expect(server.hasEnded).toBe(false);
  expect(server.stderr).not.toMatch(/defect|request failed|\n\s+at /);
  server.signal("SIGTERM");
  expect((await server.end()).code).toBe(0);
});
