import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { DumpTable } from "../../../db/dump.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { enterDocument } from "../../../src/portfolio/export/enter-document.ts";
import { readDocument } from "../../../src/portfolio/export/read-document.ts";
import { deletePortfolio } from "../../../src/portfolio/portfolio-update.ts";
import { Desk } from "../../support/desk.ts";
import { deskWithAll, documentOf, PRICES, TODAY } from "./exported.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const MADE: readonly DumpTable[] = [
  "portfolio",
  "lot",
  "lot_event",
  "portfolio_event",
  "target_price",
  "position_tag",
];
const TOLD: readonly DumpTable[] = ["snapshot", "snapshot_position", "position_greeks", "position_value"];

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

async function enter(desk: Desk, value: unknown): Promise<void> {
  const document = readDocument(bytesOf(value), "x.json", TODAY);
  const recorder = { source: "import", actor: "command", at: desk.now(), newId: () => crypto.randomUUID() };
  await desk.base.writer.transact("import", () => enterDocument(desk.base.writer, document, recorder));
}

function refusal(value: unknown): NightdeskError {
  try {
    readDocument(value instanceof Uint8Array ? value : bytesOf(value), "x.json", TODAY);
  } catch (fault) {
    if (fault instanceof NightdeskError) return fault;
    throw fault;
  }
  throw new Error("it was not refused");
}

