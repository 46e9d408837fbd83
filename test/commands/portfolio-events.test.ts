import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { PortfolioDesk } from "./portfolio-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

interface Recorded {
  readonly id: string;
  readonly position_id: string | null;
  readonly opened_id: string | null;
}
interface Told {
  readonly total: number;
  readonly events: readonly {
    readonly kind: string;
    readonly date: string;
    readonly quantity: number | null;
  }[];
  readonly derived: readonly { readonly kind: string }[];
}

/** The words of an option line, in which no value has a blank. */
const words = (line: string) => line.split(" ");

describe("portfolio add-event", () => {
  test("records every kind there is", async () => {
    await using desk = await PortfolioDesk.opened();
    const add = (line: string) => desk.json<Recorded>(["portfolio", "add-event", "Desk", ...words(line)]);
    const first = await add(
      "--kind open --date 2026-01-05 --symbol AAPL --quantity 100 --price 90.5 --fees 1.25 --time 10:30",
    );
    expect(first).toMatchObject({ portfolio: "Desk", kind: "open", date: "2026-01-05", reverses: null });
    await add(
      "--kind transfer_in --date 2026-01-05 --symbol MSFT --quantity -10 --price 400 --note borrowed",
    );
    await add("--kind open --date 2026-01-05 --symbol MY_FUND --class private --quantity 5 --price 10");
    await add("--kind open --date 2026-01-05 --symbol AAPL260619C00100000 --quantity 2 --price 4");
    const put = "--underlying AAPL --strike 80 --expiration 2026-06-19 --right put";
    await add(`--kind open --date 2026-01-05 --class OPTIONS ${put} --quantity -1 --price 2`);
    expect(
      (await add(`--kind increase --date 2026-01-06 --position ${first.opened_id} --quantity 10 --price 91`))
        .position_id,
    ).toBe(first.opened_id);
    await add(
      "--kind reduce --date 2026-01-07 --position 1 --quantity 20 --price 92 --currency USD --reason enough",
    );
    await add("--kind valuation --date 2026-01-08 --position 3 --price 12.5");
    const spun = await add(
      "--kind spin_off --date 2026-01-09 --position 1 --symbol NEWCO --ratio 1:4 --cost-share 0.2",
    );
    expect(spun).toMatchObject({ position_id: first.opened_id, opened_id: expect.any(String) });
    await add("--kind exercise --date 2026-01-12 --position 4 --quantity 1");
    await add("--kind assign --date 2026-01-12 --position 5");
    await add("--kind rename --date 2026-01-13 --position 6 --symbol NEWER --ratio 1");
    await add("--kind merger_stock --date 2026-01-14 --position 8 --symbol OTHER --ratio 0.5 --cash 1.5");
    await add("--kind expire --date 2026-01-15 --position 4");
    await add("--kind write_off --date 2026-01-16 --position 3");
    await add("--kind transfer_out --date 2026-01-16 --position 1 --quantity 5 --price 93");
    await add("--kind merger_cash --date 2026-01-20 --position 1 --price 95");
    await add("--kind close --date 2026-01-20 --position 2 --price 390");
    await add("--kind contribution --date 2026-01-21 --amount 1000.50");
    await add("--kind withdrawal --date 2026-01-22 --amount 10");
    await add("--kind interest --date 2026-01-23 --amount -1.25");
    await add("--kind fee --date 2026-01-23 --amount 2 --currency EUR");
    await add("--kind dividend --date 2026-01-26 --amount 5 --symbol AAPL");
    await add("--kind split --date 2026-01-26 --symbol AAPL --ratio 3:2");
    const told = await desk.json<Told>(["portfolio", "events", "Desk"]);
    expect(new Set(told.events.map(({ kind }) => kind)).size).toBe(21);
    expect(told.events.slice(0, 2)).toMatchObject([
      { kind: "split", ratio: "3:2", source: "command", actor: "command" },
      { kind: "dividend", amount: 5, symbol: "AAPL" },
    ]);
    const own = await desk.lines("portfolio", "events", "Desk", "--position", "3");
    expect(own.map((line) => line.split(/ +/).slice(0, 4))).toEqual([
      ["date", "time", "kind", "no"],
      ["2026-01-16", "write_off", "3", "MY_FUND"],
      ["2026-01-08", "valuation", "3", "MY_FUND"],
      ["2026-01-05", "open", "3", "MY_FUND"],
    ]);
  });

  test("takes an event out of the books by its reversal, and both are shown", async () => {
    await using desk = await PortfolioDesk.opened();
    const deposit = [
      "portfolio",
      "add-event",
      "Desk",
      "--kind",
      "contribution",
      "--date",
      "2026-01-21",
      "--amount",
      "5",
    ];
    const { id } = await desk.json<Recorded>(deposit);
    const undo = ["portfolio", "add-event", "Desk", "--reverse", id];
    expect((await desk.refusal(...undo))[1]).toContain(
      "Give --reverse with the event's id and --reason TEXT",
    );
    expect((await desk.refusal(...undo, "--reason", "x", "--amount", "5"))[0]).toBe(2);
    const reversal = await desk.json<Recorded>([...undo, "--reason", "a slip"]);
    expect(reversal).toMatchObject({ kind: "reversal", reverses: id });
    const lines = await desk.lines("portfolio", "events", "Desk");
    expect(lines.some((line) => line.endsWith(`reversed by ${reversal.id}`))).toBe(true);
    const told = lines.find((line) => line.endsWith(`reverses ${id}; a slip`));
    expect(told).toStartWith("2026-01-21        reversal of contribution  ");
    expect((await desk.refusal(...undo, "--reason", "again"))[1]).toContain("has been reversed already");
  });

  test.each<[string, number, string]>([
    ["", 2, "Say what happened: --kind KIND"],
    ["--kind bought", 2, '--kind is "bought"; give one of open,'],
    ["--kind close", 2, "--position is missing; --date is missing; --price is missing."],
    ["--kind fee --date 2026-01-21 --amount 1.005", 2, '"1.005" is not an amount'],
    ["--kind fee --date 2026-01-21 --amount 1e3", 2, '"1e3" is not an amount'],
    ["--kind fee --date 2026-01-21 --amount 0", 1, "EQUITY_001"],
    ["--kind fee --date 2026-01-21 --amount 5 --symbol AAPL", 2, "--symbol does not go with fee."],
    ["--kind fee --date 2026-06-21 --amount 5", 2, "yet to come"],
    ["--kind fee --date 2026-01-02 --amount 5", 1, "lies before the books open"],
    ["--kind withdrawal --date 2026-01-21 --amount 100000.01", 1, "EQUITY_003"],
    ["--kind close --date 2026-01-06 --position 7 --price 5", 1, 'Desk has no position "7"'],
    ["--kind close --date 2026-01-06 --position 1 --price x", 2, '--price is "x", which is not a number'],
    ["--kind reduce --date 2026-01-06 --position 1 --price 5 --quantity 500", 1, "the lot has 100 then"],
    [
      "--kind valuation --date 2026-01-06 --position 1 --price 5",
      1,
      "only private assets are valued by hand",
    ],
    ["--kind exercise --date 2026-01-06 --position 1", 1, "is no option"],
    ["--kind open --date 2026-01-06 --symbol AAPL --quantity 0 --price 5", 2, "--quantity: "],
    ["--kind open --date 2026-01-06 --symbol A_B --quantity 1 --price 5", 2, "is not a symbol"],
    [
      "--kind split --date 2026-01-26 --symbol AAPL --ratio 0:2",
      2,
      '--ratio is "0:2"; it is of new units for old ones',
    ],
    [
      "--kind rename --date 2026-01-26 --position 1 --symbol NEW --ratio 1:0",
      2,
      '--ratio is "1:0"; it is of new units',
    ],
    ["--kind split --date 2026-01-26 --symbol AAPL --ratio 0.0000001", 2, "both above 0, such as 2:1."],
    ["--kind split --date 2026-01-26 --symbol AAPL", 2, "--ratio is missing"],
    ["--reverse 1 --reason x", 1, 'Desk has no event "1"'],
  ])("%s is refused with %d", async (line, code, sentence) => {
    await using desk = await PortfolioDesk.opened();
    const open = "--kind open --date 2026-01-05 --symbol AAPL --quantity 100 --price 90";
    await desk.json(["portfolio", "add-event", "Desk", ...words(open)]);
    const before = await desk.dump("lot", "lot_event", "portfolio_event");
    const [found, said] = await desk.refusal(
      "portfolio",
      "add-event",
      "Desk",
      ...(line === "" ? [] : words(line)),
    );
    expect(said).toContain(sentence);
    expect(found).toBe(code);
    expect(await desk.dump("lot", "lot_event", "portfolio_event")).toBe(before);
  });
});

