import type { VerbSpec } from "./verb.ts";

const TERMS = [
  ["--equity <amount>", "what it was worth at its inception close"],
  ["--currency <code>", "its currency; default USD"],
  ["--owner <owner>", "whose it is"],
  ["--dividends <mode>", "derived from the symbols' corporate actions (the default), or recorded"],
] as const;

/** The verbs on portfolios and what they hold, in the order in which the help shows them. */
export const PORTFOLIO_VERBS: readonly VerbSpec[] = [
  {
    name: "portfolio create",
    summary: "open a portfolio that holds nothing but cash",
    arguments: ["<name>"],
    options: [...TERMS, ["--inception <date>", "the session at whose close its books open"]],
    load: async () => (await import("./portfolio-create.ts")).portfolioCreate,
  },
  {
    name: "portfolio import",
    summary: "open a portfolio from a CSV file of positions, or from what portfolio export wrote (.json)",
    arguments: ["<file>"],
    options: [
      ["--name <name>", "its name; of an exported one, in place of its own"],
      ...TERMS,
      ["--inception <date>", "the session at whose close its books open; default its earliest entry"],
      ["--as-of <date>", "the day on whose basis quantities and prices are; default the latest entry"],
      ["--strict", "refuse what is doubtful, such as the same row twice"],
      ["--dry-run", "check the file and store nothing"],
    ],
    load: async () => (await import("./portfolio-import.ts")).portfolioImport,
  },
  {
    name: "portfolio import-transactions",
    summary: "apply a CSV file of transactions to a portfolio, all of them or none",
    arguments: ["<file>"],
    options: [
      ["--portfolio <portfolio>", "to which portfolio, by name or id"],
      ["--strict", "refuse what is doubtful, such as the same row twice"],
      ["--again", "take what is recorded already, too: it happened twice"],
      ["--dry-run", "apply them and store nothing"],
    ],
    load: async () => (await import("./portfolio-import-transactions.ts")).portfolioImportTransactions,
  },
  {
    name: "portfolio list",
    summary: "list the portfolios with their newest snapshots",
    load: async () => (await import("./portfolio-list.ts")).portfolioList,
  },
  {
    name: "portfolio show",
    summary: "show a portfolio's terms, its newest snapshot and what it holds",
    arguments: ["<portfolio>"],
    options: [["--date <date>", "at the close of this session; default the newest that is told"]],
    load: async () => (await import("./portfolio-show.ts")).portfolioShow,
  },
  {
    name: "portfolio events",
    summary: "show what was recorded of a portfolio, by whom, what was reversed, and what follows from it",
    arguments: ["<portfolio>"],
    options: [
      ["--position <position>", "of this position only, by its number or id"],
      ["--all", "all of them; default the newest 50"],
    ],
    load: async () => (await import("./portfolio-events.ts")).portfolioEvents,
  },
  {
    name: "portfolio add-event",
    summary: "record something that happened to a portfolio or a position, or reverse what was recorded",
    arguments: ["<portfolio>"],
    options: [
      [
        "--kind <kind>",
        "open, transfer_in; increase, reduce, close, expire, transfer_out, merger_cash, write_off, valuation, exercise, assign, rename, merger_stock, spin_off (of a position); contribution, withdrawal, interest, fee, dividend, split",
      ],
      ["--date <date>", "when it happened"],
      ["--time <time>", "HH:MM or HH:MM:SS in New York"],
      ["--position <position>", "to which position, by its number or id"],
      ["--symbol <symbol>", "of what: what is opened, what a position becomes, whose dividend or split"],
      ["--quantity <number>", "units; of what is opened below 0 if short; default all that is held"],
      ["--price <number>", "of a unit, as it was paid; of an index option's exercise, the cash per share"],
      ["--fees <amount>", "of the trade"],
      ["--amount <amount>", "of cash; of interest below 0 if it was paid"],
      ["--currency <code>", "of price and fees, or of the amount; default the instrument's, the portfolio's"],
      ["--ratio <ratio>", "new units for old ones, such as 2:1"],
      ["--cash <number>", "per unit, beside the shares of a merger"],
      ["--cost-share <number>", "of a spin-off: the share of the cost that goes with it, 0 to 1"],
      [
        "--class <class>",
        "of what is opened: PUBLIC (the default; OPTIONS for an OCC symbol), OPTIONS or PRIVATE",
      ],
      ["--subtype <subtype>", "of what is opened"],
      [
        "--underlying <symbol>",
        "of an option that has no OCC symbol; with --strike, --expiration and --right",
      ],
      ["--strike <number>", "of that option"],
      ["--expiration <date>", "of that option"],
      ["--right <right>", "CALL or PUT"],
      ["--multiplier <number>", "shares a contract stands for; default 100"],
      [
        "--basis-date <date>",
        "the day on whose basis quantity and price of what is opened are; default --date",
      ],
      ["--note <text>", "kept with what is opened"],
      ["--reverse <event>", "take an event out of the books, by its id; alone, with --reason"],
      ["--reason <text>", "kept with the event"],
    ],
    load: async () => (await import("./portfolio-add-event.ts")).portfolioAddEvent,
  },
  {
    name: "portfolio update",
    summary: "change a portfolio's name, its owner, or how its dividends are told",
    arguments: ["<portfolio>"],
    options: [
      ["--name <name>", "its new name"],
      ["--owner <owner>", 'whose it is; "" for nobody'],
      ["--dividends <mode>", "derived or recorded: its snapshots are told anew"],
    ],
    load: async () => (await import("./portfolio-update.ts")).portfolioUpdate,
  },
  {
    name: "portfolio delete",
    summary:
      "delete a portfolio: its name is free, and no run looks at it any more; export it first to have it back",
    arguments: ["<portfolio>"],
    load: async () => (await import("./portfolio-update.ts")).portfolioDelete,
  },
  {
    name: "portfolio export",
    summary: "write everything that makes a portfolio as one JSON document, for portfolio import",
    arguments: ["<portfolio>"],
    options: [["--out <file>", "into this file, which must not be there; default to stdout"]],
    load: async () => (await import("./portfolio-export.ts")).portfolioExport,
  },
];
