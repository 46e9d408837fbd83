import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { listeningAt } from "../support/listening.ts";
import { PortfolioDesk } from "./portfolio-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const BUY = "2026-01-05,buy,AAPL,10,100,1";
const BOOKS = ["portfolio", "lot", "lot_event", "portfolio_event", "target_price", "position_tag"];
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe("portfolio create", () => {
  test("opens a portfolio that holds nothing but cash", async () => {
    await using desk = new PortfolioDesk();
    const args = ["portfolio", "create", "Desk", "--equity", "1234.56", "--inception", "2026-01-02"];
    const more = ["--currency", "eur", "--owner", "Ann", "--dividends", "recorded"];
    const terms = { name: "Desk", owner: "Ann", currency: "EUR", inception: "2026-01-02" };
    expect(await desk.json([...args, ...more])).toEqual({
      portfolio: { id: ID, ...terms, equity: 1234.56, dividends: "recorded" },
    });
    const shown = await desk.json(["portfolio", "show", "Desk"]);
    expect(shown).toMatchObject({
      portfolio: { ...terms, basis_date: "2026-01-02" },
      snapshot: null,
      positions: [],
    });
  });

  test.each<[readonly string[], number, string]>([
    [["--inception", "2026-01-02"], 1, "ERR_PORT_004: The equity is missing"],
    [["--equity", "1.005", "--inception", "2026-01-02"], 1, "ERR_PORT_004"],
    [["--equity", "0", "--inception", "2026-01-02"], 1, "ERR_PORT_005"],
    [["--equity", "5"], 2, "The inception is missing; give the session"],
    [["--equity", "5", "--inception", "2026-01-01"], 2, "New Year"],
    [["--equity", "5", "--inception", "2026-06-01"], 2, "which is yet to come"],
    [["--equity", "5", "--inception", "2026-01-02", "--dividends", "both"], 2, "give derived or recorded"],
    [
      ["--equity", "5", "--inception", "2026-01-02", "--currency", "GBp"],
      2,
      "GBp is hundredths of GBP; a portfolio is in whole ones: give GBP.",
    ],
    [["--equity", "5", "--inception", "2026-01-02", "--currency", "gbx"], 2, "give GBP."],
    [["--equity", "5", "--inception", "2026-01-02", "--currency", "ZAc"], 2, "give ZAR."],
    [["--equity", "5", "--inception", "2026-01-02", "--currency", "ILA"], 2, "give ILS."],
    [["--equity", "5", "--inception", "2026-01-02", "--currency", "ABC"], 2, '"ABC" is not a currency'],
    [["--equity", "5", "--inception", "2026-01-02", "--currency", "dollar"], 2, "is not a currency"],
  ])("%j is refused", async (options, code, words) => {
    await using desk = new PortfolioDesk();
    const [found, sentence] = await desk.refusal("portfolio", "create", "Desk", ...options);
    expect(sentence).toContain(words);
    expect(found).toBe(code);
  });

  test("a name that is taken is refused", async () => {
    await using desk = await PortfolioDesk.opened();
    const again = ["--equity", "5", "--inception", "2026-01-02"];
    expect(await desk.refusal("portfolio", "create", "Desk", ...again)).toEqual([
      1,
      'nightdesk: ERR_PORT_001: There is a portfolio named "Desk" already; give this one another name.\n',
    ]);
  });
});