describe("an exported portfolio", () => {
  test("is the same in another database, and a night tells the same of it to the last byte", async () => {
    await using one = await deskWithAll();
    await using other = new Desk();
    await other.base.importText(PRICES);
    await enter(other, documentOf(one, "Full"));
    expect(other.dump(MADE)).toBe(one.dump(MADE));
    await one.run();
    await other.run();
    expect(other.dump(TOLD).length).toBeGreaterThan(10_000);
    expect(other.dump(TOLD)).toBe(one.dump(TOLD));
    expect(documentOf(other, "Full")).toEqual(documentOf(one, "Full"));
  });

  test("has all that can be in it", async () => {
    await using desk = await deskWithAll();
    const { lots, events, target_prices: targets, tags } = documentOf(desk, "Full");
    const kinds = new Set(lots.flatMap(({ events: own }) => own.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(["open", "reduce", "spin_off", "transfer_in", "valuation"]);
    expect(lots.some(({ events: own }) => own.some(({ reverses }) => reverses !== null))).toBe(true);
    expect(lots.map(({ tags: own }) => own)).toEqual([[1, 2], [1, 2], [], [2], [], [], []]);
    expect([events.length, targets.length, tags.length]).toEqual([7, 2, 2]);
  });

  test("comes back after it was deleted, under its name or another", async () => {
    await using desk = await deskWithAll();
    const before = documentOf(desk, "Full");
    const { writer } = desk.base;
    await writer.transact("delete", () => deletePortfolio(writer, desk.portfolio("Full"), desk.now()));
    await enter(desk, before);
    expect(documentOf(desk, "Full")).toEqual(before);
    await enter(desk, { ...before, portfolio: { ...before.portfolio, name: "Copy" } });
    expect(documentOf(desk, "Copy").lots).toEqual(before.lots);
    // The owner's tags are the same, not others of their names.
    expect(desk.base.rows("SELECT count(*) AS n FROM tag")).toEqual([{ n: 4 }]);
  });

  test("a name that is taken is refused, and nothing stored", async () => {
    await using desk = await deskWithAll();
    const before = desk.dump();
    expect(enter(desk, documentOf(desk, "Full"))).rejects.toThrow("ERR_PORT_001");
    expect(desk.dump()).toBe(before);
  });

  test("a sector's tag that its owner has archived is given to nothing", async () => {
    await using one = await deskWithAll();
    await using other = new Desk();
    other.base.writer.db.exec(
      `INSERT INTO tag (public_id, owner, kind, name, color, archived_at) VALUES ('x', 'Ann', 'sector', 'Technology', '#000000', '2026-01-01T00:00:00.000Z')`,
    );
    await enter(other, documentOf(one, "Full"));
    expect(other.dump(["position_tag"])).not.toContain("Technology");
    expect(other.dump(["position_tag"])).toContain("Growth");
  });
});

type Path = readonly (string | number)[];

/** A copy with another value at a place; undefined takes it away. */
function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  const inner = changed(fields[first], rest, to);
  if (inner === undefined) delete fields[first];
  else fields[first] = inner;
  return copy;
}

describe("a document that is not right is refused with the path of its fault", () => {
  const EVENT = ["lots", 0, "events", 0] as const;
  test.each<[Path, unknown, string, string]>([
    [["version"], 2, "version", "is of version 2, and this nightdesk reads 1; install the newer one"],
    [["version"], "1", "version", "has a fault at version"],
    [["document"], "other", "document", "is no exported portfolio"],
    [["extra"], 1, "", 'Unrecognized key: "extra"'],
    [["portfolio", "name"], "  ", "portfolio.name", "portfolio.name"],
    [
      ["portfolio", "stated_equity"],
      "1000000000000.01",
      "portfolio.stated_equity",
      "is more than a trillion",
    ],
    [["portfolio", "currency"], "ABC", "portfolio.currency", "is not a currency such as USD"],
    [["portfolio", "currency"], "ILA", "portfolio.currency", "is not a currency such as USD"],
    [["portfolio", "currency"], "usd", "portfolio.currency", "is not a currency such as USD"],
    [["portfolio", "inception"], "2026-01-04", "portfolio.inception", "which is no session"],
    [["portfolio", "inception"], "2026-06-01", "portfolio.inception", "lies after today, 2026-05-29"],
    [["portfolio", "inception"], "2026-02-30", "portfolio.inception", "is not a day as YYYY-MM-DD"],
    [["portfolio", "stated_equity"], "0.00", "portfolio.stated_equity", "is not above zero"],
    [["portfolio", "stated_equity"], "1.005", "portfolio.stated_equity", "is not an amount"],
    [["portfolio", "stated_equity"], 5, "portfolio.stated_equity", "expected string"],
    [["portfolio", "dividends"], "none", "portfolio.dividends", "portfolio.dividends"],
    [["lots", 1, "number"], 1, "lots[1].number", "is there twice"],
    [["lots", 0, "symbol"], "aapl", "lots[0].symbol", "is not a symbol in its one spelling"],
    [["lots", 0, "type"], "SHORT", "lots[0].events[0].quantity", "is 100, which does not agree with SHORT"],
    [["lots", 0, "type"], "LC", "lots[0].events[0].quantity", "does not agree with LC"],
    [["lots", 0, "asset_class"], "OPTIONS", "lots[0].option", "is there of options"],
    [["lots", 4, "option"], null, "lots[4].option", "is there of options"],
    [["lots", 4, "option", "strike"], 0, "lots[4].option.strike", "lots[4].option.strike"],
    [
      ["lots", 4, "option", "strike"],
      1e300,
      "lots[4].option.strike",
      "expected number to be <=1000000000000",
    ],
    [["lots", 4, "multiplier"], 0, "lots[4].multiplier", "expected number to be >=1"],
    [["lots", 4, "multiplier"], 1_000_001, "lots[4].multiplier", "expected number to be <=1000000"],
    [["lots", 0, "tags"], [3], "lots[0].tags[0]", "names no tag: 3"],
    [["lots", 0, "tags"], [1, 1], "lots[0].tags[1]", "is there twice"],
    [[...EVENT, "kind"], "sold", "lots[0].events[0].kind", "lots[0].events[0].kind"],
    [[...EVENT, "kind"], "reduce", "lots[0].events[0].kind", "which comes before the lot is opened"],
    [["lots", 1, "events", 0, "date"], "2026-05-30", "lots[1].events[0].date", "lies after today"],
    [["events", 0, "date"], "2026-05-30", "events[0].date", "lies after today"],
    [[...EVENT, "time"], "9:30", "lots[0].events[0].time", "is not a time as HH:MM:SS"],
    [[...EVENT, "quantity"], 0, "lots[0].events[0].quantity", "is 0"],
    [[...EVENT, "quantity"], null, "lots[0].events[0].quantity", "expected number"],
    [[...EVENT, "quantity"], 1e300, "lots[0].events[0].quantity", "expected number to be <=1000000000000"],
    [[...EVENT, "quantity"], -1e13, "lots[0].events[0].quantity", "expected number to be >=-1000000000000"],
    [[...EVENT, "quantity"], 1e12, "lots[0]", "is worth more than an amount can be"],
    [[...EVENT, "price"], 1e13, "lots[0].events[0].price", "expected number to be <=1000000000000"],
    [[...EVENT, "fees"], "10000000000000.01", "lots[0].events[0].fees", "is more than ten trillion"],
    [[...EVENT, "kind"], "increase", "lots[0].events[0].kind", "which comes before the lot is opened"],
    [[...EVENT, "ratio"], 2, "lots[0].events[0].ratio", "is there of conversions"],
    [["lots", 0, "events", 1, "quantity"], 12.5, "lots[0].events[1].quantity", "does not agree with LONG"],
    [["lots", 0, "events", 2, "ratio"], 0, "lots[0].events[2].ratio", "expected number to be >0"],
    [["lots", 0, "events", 2, "counter_lot"], 1, "lots[0].events[2].counter_lot", "names the lot itself"],
    [
      ["lots", 0, "events", 2, "counter_lot"],
      2,
      "lots[0].events[2].counter_lot",
      "is 2, a lot that does not name this one back",
    ],
    [["lots", 6, "number"], 1, "lots[6].number", "is there twice"],
    [["lots", 3, "asset_class"], "OPTIONS", "lots[3].option", "is there of options"],
    [[...EVENT, "quantity"], -100, "lots[0].events[0].quantity", "does not agree with LONG"],
    [[...EVENT, "price"], -1, "lots[0].events[0].price", "lots[0].events[0].price"],
    [[...EVENT, "price"], undefined, "lots[0].events[0].price", "expected number"],
    [[...EVENT, "currency"], "dollars", "lots[0].events[0].currency", "is not a currency"],
    [[...EVENT, "fees"], "-1.00", "lots[0].events[0].fees", "is below 0"],
    [[...EVENT, "reverses"], 1, "lots[0].events[0].reverses", "names no event before it"],
    [["lots", 0, "events", 1, "reverses"], 1, "lots[0].events[1].reverses", "does not repeat"],
    [["lots", 0, "events", 2, "counter_lot"], 99, "lots[0].events[2].counter_lot", "there is no number 99"],
    [
      ["lots", 0, "events", 2, "counter_lot"],
      null,
      "lots[0].events[2].counter_lot",
      "is missing of a spin_off",
    ],
    [["events", 0, "amount"], "-5.00", "events[0].amount", "is not above zero, which a contribution is"],
    [["events", 0, "amount"], "10000000000000.01", "events[0].amount", "is more than ten trillion"],
    [["target_prices", 0, "downside"], 1e300, "target_prices[0].downside", "expected number to be <="],
    [["events", 0, "amount"], null, "events[0].amount", "is there of all events but splits"],
    [["events", 0, "symbol"], "AAPL", "events[0].symbol", "is there of dividends and splits"],
    [["events", 4, "reverses"], 2, "events[4].reverses", "does not repeat"],
    [["events", 6, "numerator"], null, "events[6].numerator", "are there of splits"],
    [["target_prices", 0, "downside"], -1, "target_prices[0].downside", "target_prices[0].downside"],
    [["tags", 0, "color"], "red", "tags[0].color", "is not a colour"],
  ])("%j = %j", async (path, value, place, words) => {
    await using desk = await deskWithAll();
    const fault = refusal(changed(documentOf(desk, "Full"), path, value));
    expect([fault.code, fault.details.path]).toEqual(["bad_file", place]);
    expect(fault.message).toContain(words);
    expect(fault.message).toStartWith("x.json ");
    expect(fault.message).toEndWith("Nothing was stored.");
  });

  test.each([
    ["", "is not JSON"],
    ['{"document":"nightdesk portfolio"', "is not JSON, or was cut off"],
    ["[]", "is no exported portfolio"],
    ["null", "is no exported portfolio"],
    ["\u00ff", "is not JSON"],
  ])("%j", (text, words) => {
    expect(refusal(new TextEncoder().encode(text)).message).toContain(words);
  });

  test("bytes that are no text", () => {
    expect(refusal(new Uint8Array([0x22, 0xff, 0x22])).message).toContain("is not JSON");
  });
});
