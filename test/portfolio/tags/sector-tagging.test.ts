import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Portfolio } from "../../../src/portfolio/portfolio.ts";
import {
  restoreSectorTags,
  type SectorTagging,
  sectorTagsDiffer,
} from "../../../src/portfolio/tags/sector-tagging.ts";
import { HeldBook, rowOf, SESSION } from "../held-book.ts";

setDefaultTimeout(60_000);
const CALL = "AAA261218C00200000";
const INDEX_PUT = "SPXW261218P04000000";
const EARLIER = "2026-05-28" as typeof SESSION;

/** The tags of a kind that each lot bears, as `symbol: names`; those of one owner's portfolio or of all. */
function borne({ desk }: HeldBook, kind = "sector"): string[] {
  const rows = desk.base.rows(
    `SELECT l.symbol || ': ' || group_concat(t.name ORDER BY t.name) AS told FROM position_tag p JOIN tag t ON t.id = p.tag_id
     JOIN lot l ON l.id = p.lot_id WHERE t.kind = ? GROUP BY l.id ORDER BY l.symbol, l.id`,
    kind,
  );
  return rows.map(({ told }) => String(told));
}

/** Restores, twice: what differs says so before, and after it nothing does. */
async function restored({ desk }: HeldBook, portfolio: Portfolio): Promise<SectorTagging> {
  const { writer } = desk.base;
  const again = () => writer.transact("restore", () => restoreSectorTags(writer.db, portfolio));
  const differs = sectorTagsDiffer(writer.db, portfolio);
  const tagging = await again();
  expect(tagging.hasChanged).toBe(differs);
  expect(sectorTagsDiffer(writer.db, portfolio)).toBe(false);
  expect(await again()).toEqual({ ...tagging, tagsCreated: 0, hasChanged: false });
  return tagging;
}

describe("each open position bears the one tag of its sector", () => {
  test("shares, options by their underlyings, private assets by none", async () => {
    await using book = new HeldBook();
    const rows = [
      rowOf("AAA"),
      rowOf("BBB", -2),
      rowOf(CALL),
      rowOf(INDEX_PUT),
      rowOf("BARN", 1, "PRIVATE"),
      rowOf("CCC"),
    ];
    const portfolio = await book.open("One", rows);
    book.sector("AAA", " information TECHNOLOGY ");
    book.sector("BBB", "Energy");
    book.sector("BARN", "Real Estate");
    book.sector("^GSPC", "Index");
    const symbols = ["AAA", "BBB", CALL, INDEX_PUT, "BARN", "CCC"];
    book.hold(
      portfolio,
      symbols.map((symbol) => ({ symbol, price: 1 })),
    );
    expect(await restored(book, portfolio)).toEqual({
      session: SESSION,
      tagsCreated: 4,
      positionsTagged: 6,
      positionsSkipped: 0,
      applied: [
        { name: "Energy", positions: 1 },
        { name: "Index", positions: 1 },
        { name: "Information Technology", positions: 2 },
        { name: "Uncategorized", positions: 2 },
      ],
      hasChanged: true,
    });
    expect(borne(book)).toEqual([
      "AAA: Information Technology",
      `${CALL}: Information Technology`,
      "BARN: Uncategorized",
      "BBB: Energy",
      "CCC: Uncategorized",
      `${INDEX_PUT}: Index`,
    ]);
  });

  test("of the newest snapshot's day: the newest sector on or before it, else the first that is known", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf("BBB"), rowOf("CCC")]);
    book.sector("AAA", "Old", "2020-01-02");
    book.sector("AAA", "New", SESSION);
    book.sector("AAA", "Later", "2026-06-01");
    book.sector("BBB", "First", "2026-06-02");
    book.sector("BBB", "Second", "2026-06-03");
    book.sector("CCC", "Old", "2020-01-02");
    book.sector("CCC", "Newer", EARLIER);
    const held = ["AAA", "BBB", "CCC"].map((symbol) => ({ symbol }));
    book.hold(portfolio, held, EARLIER);
    await restored(book, portfolio);
    expect(borne(book)).toEqual(["AAA: Old", "BBB: First", "CCC: Newer"]);
    book.hold(portfolio, held);
    await restored(book, portfolio);
    expect(borne(book)).toEqual(["AAA: New", "BBB: First", "CCC: Newer"]);
  });

  test("a portfolio without a snapshot has none", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA")]);
    expect(await restored(book, portfolio)).toMatchObject({
      session: null,
      positionsTagged: 0,
      hasChanged: false,
    });
  });
});

