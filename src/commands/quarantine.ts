import {
  decideQuarantine,
  QUARANTINE_DECISIONS,
  type QuarantineDecision,
} from "../market/collect/decision.ts";
import { readQuarantine } from "../market/collect/doubtful.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { answer, table } from "./answer.ts";
import { withReader, withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const MOST_LISTED = 1_000;

/** `nightdesk quarantine list`: the bars that came and are not believed. */
export const quarantineList: Verb = async ({ invocation, options }) => {
  const ports = portsOf(configOf(invocation));
  const status = options.all === true ? null : "open";
  const rows = await withReader(ports, async (db) =>
    readQuarantine(db, { status, symbol: null, limit: MOST_LISTED, offset: 0 }),
  );
  const lines = table([
    ["id", "symbol", "session", "provider", "close", "status", "why"],
    ...rows.map((each) => [
      String(each.id),
      each.symbol,
      each.session,
      each.provider,
      String(each.close ?? ""),
      each.status,
      `${each.reason}: ${each.detail}`,
    ]),
  ]);
  await answer(ports.output, invocation.json, rows, rows.length === 0 ? ["nothing is in quarantine"] : lines);
  return 0;
};

/** `nightdesk quarantine decide`: accepts a bar, which is stored then, or rejects it for good. */
export const quarantineDecide: Verb = async ({ invocation, args }) => {
  const [text = "", decision = ""] = args;
  const id = /^\d{1,15}$/.test(text) ? Number(text) : null;
  if (id === null || !QUARANTINE_DECISIONS.includes(decision as QuarantineDecision)) {
    throw new NightdeskError(
      "usage",
      `Give a bar's id, as "quarantine list" shows it, and ${QUARANTINE_DECISIONS.join(" or ")}.`,
    );
  }
  const ports = portsOf(configOf(invocation));
  const at = formatInstant(ports.technical.now());
  const message = await withWriter(ports, "quarantine", (writer) =>
    decideQuarantine(writer, id, decision as QuarantineDecision, at),
  );
  await answer(ports.output, invocation.json, { id, decision, message }, [message]);
  return 0;
};
