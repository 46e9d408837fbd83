import { LOT_EVENT_KINDS, POSITION_TYPES, SNAPSHOT_GAPS, UNVALUED_REASONS } from "../../db/schema/words.ts";
import { type CheckCase, casesOf, NOT_DAYS, refusedBy } from "./check-case.ts";
import type { Row, Table } from "./good-rows.ts";

const portfolio = casesOf("portfolio");
const event = casesOf("lot_event");
const cash = casesOf("portfolio_event");
const gap = casesOf("snapshot_gap");
const greeks = casesOf("position_greeks");
const target = casesOf("target_price");
const tag = casesOf("tag");
const sector = casesOf("symbol_sector");
const answer = casesOf("idempotency_key");

const NO_KEY = "FOREIGN KEY constraint failed";
const ENDLESS = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const NOT_TIMES = ["9:30:00", "09:30", "09:30:00.000", "09:60:00", "30:00:00", ""];
const SPLIT = { kind: "split", amount: null, symbol: "AAPL", numerator: 2, denominator: 1 } as const;
const DIVIDEND = { kind: "dividend", symbol: "AAPL" } as const;

/** Every column that holds a day, with its CHECK. */
const DAY_COLUMNS: readonly (readonly [Table, column: string, check: string])[] = [
  ["lot_event", "trade_date", "lot_event_trade_date"],
  ["lot_event", "basis_date", "lot_event_basis_date"],
  ["portfolio_event", "trade_date", "portfolio_event_trade_date"],
  ["book_change", "from_day", "book_change_from"],
  ["snapshot_gap", "session", "snapshot_gap_session"],
  ["position_greeks", "session", "position_greeks_session"],
  ["symbol_sector", "as_of", "symbol_sector_as_of"],
];

/** Of the events of lots and of portfolios, of what is noted about them, and of requests that were answered. */
export const BOOK_CASES: readonly CheckCase[] = [
  ...DAY_COLUMNS.flatMap(([table, column, check]) =>
    NOT_DAYS.map((day) =>
      casesOf(table)(`${column} ${JSON.stringify(day)}`, { [column]: day }, refusedBy(check)),
    ),
  ),
  portfolio("with dividends of no kind", { dividends: "both" }, refusedBy("portfolio_dividends")),
  portfolio("with dividends of nothing", { dividends: null }, "NOT NULL constraint failed"),
  event("of no kind", { kind: "split" }, refusedBy("lot_event_kind")),
  event("of nothing", { quantity: 0 }, refusedBy("lot_event_quantity")),
  ...ENDLESS.map((quantity) => event(`of ${quantity}`, { quantity }, refusedBy("lot_event_quantity"))),
  event("below 0", { price: -0.01 }, refusedBy("lot_event_price")),
  event("without end", { price: Number.POSITIVE_INFINITY }, refusedBy("lot_event_price")),
  event("of no lot", { lot_id: 99 }, NO_KEY),
  event("into no lot", { counter_lot_id: 99 }, NO_KEY),
  event("with another's id", { public_id: "e1" }, "UNIQUE constraint failed: lot_event.public_id"),
  event("that reverses none", { reverses: 99 }, NO_KEY),
  event("that reverses one again", { reverses: 1 }, "UNIQUE constraint failed: lot_event.reverses"),
  ...NOT_TIMES.map((time) =>
    event(`at ${JSON.stringify(time)}`, { trade_time: time }, refusedBy("lot_event_trade_time")),
  ),
  ...["", "US", "USDT"].map((currency) =>
    event(`in ${JSON.stringify(currency)}`, { currency }, refusedBy("lot_event_currency")),
  ),
  event("with fees that are paid back", { fees: -1 }, refusedBy("lot_event_fees")),
  ...[-0.01, 1.01].map((share) =>
    event(`that takes ${share} of a cost`, { cost_share: share }, refusedBy("lot_event_cost_share")),
  ),
  ...[0, -1, Number.POSITIVE_INFINITY].map((ratio) =>
    event(`of ${ratio} units for one`, { ratio }, refusedBy("lot_event_ratio")),
  ),
  cash("of no kind", { kind: "gift" }, refusedBy("portfolio_event_kind")),
  cash("of no portfolio", { portfolio_id: 99 }, NO_KEY),
  cash("with another's id", { public_id: "c1" }, "UNIQUE constraint failed: portfolio_event.public_id"),
  cash("that reverses none", { reverses: 99 }, NO_KEY),
  cash("that reverses one again", { reverses: 1 }, "UNIQUE constraint failed: portfolio_event.reverses"),
  ...NOT_TIMES.map((time) =>
    cash(`at ${JSON.stringify(time)}`, { trade_time: time }, refusedBy("portfolio_event_trade_time")),
  ),
  ...["contribution", "withdrawal", "fee"].flatMap((kind) =>
    [0, -1, null].map((amount) =>
      cash(`a ${kind} of ${amount}`, { kind, amount }, refusedBy("portfolio_event_amount")),
    ),
  ),
  cash("interest of nothing", { kind: "interest", amount: null }, refusedBy("portfolio_event_amount")),
  cash("a dividend of nothing", { ...DIVIDEND, amount: null }, refusedBy("portfolio_event_amount")),
  cash("a split with cash", { ...SPLIT, amount: 1 }, refusedBy("portfolio_event_amount")),
  cash("of half a cent", { amount: 0.5 }, "cannot store REAL value in INTEGER column"),
  ...["", "US", "USDT"].map((currency) =>
    cash(`in ${JSON.stringify(currency)}`, { currency }, refusedBy("portfolio_event_currency")),
  ),
  cash("a contribution of a symbol", { symbol: "AAPL" }, refusedBy("portfolio_event_symbol")),
  cash("a dividend of no symbol", { ...DIVIDEND, symbol: null }, refusedBy("portfolio_event_symbol")),
  cash("a split of no symbol", { ...SPLIT, symbol: null }, refusedBy("portfolio_event_symbol")),
  ...[0, null].flatMap((none) => [
    cash(`a split of ${none} new shares`, { ...SPLIT, numerator: none }, refusedBy("portfolio_event_split")),
    cash(`a split of ${none} old ones`, { ...SPLIT, denominator: none }, refusedBy("portfolio_event_split")),
  ]),
  cash("a contribution with a ratio", { denominator: 1 }, refusedBy("portfolio_event_split")),
  casesOf("book_change")("of no portfolio", { portfolio_id: 99 }, NO_KEY),
  gap("of no portfolio", { portfolio_id: 99 }, NO_KEY),
  gap("for no known reason", { reason: "no_price" }, refusedBy("snapshot_gap_reason")),
  casesOf("snapshot_position")(
    "without a value for no known reason",
    { unvalued: "lost" },
    refusedBy("snapshot_position_unvalued"),
  ),
  greeks("of no lot", { lot_id: 99 }, NO_KEY),
  greeks("by a volatility below 0", { volatility: -0.01 }, refusedBy("position_greeks_volatility")),
  target("of no portfolio", { portfolio_id: 99 }, NO_KEY),
  target("of no type", { type: "CALL" }, refusedBy("target_price_type")),
  target("twice", { type: "LC" }, "UNIQUE constraint failed: target_price.portfolio_id"),
  target("with another's id", { public_id: "g1" }, "UNIQUE constraint failed: target_price.public_id"),
  ...["end_of_year", "next_year", "downside"].map((column) =>
    target(`${column} below 0`, { [column]: -0.01 }, refusedBy("target_price_prices")),
  ),
  tag("of no kind", { kind: "mood" }, refusedBy("tag_kind")),
  tag("without a name", { name: "" }, refusedBy("tag_name_length")),
  tag("of 51 letters", { name: "A".repeat(51) }, refusedBy("tag_name_length")),
  ...["#0a9bff", "0A9BFF", "#0A9BF", "#0A9BFFF", "red", ""].map((color) =>
    tag(`in ${JSON.stringify(color)}`, { color }, refusedBy("tag_color")),
  ),
  tag("with another's id", { public_id: "t1" }, "UNIQUE constraint failed: tag.public_id"),
  tag("twice", { name: "One" }, "UNIQUE constraint failed: tag.owner, tag.kind, tag.name"),
  tag("of a sector twice", { kind: "sector", name: "Energy" }, "UNIQUE constraint failed: tag.owner"),
  casesOf("position_tag")("on no lot", { lot_id: 99 }, NO_KEY),
  casesOf("position_tag")("that is none", { tag_id: 99 }, NO_KEY),
  sector("without a name", { sector: "" }, refusedBy("symbol_sector_sector")),
  sector("of 101 letters", { sector: "A".repeat(101) }, refusedBy("symbol_sector_sector")),
  ...[199, 300].map((status) =>
    answer(`of status ${status}`, { status }, refusedBy("idempotency_key_status")),
  ),
  answer("twice", { key: "k1" }, "UNIQUE constraint failed: idempotency_key.key"),
];

