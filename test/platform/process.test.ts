import { afterEach, describe, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./process-child.ts", import.meta.url));

let child: Bun.Subprocess<"pipe", "pipe", "inherit"> | null = null;
afterEach(() => child?.kill("SIGKILL"));

/** A child that listens for the wish to stop, and a reader of its next line; null at its end. */
function start() {
  const started = Bun.spawn([process.execPath, CHILD], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  child = started;
  const reader = started.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const nextLine = async (): Promise<string | null> => {
    while (!rest.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) return null;
      rest += value;
    }
    const [line = "", ...others] = rest.split("\n");
    rest = others.join("\n");
    return line;
  };
  return { started, nextLine };
}

describe("the wish to stop", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "comes with %s, once, as an interruption that exits with 3",
    async (name) => {
      const { started, nextLine } = start();
      expect(await nextLine()).toBe("ready");
      started.kill(name);
      expect(await nextLine()).toStartWith(`interrupted 3: Stopped by ${name}.`);
    },
  );

  test("is not repeated by a second SIGTERM, which ends nothing", async () => {
    const { started, nextLine } = start();
    expect(await nextLine()).toBe("ready");
    started.kill("SIGTERM");
    expect(await nextLine()).toStartWith("interrupted 3");
    expect(await nextLine()).toBe("heard SIGTERM");
    started.kill("SIGTERM");
    expect(await nextLine()).toBe("heard SIGTERM");
    expect(started.exitCode).toBeNull();
  });

  test.each(["SIGTERM", "SIGINT"] as const)("after %s, a SIGINT ends the process at once", async (name) => {
    const { started, nextLine } = start();
    expect(await nextLine()).toBe("ready");
    started.kill(name);
    expect(await nextLine()).toStartWith("interrupted 3");
    started.kill("SIGINT");
    expect(await started.exited).toBe(1);
    expect(started.signalCode).toBeNull();
  });
});