describe("BUG-16", () => {
  test("closed, expired and deleted positions are not tagged, and lose what they bore", async () => {
    await using book = new HeldBook();
    const expired = "AAA260529C00200000";
    const waiting = "AAA260530C00200000";
    const symbols = ["OPEN", "CLOSED", "GONE", expired, waiting, "DELETED"];
    const portfolio = await book.open(
      "One",
      symbols.map((symbol) => rowOf(symbol)),
    );
    book.hold(portfolio, [
      { symbol: "OPEN" },
      { symbol: "CLOSED", quantity: 0 },
      { symbol: expired },
      // Its last session is a Friday, and its underlying's close of that day is missing.
      { symbol: waiting, price: null, unvalued: "awaiting_settlement" },
      { symbol: "DELETED" },
    ]);
    book.delete(book.lot(portfolio.id, "DELETED"));
    const old = book.tag("sector", "Uncategorized");
    for (const symbol of symbols) book.give(book.lot(portfolio.id, symbol), old);
    expect(await restored(book, portfolio)).toMatchObject({
      positionsTagged: 1,
      positionsSkipped: 0,
      tagsCreated: 0,
    });
    expect(borne(book)).toEqual(["OPEN: Uncategorized"]);
  });

  test("Uncategorized goes when a sector is known, and any sector that is no longer right", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf("BBB")]);
    book.hold(portfolio, [{ symbol: "AAA" }, { symbol: "BBB" }]);
    await restored(book, portfolio);
    expect(borne(book)).toEqual(["AAA: Uncategorized", "BBB: Uncategorized"]);
    book.sector("AAA", "Energy");
    expect(await restored(book, portfolio)).toMatchObject({
      tagsCreated: 1,
      positionsTagged: 2,
      hasChanged: true,
    });
    book.sector("AAA", "Utilities");
    await restored(book, portfolio);
    expect(borne(book)).toEqual(["AAA: Utilities", "BBB: Uncategorized"]);
  });

  test("an owner's own tag of the same name is neither taken for the sector's nor touched", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf("BBB"), rowOf("CCC")]);
    book.sector("AAA", "Technology");
    book.hold(portfolio, [{ symbol: "AAA" }, { symbol: "BBB" }]);
    const own = book.tag("user", "Technology");
    for (const symbol of ["AAA", "BBB", "CCC"]) book.give(book.lot(portfolio.id, symbol), own);
    expect(await restored(book, portfolio)).toMatchObject({ tagsCreated: 2, positionsTagged: 2 });
    expect(borne(book)).toEqual(["AAA: Technology", "BBB: Uncategorized"]);
    expect(borne(book, "user")).toEqual(["AAA: Technology", "BBB: Technology", "CCC: Technology"]);
    const told = book.desk.base.rows("SELECT color, description FROM tag WHERE id = ?", own);
    expect(told).toEqual([{ color: "#123456", description: null }]);
  });

  test("an archived sector tag is not given and not made again; its positions are skipped, and told", async () => {
    await using book = new HeldBook();
    const portfolio = await book.open("One", [rowOf("AAA"), rowOf("BBB")]);
    book.sector("AAA", "Energy");
    book.hold(portfolio, [{ symbol: "AAA" }, { symbol: "BBB" }]);
    const archived = book.tag("sector", "Energy", "2026-05-01T00:00:00.000Z");
    book.give(book.lot(portfolio.id, "AAA"), archived);
    expect(await restored(book, portfolio)).toEqual({
      session: SESSION,
      tagsCreated: 1,
      positionsTagged: 1,
      positionsSkipped: 1,
      applied: [{ name: "Uncategorized", positions: 1 }],
      hasChanged: true,
    });
    expect(borne(book)).toEqual(["BBB: Uncategorized"]);
    expect(book.desk.base.rows("SELECT count(*) AS n FROM tag WHERE name = 'Energy'")).toEqual([{ n: 1 }]);
  });

  test("tags are of owners: two portfolios of one share them, and another's are let go", async () => {
    await using book = new HeldBook();
    const open = async (name: string, owner: string | null) => {
      const portfolio = book.own(await book.open(name, [rowOf("AAA")]), owner);
      book.hold(portfolio, [{ symbol: "AAA" }]);
      return portfolio;
    };
    const [one, two, other] = [await open("1", "Ada"), await open("2", "Ada"), await open("3", null)];
    const made = [];
    for (const each of [one, two, other]) made.push((await restored(book, each)).tagsCreated);
    expect(made).toEqual([1, 0, 1]);
    await restored(book, book.own(one, "Bea"));
    const owners = book.desk.base.rows(
      "SELECT l.portfolio_id AS id, t.owner FROM position_tag p JOIN tag t ON t.id = p.tag_id JOIN lot l ON l.id = p.lot_id ORDER BY 1",
    );
    expect(owners).toEqual([
      { id: one.id, owner: "Bea" },
      { id: two.id, owner: "Ada" },
      { id: other.id, owner: "" },
    ]);
  });

  test("a pass takes as many statements for a thousand positions as for one", async () => {
    await using book = new HeldBook();
    const names = Array.from({ length: 1_000 }, (_, at) => `S${at}`);
    const portfolio = await book.open(
      "Many",
      names.map((name) => rowOf(name)),
    );
    for (const [at, name] of names.entries()) book.sector(name, `Sector ${at % 11}`);
    book.hold(
      portfolio,
      names.map((symbol) => ({ symbol })),
    );
    const { db } = book.desk.base.writer;
    let prepared = 0;
    const prepare = db.prepare.bind(db);
    db.prepare = ((sql: string) => {
      prepared += 1;
      return prepare(sql);
    }) as typeof db.prepare;
    expect(restoreSectorTags(db, portfolio)).toMatchObject({ tagsCreated: 11, positionsTagged: 1_000 });
    expect(prepared).toBeLessThan(10);
    expect(borne(book).length).toBe(1_000);
  });
});
