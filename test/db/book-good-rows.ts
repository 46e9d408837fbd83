/** The good rows of books, of what is noted about them, and of requests that were answered. */
export const BOOK_GOOD = {
  lot_event: {
    id: 7,
    public_id: "e7",
    lot_id: 1,
    kind: "open",
    trade_date: "2026-05-28",
    trade_time: "09:30:00",
    basis_date: "2026-05-28",
    quantity: -2.5,
    price: 0,
    currency: "GBp",
    fees: 0,
    counter_lot_id: 1,
    cost_share: 0.25,
    ratio: 0.5,
    source: "import",
    actor: "command",
    recorded_at: "x",
  },
  portfolio_event: {
    id: 7,
    public_id: "c7",
    portfolio_id: 1,
    kind: "contribution",
    trade_date: "2026-05-28",
    trade_time: "16:00:00",
    amount: 1,
    currency: "EUR",
    source: "api",
    actor: "nd_",
    recorded_at: "x",
  },
  book_change: { portfolio_id: 1, from_day: "2026-05-28" },
  snapshot_gap: {
    portfolio_id: 1,
    session: "2026-05-28",
    reason: "no_fx_rate",
    detail: "d",
    method: "accounting/2",
    seen: 0,
  },
  position_greeks: {
    portfolio_id: 1,
    session: "2026-05-28",
    lot_id: 1,
    spot: 1,
    volatility: 0,
    rate: -0.01,
    dividend_yield: 0,
    delta_shares: -1,
    delta_dollars: -1,
    gamma_dollars: 0,
    theta: 0,
    vega: 0,
    rho: 0,
  },
  target_price: {
    public_id: "g7",
    portfolio_id: 1,
    symbol: "AAPL",
    type: "LONG",
    end_of_year: 0,
    next_year: 250.5,
    actor: "command",
    updated_at: "x",
  },
  tag: { id: 7, public_id: "t7", owner: "", kind: "user", name: "Good", color: "#0A9BFF" },
  position_tag: { lot_id: 1, tag_id: 1 },
  symbol_sector: { symbol: "AAPL", as_of: "2026-05-28", sector: "Technology", source: "file" },
  idempotency_key: { key: "k", request: "r", status: 201, body: "{}", created_at: "x" },
} as const;

/** What the good rows of books refer to, and what they must not repeat. */
export const BOOK_REFERRED_TO = `
  INSERT INTO lot_event (id, public_id, lot_id, kind, trade_date, basis_date, quantity, price, fees, source, actor, recorded_at, reverses)
    VALUES (1, 'e1', 1, 'open', '2026-05-28', '2026-05-28', 1, 1, 0, 'import', 'command', 'x', NULL),
      (2, 'e2', 1, 'open', '2026-05-28', '2026-05-28', 1, 1, 0, 'api', 'command', 'x', 1);
  INSERT INTO portfolio_event (id, public_id, portfolio_id, kind, trade_date, amount, source, actor, recorded_at, reverses)
    VALUES (1, 'c1', 1, 'fee', '2026-05-28', 1, 'api', 'command', 'x', NULL), (2, 'c2', 1, 'fee', '2026-05-28', 1, 'api', 'command', 'x', 1);
  INSERT INTO target_price (public_id, portfolio_id, symbol, type, actor, updated_at) VALUES ('g1', 1, 'AAPL', 'LC', 'command', 'x');
  INSERT INTO tag (id, public_id, owner, kind, name, color, archived_at) VALUES
    (1, 't1', '', 'user', 'One', '#000000', NULL), (2, 't2', '', 'sector', 'Energy', '#FFFFFF', 'x');
  INSERT INTO idempotency_key VALUES ('k1', 'r', 200, '{}', 'x')`;
