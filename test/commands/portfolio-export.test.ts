import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { PortfolioDesk } from "./portfolio-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const BUY = "2026-01-05,buy,AAPL,10,100,1";
const BOOKS = ["portfolio", "lot", "lot_event", "portfolio_event", "target_price", "position_tag"];

describe("portfolio export and import", () => {
  test("what is exported comes in again as it was", async () => {
    await using desk = await PortfolioDesk.opened("--owner", "Ann");
    const rows = [
      BUY,
      "2026-01-06,sell,AAPL,4,110,,,why",
      "2026-01-07,deposit,,,5.55",
      "2026-01-08,split,AAPL,2",
    ];
    await desk.json([
      "portfolio",
      "import-transactions",
      desk.transactions("t.csv", ...rows),
      "--portfolio",
      "Desk",
    ]);
    const before = await desk.dump(...BOOKS);
    const out = desk.work.path("desk.json");
    expect(await desk.json(["portfolio", "export", "Desk", "--out", out])).toMatchObject({
      file: out,
      lots: 1,
    });
    expect((await desk.run(["portfolio", "export", "Desk"])).stdout).toBe(readFileSync(out, "utf8"));
    expect((await desk.refusal("portfolio", "export", "Desk", "--out", out))[1]).toContain(
      "is there already",
    );
    const other = desk.work.path("other.db");
    expect((await desk.run(["portfolio", "import", out], other)).code).toBe(0);
    const dumped = await desk.run(["dump", "--canonical", "--table", ...BOOKS], other);
    expect(dumped.stdout).toBe(before);
    expect((await desk.refusal("portfolio", "import", out))[1]).toContain("ERR_PORT_001");
    const [first] = await desk.lines("portfolio", "import", out, "--name", "Copy");
    expect(first).toMatch(/^Copy: 1 lots with 2 events, 2 of the portfolio, stored as /);
  });

  test("a document that is not right, or of a newer version, is refused; terms do not go with it", async () => {
    await using desk = await PortfolioDesk.opened();
    const text = (await desk.run(["portfolio", "export", "Desk"])).stdout;
    const bad = desk.work.write("bad.json", text.replace('"100000.00"', '"much"'));
    const [code, sentence] = await desk.refusal("portfolio", "import", bad, "--name", "X");
    expect([code, sentence]).toEqual([
      1,
      'nightdesk: bad.json has a fault at portfolio.stated_equity: is not an amount such as "1234.56". Nothing was stored.\n',
    ]);
    const newer = desk.work.write("newer.json", text.replace('"version": 1', '"version": 2'));
    expect((await desk.refusal("portfolio", "import", newer))[1]).toContain(
      "install the newer one that wrote it",
    );
    const good = desk.work.write("good.json", text);
    expect((await desk.refusal("portfolio", "import", good, "--equity", "5"))[1]).toContain(
      "--equity does not go with it",
    );
  });
});