test("events are shown with what follows from them, the newest first", async () => {
  await using desk = await PortfolioDesk.opened();
  const prices =
    "symbol,date,close,split,dividend\nAAPL,2026-01-05,100,,\nAAPL,2026-02-02,50,2,\nAAPL,2026-03-02,50,,0.5\n";
  await desk.json(["prices", "import", desk.work.write("p.csv", prices), "--basis", "as_traded"]);
  const rows = [
    "2026-01-05,buy,AAPL,10,100",
    ...Array.from({ length: 60 }, (_, at) => `2026-04-01,deposit,,,${at + 1}`),
  ];
  await desk.json([
    "portfolio",
    "import-transactions",
    desk.transactions("t.csv", ...rows),
    "--portfolio",
    "Desk",
  ]);
  const told = await desk.json<Told>(["portfolio", "events", "Desk"]);
  expect([told.total, told.events.length]).toEqual([61, 50]);
  expect(told.derived).toMatchObject([
    { kind: "dividend", date: "2026-03-02", symbol: "AAPL", cash: 10 },
    { kind: "split", date: "2026-02-02", ratio: "2:1", cash: null },
  ]);
  const cut = await desk.lines("portfolio", "events", "Desk");
  expect(cut.at(-1)).toBe("the newest 50 of 61 recorded and 2 of 2 derived; --all shows all");
  const all = await desk.lines("portfolio", "events", "Desk", "--all");
  expect(all.slice(-3).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    ["2026-03-02", "dividend"],
    ["2026-02-02", "split"],
    ["2026-01-05", "open"],
  ]);
});
