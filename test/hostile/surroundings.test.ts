import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { binary } from "../support/binary.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { expectPlainFault, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

test("what a folder holds for Bun is neither run nor read: bunfig.toml, .env, tsconfig.json, package.json", async () => {
  await using work = new Workplace();
  work.write("preloaded.ts", 'require("node:fs").writeFileSync("it-ran", "");\n');
  work.write("bunfig.toml", 'preload = ["./preloaded.ts"]\n[run]\npreload = ["./preloaded.ts"]\n');
  for (const name of [".env", ".env.local", ".env.production", ".env.development"])
    work.write(name, "NIGHTDESK_NO_SUCH_SETTING=1\nNIGHTDESK_LOG_LEVEL=fatal\n");
  work.write("tsconfig.json", "{ this is no JSON");
  work.write("package.json", "{ nor is this");
  const { code, stdout, stderr } = await work.run(["doctor"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^NIGHTDESK_LOG_LEVEL +info +default$/m);
  const db = work.path("desk.db");
  const load = await work.run(["prices", "import", work.write("p.csv", marketFile(1, 5)), "--db", db]);
  expect(load).toMatchObject({ code: 0, stderr: "" });
  expect(existsSync(work.path("it-ran"))).toBe(false);
});

test("a name in the environment that is no setting is refused before anything is touched", async () => {
  await using work = new Workplace();
  const file = work.write("p.csv", marketFile(1, 5));
  const env = { NIGHTDESK_PROT: "8080" };
  const outcome = await work.run(["prices", "import", file, "--db", "desk.db"], { env });
  expectPlainFault(outcome, 2, "NIGHTDESK_PROT", "nightdesk doctor", "Correct its name or unset it");
  expect(existsSync(work.path("desk.db"))).toBe(false);
});

test("a flag that there is not, a verb that there is not, and none", async () => {
  await using work = new Workplace();
  expectPlainFault(await work.run(["serve", "--prot", "1"]), 2, "--prot", "nightdesk --help");
  expectPlainFault(await work.run(["sevre"]), 2, "sevre", "nightdesk --help");
  expectPlainFault(await work.run([]), 2, "A command is missing", "serve");
});

test("a reader that stops reading a dump ends it without a word", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("p.csv", marketFile(100, 300)), "--db", db]);
  const through = ["sh", "-c", '{ "$@"; echo "$?" >code; } | head -n 1', "sh"];
  const { stdout, stderr } = await work.run(["dump", "--canonical", "--db", db], { through });
  expect({ stdout, stderr }).toEqual({
    stdout:
      '{"table":"symbol","symbol":"T0000","calendar":"XNYS","basis":"total_return","currency":null,"type":null,"first_trade":null,"status":"active","pinned":0}\n',
    stderr: "",
  });
  expect(await Bun.file(work.path("code")).text()).toBe("0\n");
  await expectSound(work, db);
});

test("a dump into a disk that is full fails in words", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("p.csv", marketFile(100, 300)), "--db", db]);
  const through = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];
  const outcome = await work.run(["dump", "--canonical", "--db", db], { through });
  expectPlainFault(outcome, 1, "output");
  await expectSound(work, db);
});

test("the binary under test is the compiled one", async () => {
  await using work = new Workplace();
  const head = new Uint8Array(
    await Bun.file(await binary())
      .slice(0, 4)
      .arrayBuffer(),
  );
  expect([...head]).toEqual([0x7f, 0x45, 0x4c, 0x46]);
  expect((await work.run(["version"])).stdout).toStartWith("nightdesk ");
});
