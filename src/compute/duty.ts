import type { Sqlite } from "../../db/driver.ts";

/**
 * A question to the database that a worker of the local pool answers, so that the main thread never reads much: it runs in
 * one read snapshot, on a connection that only reads. Question and answer are plain values that may cross threads. Rooms
 * above this one bring their own; the workers' entry lists them all.
 */
export interface Duty<Question, Answer> {
  readonly name: string;
  readonly answer: (db: Sqlite, question: Question) => Answer;
}

/** A duty of any question, as the list of all of them holds it. */
export interface AnyDuty {
  readonly name: string;
  readonly answer: (db: Sqlite, question: never) => unknown;
}
