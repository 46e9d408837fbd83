import { expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { PortfolioDesk } from "./portfolio-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const HEAD = "Symbol,Quantity,Entry Price Per Share,Entry Date";

test("a history is of what stands: report --history refuses --as-known", async () => {
  await using desk = await PortfolioDesk.opened();
  const asked = ["report", "--portfolio", "Desk", "--history", "--as-known", "2026-05-29T22:00:00Z"];
  const [code, sentence] = await desk.refusal(...asked);
  expect(code).toBe(2);
  expect(sentence).toContain("A history is what stands now");
  expect((await desk.run(asked.slice(0, 4))).code).toBe(0);
});

test("what a file of positions cost is summed up exactly, and rounded once", async () => {
  await using desk = new PortfolioDesk();
  const rows = ["AAPL,0.5,0.01,2026-01-05", "MSFT,0.5,0.01,2026-01-05", "SPY,-0.3,0.01,2026-01-05"];
  const shorts = ["QQQ,-0.3,0.01,2026-01-05", "IWM,-0.3,0.01,2026-01-05"];
  const file = desk.work.write("p.csv", [HEAD, ...rows, ...shorts, ""].join("\n"));
  const told = await desk.json(["portfolio", "import", file, "--name", "P", "--equity", "5", "--dry-run"]);
  expect(told).toMatchObject({ entry_value: { long: 0.01, short: -0.01 } });
});

test("of a lot whose opening tells its currency no note says that nothing does, nor once it was exported", async () => {
  await using desk = await PortfolioDesk.opened();
  const rows = ["2026-01-08,buy,VOD.L,1,70,,GBp", "2026-01-08,buy,BP.L,1,5"];
  const file = desk.transactions("t.csv", ...rows);
  const told = await desk.json<{ notes: string[] }>([
    ...["portfolio", "import-transactions", file, "--portfolio", "Desk", "--dry-run"],
  ]);
  const silent = told.notes.filter((note) => note.startsWith("nothing tells the currency"));
  const { stdout } = await desk.run(["portfolio", "show", "Desk"]);
  expect(stdout).toContain("nothing is held");
  await desk.json(["portfolio", "import-transactions", file, "--portfolio", "Desk"]);
  const out = desk.work.path("d.json");
  await desk.run(["portfolio", "export", "Desk", "--out", out]);
  const again = await desk.json<{ notes: string[] }>(["portfolio", "import", out, "--name", "Copy"]);
  for (const notes of [silent, again.notes.filter((note) => note.startsWith("nothing tells"))]) {
    expect(notes.map((note) => note.split(":")[0])).toEqual(["nothing tells the currency of BP.L"]);
    expect(notes[0]).toEndWith("(nightdesk symbol BP.L --currency CODE)");
  }
});

test("quantities have no noise of doubles in tables", async () => {
  await using desk = await PortfolioDesk.opened();
  const rows = ["2026-01-05,buy,AAPL,0.3,100", "2026-01-06,sell,AAPL,0.1,100"];
  await desk.json([
    ...["portfolio", "import-transactions", desk.transactions("t.csv", ...rows), "--portfolio", "Desk"],
  ]);
  const lines = await desk.lines("portfolio", "show", "Desk");
  expect(lines.at(-1)?.split(/ +/).slice(0, 5).join(" ").trim()).toContain("AAPL LONG 0.2");
  expect(lines.join("\n")).not.toContain("0.19999");
});
