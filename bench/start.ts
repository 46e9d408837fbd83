import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report, timed } from "./measure.ts";

const RUNS = 15;
const EMPTY_SERVER = `import { Hono } from "hono";
const app = new Hono();
app.get("/health", (c) => c.text("ok"));
console.log(Bun.serve({ port: 0, fetch: app.fetch }).url.origin);
`;
const COMPILE = [
  "build",
  "--compile",
  "--bytecode",
  "--format=esm",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
];

/** Milliseconds from the start of a process to its first line of output. */
async function toFirstLine(command: readonly string[], cwd: string): Promise<number> {
  const { ms } = await timed(async () => {
    const child = Bun.spawn([...command], { cwd, stdout: "pipe", stderr: "ignore" });
    await child.stdout.getReader().read();
    child.kill();
    await child.exited;
  });
  return ms;
}

/** Milliseconds from the start of a server to its first answer over HTTP. */
async function toFirstAnswer(command: readonly string[], cwd: string): Promise<number> {
  const start = performance.now();
  const child = Bun.spawn([...command], { cwd, stdout: "pipe", stderr: "ignore" });
  const { value } = await child.stdout.getReader().read();
  const origin = /http:\/\/\S+/.exec(new TextDecoder().decode(value))?.[0] ?? "";
  await (await fetch(`${origin}/health`)).text();
  const ms = performance.now() - start;
  child.kill("SIGKILL");
  await child.exited;
  return ms;
}

/** Start of the compiled binary, against an empty Hono server that is compiled in the same way. */
export async function benchStart(folder: string): Promise<void> {
  const root = join(import.meta.dir, "..");
  const source = join(root, "dist", "empty-server.ts");
  const [empty, ours] = [join(folder, "empty"), join(folder, "nightdesk")];
  writeFileSync(source, EMPTY_SERVER);
  const built = [
    Bun.spawnSync(["bun", ...COMPILE, source, "--outfile", empty], {
      cwd: root,
      stdout: "ignore",
      stderr: "inherit",
    }),
    Bun.spawnSync(["bun", "run", "build"], { cwd: root, stdout: "ignore", stderr: "inherit" }),
  ];
  await Bun.file(source).delete();
  if (built.some(({ exitCode }) => exitCode !== 0)) throw new Error("the binaries could not be built");
  copyFileSync(join(root, "dist", "nightdesk"), ours);
  const times = {
    empty: [] as number[],
    version: [] as number[],
    emptyAnswer: [] as number[],
    answer: [] as number[],
  };
  const serve = [ours, "serve", "--port", "0", "--db", join(folder, "serve.db")];
  for (let run = 0; run < RUNS; run++) {
    times.empty.push(await toFirstLine([empty], folder));
    times.version.push(await toFirstLine([ours, "version"], folder));
    times.emptyAnswer.push(await toFirstAnswer([empty], folder));
    times.answer.push(await toFirstAnswer(serve, folder));
  }
  console.log("\nstart of the compiled binary");
  report(
    "  version, to its first output",
    times.version,
    times.empty,
    "an empty Hono server to its first line",
  );
  report(
    "  serve, to its first answer",
    times.answer,
    times.emptyAnswer,
    "the empty server to its first answer",
  );
}