describe("portfolio import-transactions", () => {
  test("applies a file, tells what it made and what is to be known, and refuses it again", async () => {
    await using desk = await PortfolioDesk.opened();
    const rows = [
      BUY,
      "2026-01-06,sell,AAPL,4,110",
      "2026-01-07,deposit,,,5",
      "2026-01-08,dividend,AAPL,6,0.5",
    ];
    const file = desk.transactions(
      "t.csv",
      ...rows,
      "2026-01-08,buy,VOD.L,1,70,,GBp",
      "2026-01-08,buy,FLAT_1,1,9",
    );
    const args = ["portfolio", "import-transactions", file, "--portfolio", "Desk"];
    const counts = { lots_opened: 3, lot_events: 4, portfolio_events: 2, transactions: 6, rows: 6 };
    expect(await desk.json([...args, "--dry-run"])).toMatchObject({ status: "dry_run", ...counts });
    expect(await desk.dump("lot", "portfolio_event")).toBe("");
    const told = await desk.json<{ notes: string[] }>(args);
    expect(told).toMatchObject({
      status: "stored",
      code: null,
      portfolio: { id: ID, name: "Desk" },
      by_action: { buy: 3, sell: 1, deposit: 1, dividend: 1 },
      ...counts,
      faults: [],
      warnings: [],
    });
    expect(told.notes.map((note) => note.split(":")[0])).toEqual([
      "taken for private assets by their names",
      "1 dividend is recorded, and those of other days follow from the symbols' corporate actions",
      "no prices are stored of AAPL, VOD.L",
    ]);
    const again = await desk.json(args, 1);
    expect(again).toMatchObject({
      status: "refused",
      code: "ERR_TXN_016",
      faults: [{ code: "ERR_TXN_015", row: null }],
    });
    expect((await desk.run([...args, "--again"])).code).toBe(0);
  });

  test("tells every fault with its place, and stores nothing", async () => {
    await using desk = await PortfolioDesk.opened();
    const file = desk.transactions("t.csv", BUY, "2026-01-06,sell,AAPL,40,110", "2026-01-02,fee,,,5");
    const before = await desk.dump(...BOOKS);
    const { code, stdout, stderr } = await desk.run([
      "portfolio",
      "import-transactions",
      file,
      "--portfolio",
      "Desk",
    ]);
    expect(code).toBe(1);
    expect(stdout.split("\n").map((line) => line.split(": ").slice(0, 2))).toEqual([
      ["row 3, quantity, AAPL", "ERR_TXN_010"],
      ["row 4, date", "ERR_TXN_012"],
      [""],
    ]);
    expect(stderr).toContain("ERR_TXN_016: 2 faults in 3 rows, so nothing was stored.");
    expect(await desk.dump(...BOOKS)).toBe(before);
  });

  test.each<[readonly string[], number, string]>([
    [["t.csv"], 2, "Say to which portfolio: --portfolio NAME."],
    [["t.csv", "--portfolio", "Other"], 1, 'There is no portfolio "Other"'],
    [["gone.csv", "--portfolio", "Desk"], 1, "gone.csv cannot be read; give the path of a CSV file."],
  ])("%j", async (args, code, words) => {
    await using desk = await PortfolioDesk.opened();
    desk.transactions("t.csv", BUY);
    const [found, sentence] = await desk.refusal("portfolio", "import-transactions", ...args);
    expect(sentence).toContain(words);
    expect(found).toBe(code);
  });
});

test("portfolio import tells of options, currencies and prices, and takes an owner", async () => {
  await using desk = new PortfolioDesk();
  const rows = [
    "VOD.L,10,70,2026-01-05,",
    "AAPL260619C00200000,1,5,2026-01-05,OPTIONS",
    "AAPL,1,5,2026-01-05,",
  ];
  const head = "Symbol,Quantity,Entry Price Per Share,Entry Date,Investment Class";
  const file = desk.work.write("lots.csv", [head, ...rows, ""].join("\n"));
  const args = ["portfolio", "import", file, "--name", "Lots", "--equity", "5000", "--owner", "Ann"];
  expect((await desk.json<{ notes: string[] }>([...args, "--dividends", "recorded"])).notes).toEqual([
    "1 option is valued by a model, flag model_price, on sessions without a close of the contract itself",
    "nothing tells the currency of VOD.L: there is no snapshot while they are held until a provider or you do (nightdesk symbol VOD.L --currency CODE)",
    "no prices are stored of AAPL, VOD.L: they stand at their entry price until there are",
  ]);
  expect(await desk.json(["portfolio", "show", "Lots"])).toMatchObject({
    portfolio: { owner: "Ann", dividends: "recorded" },
  });
});

