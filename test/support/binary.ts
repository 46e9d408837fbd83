import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Takes a finished binary instead of building one, such as the one a release is made of. */
const GIVEN = "BINARY_UNDER_TEST";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = /^nightdesk-binary-(\d+)-/;
const FOR_ALL_TO_RUN = 0o755;

let built: Promise<string> | null = null;

/**
 * The compiled binary: built once a test process, just as `bun run build` does it, or the one that BINARY_UNDER_TEST names.
 * @returns its path; every user of the machine may run it.
 */
export function binary(): Promise<string> {
  built ??= find();
  return built;
}

async function find(): Promise<string> {
  const given = process.env[GIVEN];
  if (given !== undefined) return given;
  removeOthers();
  const folder = mkdtempSync(join(tmpdir(), `nightdesk-binary-${process.pid}-`));
  const path = join(folder, "nightdesk");
  const { scripts } = (await Bun.file(join(ROOT, "package.json")).json()) as { scripts: { build: string } };
  // What comes before the build itself, such as an install, has been done by whoever runs tests.
  const words = (scripts.build.split(" && ").at(-1) ?? "").split(" ");
  if (words[0] !== "bun" || words.at(-2) !== "--outfile") {
    throw new Error(`package.json's build script has another form than this expects: ${scripts.build}`);
  }
  const command = [process.execPath, ...words.slice(1, -1), path];
  const build = Bun.spawn(command, { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [code, said] = await Promise.all([build.exited, new Response(build.stderr).text()]);
  if (code !== 0) throw new Error(`the build ended with ${code}: ${said}`);
  for (const each of [folder, path]) chmodSync(each, FOR_ALL_TO_RUN);
  // Test files do not share their modules, but they share the environment.
  process.env[GIVEN] = path;
  return path;
}

/** Nothing runs at the end of `bun test`, so binaries of test processes that have ended go when the next one is built. */
function removeOthers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === "EPERM";
  }
}