type Taken = readonly [name: string, table: Table, changed: Row];
const each = (table: Table, column: string, words: readonly string[]): Taken[] =>
  words.map((value) => [`${table} ${column} ${value}`, table, { [column]: value }]);

/** Rows that are right in another way than the good ones: each word that is told, and what may be unknown. */
export const BOOK_TAKEN: readonly Taken[] = [
  ["portfolio with a deleted one's name", "portfolio", { name: "Gone" }],
  ["portfolio that is deleted, with another's name", "portfolio", { name: "One", deleted_at: "x" }],
  ["portfolio with recorded dividends", "portfolio", { owner: "o", dividends: "recorded" }],
  ...each("lot_event", "kind", LOT_EVENT_KINDS),
  ...["valuation", "spin_off"].map(
    (kind): Taken => [`lot_event ${kind} of no quantity`, "lot_event", { kind, quantity: 0 }],
  ),
  ["lot_event of which little is told", "lot_event", { trade_time: null, currency: null, cost_share: null }],
  ["lot_event that reverses another", "lot_event", { reverses: 2 }],
  ...["withdrawal", "interest", "fee"].map(
    (kind): Taken => [`portfolio_event ${kind}`, "portfolio_event", { kind }],
  ),
  ["portfolio_event interest that is paid", "portfolio_event", { kind: "interest", amount: -1 }],
  ["portfolio_event dividend of a short", "portfolio_event", { ...DIVIDEND, amount: -1 }],
  ["portfolio_event split", "portfolio_event", SPLIT],
  ...each("snapshot_gap", "reason", SNAPSHOT_GAPS),
  ...each("snapshot_position", "unvalued", UNVALUED_REASONS),
  ...each(
    "target_price",
    "type",
    POSITION_TYPES.filter((type) => type !== "LC"),
  ),
  ["target_price of nothing", "target_price", { end_of_year: null, next_year: null, downside: null }],
  ["tag that is archived, with another's name", "tag", { name: "One", archived_at: "x" }],
  ["tag of another's sector", "tag", { owner: "o", kind: "sector", name: "Energy" }],
];
