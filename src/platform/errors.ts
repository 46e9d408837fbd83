/**
 * Every fault that a user can meet, by its stable code: the HTTP status and the exit code that it becomes and the
 * title that never changes between occurrences (RFC 9457).
 */
export const ERROR_CODES = {
  usage: { status: 400, exit: 2, title: "The command line was not understood" },
  bad_config: { status: 500, exit: 2, title: "A setting is unknown or has a bad value" },
  bad_date: { status: 400, exit: 2, title: "Not a day" },
  bad_symbol: { status: 400, exit: 2, title: "Not a symbol" },
  not_a_session: { status: 400, exit: 2, title: "The exchange is closed on that day" },
  calendar_range: { status: 400, exit: 2, title: "Outside of the calendar's years" },
  bad_amount: { status: 400, exit: 2, title: "Not an amount" },
  bad_file: { status: 400, exit: 1, title: "The file cannot be used" },
  import_refused: { status: 422, exit: 1, title: "The import was refused" },
  portfolio_refused: { status: 422, exit: 1, title: "The portfolio was refused" },
  portfolio_exists: { status: 409, exit: 1, title: "There is a portfolio of that name" },
  event_refused: { status: 422, exit: 1, title: "The event does not fit the books" },
  idempotency_conflict: { status: 422, exit: 1, title: "The key was used for another request" },
  conflict: { status: 409, exit: 1, title: "It does not fit what is stored" },
  run_in_progress: { status: 409, exit: 4, title: "A run is in progress" },
  bad_request: { status: 400, exit: 2, title: "The request was not understood" },
  unauthorized: { status: 401, exit: 1, title: "A token is needed" },
  forbidden: { status: 403, exit: 1, title: "The token does not permit this" },
  body_too_large: { status: 413, exit: 1, title: "The body is too large" },
  not_found: { status: 404, exit: 1, title: "Not found" },
  method_not_allowed: { status: 405, exit: 1, title: "Method not allowed" },
  busy: { status: 503, exit: 4, title: "Another process is at work on this database" },
  not_a_database: { status: 500, exit: 1, title: "The file is not a nightdesk database" },
  database_damaged: { status: 500, exit: 1, title: "The database is damaged" },
  database_unwritable: { status: 500, exit: 1, title: "The database cannot be written" },
  schema_newer: { status: 500, exit: 1, title: "The database was written by a newer nightdesk" },
  schema_older: { status: 500, exit: 1, title: "The database waits for a migration" },
  schema_changed: { status: 500, exit: 1, title: "An applied migration differs from this binary's" },
  storage_full: { status: 507, exit: 1, title: "The storage is full" },
  addon_unloadable: { status: 500, exit: 1, title: "The SQLite addon cannot be loaded" },
  interrupted: { status: 503, exit: 3, title: "Stopped before the end" },
  port_unavailable: { status: 500, exit: 1, title: "The port cannot be used" },
  unhealthy: { status: 503, exit: 1, title: "The server does not answer well" },
  task_failed: { status: 500, exit: 1, title: "A computation failed" },
  internal: { status: 500, exit: 1, title: "An unexpected fault" },
} as const satisfies Record<string, { status: number; exit: ExitCode; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** 0 complete, 1 failed, 2 usage, 3 partial, 4 busy. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Fields that go out beside the sentence: `row`, `column`, `file`, a holder's process id. Never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** A fault with a stable code and a sentence that names the place and says what to do. */
export class NightdeskError extends Error {
  override readonly name = "NightdeskError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code].exit;
  }
}
