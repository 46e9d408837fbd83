import { ACTION_DECISIONS, type ActionDecision, decideAction } from "../market/collect/decision.ts";
import { readActions } from "../market/collect/doubtful.ts";
import { parseSymbol } from "../market/symbol.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { isoDate } from "../platform/iso-date.ts";
import { answer, table } from "./answer.ts";
import { withReader, withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const MOST_LISTED = 1_000;

/** `nightdesk action list`: the corporate actions that wait for an operator's word. */
export const actionList: Verb = async ({ invocation, options }) => {
  const ports = portsOf(configOf(invocation));
  const status = options.all === true ? null : "unconfirmed";
  const rows = await withReader(ports, async (db) =>
    readActions(db, { status, symbol: null, limit: MOST_LISTED, offset: 0 }),
  );
  const lines = table([
    ["symbol", "ex-date", "kind", "terms", "status", "source"],
    ...rows.map((each) => {
      const terms = each.amount === null ? `${each.numerator}:${each.denominator}` : String(each.amount);
      return [each.symbol, each.ex_date, each.kind, terms, each.status, each.source];
    }),
  ]);
  await answer(
    ports.output,
    invocation.json,
    rows,
    rows.length === 0 ? ["no action waits for a word"] : lines,
  );
  return 0;
};

/** `nightdesk action decide`: says what a corporate action is. */
export const actionDecide: Verb = async ({ invocation, args, options }) => {
  const [name = "", day = "", decision = ""] = args;
  if (!Object.hasOwn(ACTION_DECISIONS, decision)) {
    throw new NightdeskError("usage", `A decision is one of ${Object.keys(ACTION_DECISIONS).join(", ")}.`);
  }
  const ports = portsOf(configOf(invocation));
  const kind = options.dividend === true ? "cash_dividend" : "split";
  const key = { symbol: parseSymbol(name), exDate: isoDate(day), kind } as const;
  const at = formatInstant(ports.technical.now());
  const message = await withWriter(ports, "action", (writer) =>
    decideAction(writer, key, decision as ActionDecision, at),
  );
  const { symbol, exDate: ex_date } = key;
  await answer(ports.output, invocation.json, { symbol, ex_date, kind, decision, message }, [message]);
  return 0;
};
