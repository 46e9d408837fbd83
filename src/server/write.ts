import type { Context } from "hono";
import type { Sqlite } from "../../db/driver.ts";
import type { Writer } from "../../db/writer.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { type BusinessClock, formatInstant, type TechnicalClock } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { NewId } from "../platform/ids.ts";
import { fromEpochDay, type IsoDate } from "../platform/iso-date.ts";
import type { Recorder } from "../portfolio/book-writer.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { findPortfolio } from "../portfolio/portfolio-source.ts";
import { RecordingDesk } from "../portfolio/recording/desk.ts";
import { type KeptAnswer, KeptAnswers, repeatableOf } from "./idempotency.ts";

/** What routes that write do it with. */
export interface WriteState {
  readonly writer: Writer;
  readonly business: BusinessClock;
  readonly technical: TechnicalClock;
  readonly newId: NewId;
}

/** What is at hand inside the transaction of a request. */
export interface Writing {
  readonly writer: Writer;
  /** The day in New York by the business clock. */
  readonly today: IsoDate;
  /** Who the request came from: the first characters of its token. */
  readonly recorder: Recorder;
  /**
   * The books of a portfolio, open for recording.
   * @throws NightdeskError `not_found`.
   */
  readonly desk: (nameOrId: string) => RecordingDesk;
}

/** What a request that wrote is answered. */
export interface Outcome {
  readonly status: 200 | 201;
  readonly body: object;
}

/** The day it is in New York. */
export const todayOf = (business: BusinessClock): IsoDate => fromEpochDay(newYorkDayAt(business.now()));

/**
 * A portfolio by its id or its name.
 * @throws NightdeskError `not_found`.
 */
export function portfolioOf(db: Sqlite, nameOrId: string): Portfolio {
  const portfolio = findPortfolio(db, nameOrId);
  if (portfolio !== null) return portfolio;
  throw new NightdeskError("not_found", `There is no portfolio "${nameOrId.slice(0, 80)}".`);
}

/**
 * Carries out a request in one transaction: all of it is stored, or none. With an Idempotency-Key its answer is stored with
 * it, so that the same request, sent again within a day, gets that answer and does nothing; what is refused is not kept.
 * @param label By which a long transaction is logged.
 * @param work Must not await.
 * @param content What the request asks for, where its body is not the same each time it is sent.
 * @throws NightdeskError `idempotency_conflict`, `bad_request`, what `work` throws.
 */
export async function written(
  context: Context,
  { writer, business, technical, newId }: WriteState,
  label: string,
  work: (writing: Writing) => Outcome,
  content: string | null = null,
): Promise<Response> {
  const repeatable = repeatableOf(context, content ?? (await context.req.text()));
  const today = todayOf(business);
  const { actor } = context.get("bearer");
  const carryOut = (): KeptAnswer => {
    const at = formatInstant(technical.now());
    const recorder: Recorder = { source: "api", actor, at, newId };
    const desk = (nameOrId: string) =>
      new RecordingDesk(writer.db, portfolioOf(writer.db, nameOrId), today, recorder);
    const { status, body } = work({ writer, today, recorder, desk });
    return { status, body: JSON.stringify(body) };
  };
  const { answer, isReplay } = await writer.transact(label, () => {
    if (repeatable === null) return { answer: carryOut(), isReplay: false };
    const kept = new KeptAnswers(writer.db, technical);
    const before = kept.find(repeatable);
    if (before !== null) return { answer: before, isReplay: true };
    const answer = carryOut();
    kept.keep(repeatable, answer);
    return { answer, isReplay: false };
  });
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      "content-type": "application/json",
      ...(isReplay ? { "idempotency-replayed": "true" } : {}),
    },
  });
}