describe("portfolio list, show, update and delete", () => {
  test("a portfolio is shown with its snapshot, changed, and deleted", async () => {
    await using desk = await PortfolioDesk.opened("--owner", "Ann");
    await desk.json([
      "prices",
      "import",
      desk.work.write("p.csv", "symbol,date,close\nAAPL,2026-01-05,100\nAAPL,2026-05-29,120\n"),
    ]);
    await desk.json([
      "portfolio",
      "import-transactions",
      desk.transactions("t.csv", BUY),
      "--portfolio",
      "Desk",
    ]);
    expect(await desk.lines("portfolio", "show", "Desk")).toContainEqual(
      "  no snapshot yet; nightdesk run makes them",
    );
    await desk.run(["run"]);
    const position = { number: 1, id: ID, symbol: "AAPL", position_type: "LONG", quantity: 10 };
    const shown = await desk.json(["portfolio", "show", "Desk"]);
    expect(shown).toMatchObject({
      snapshot: { date: "2026-05-29", equity: 100_199, cash_value: 98_999, overtaken: false },
      positions: [{ ...position, price: 120, price_date: "2026-05-29", market_value: 1_200 }],
    });
    const then = await desk.json(["portfolio", "show", "Desk", "--date", "2026-01-05"]);
    expect(then).toMatchObject({ snapshot: { equity: 99_999 }, positions: [{ ...position, price: 100 }] });
    expect((await desk.lines("portfolio", "list"))[1]).toStartWith(
      "Desk  Ann    2026-01-02  2026-05-29       100199.00 USD",
    );

    const change = ["--name", "New", "--owner", "", "--dividends", "recorded"];
    expect(await desk.json(["portfolio", "update", "Desk", ...change])).toEqual({
      portfolio: { id: ID, name: "New", owner: null, dividends: "recorded" },
      snapshots_stale: true,
    });
    expect(await desk.json(["portfolio", "list"])).toMatchObject({
      portfolios: [{ name: "New", owner: null }],
    });
    expect(await desk.json(["portfolio", "delete", "New"])).toEqual({ id: ID, name: "New", deleted: true });
    expect(await desk.json(["portfolio", "list"])).toEqual({ portfolios: [] });
    expect((await desk.refusal("portfolio", "show", "New"))[0]).toBe(1);
    expect((await desk.refusal("portfolio", "delete", "New"))[0]).toBe(1);
  });

  test("what is not said or not free is refused", async () => {
    await using desk = await PortfolioDesk.opened();
    await desk.json(["portfolio", "create", "Other", "--equity", "5", "--inception", "2026-01-02"]);
    expect(await desk.refusal("portfolio", "update", "Desk")).toEqual([
      2,
      "nightdesk: Say what to change: --name, --owner or --dividends.\n",
    ]);
    expect((await desk.refusal("portfolio", "update", "Desk", "--name", "Other"))[1]).toContain(
      "ERR_PORT_001",
    );
    expect((await desk.refusal("portfolio", "update", "Desk", "--name", " "))[1]).toContain("ERR_PORT_002");
    expect((await desk.lines("portfolio", "update", "Desk", "--name", "Desk"))[0]).toStartWith("Desk: ");
  });
});

test("beside a server the books are closed to the command line, and can be read", async () => {
  await using desk = await PortfolioDesk.opened();
  const server = await desk.work.start(["serve", "--port", "0", "--db", desk.db], {
    env: { NIGHTDESK_NOW: "2026-05-29T22:00:00Z" },
  });
  await listeningAt(server);
  const file = desk.transactions("t.csv", BUY);
  for (const args of [
    ["portfolio", "create", "Other", "--equity", "5", "--inception", "2026-01-02"],
    ["portfolio", "import-transactions", file, "--portfolio", "Desk"],
    ["portfolio", "add-event", "Desk", "--kind", "fee", "--date", "2026-01-20", "--amount", "5"],
    ["portfolio", "update", "Desk", "--name", "Other"],
    ["portfolio", "delete", "Desk"],
  ]) {
    const { code, stderr } = await desk.run(args);
    expect({ args, code }).toEqual({ args, code: 4 });
    expect(stderr).toContain("serve");
  }
  for (const verb of ["show", "events", "export"]) {
    expect((await desk.run(["portfolio", verb, "Desk"])).code).toBe(0);
  }
});
