import { PORTFOLIO_VERBS } from "./portfolio-verbs.ts";
import type { VerbSpec } from "./verb.ts";

const SCOPE_OPTIONS = [
  ["--date <date>", "of this session only; default everything through the last one that is over"],
  ["--from <date>", "from this session on"],
  ["--to <date>", "through this session"],
  ["--portfolio <portfolio...>", "of these portfolios only, by name or id"],
] as const;

/** Every verb, in the order in which the help shows them. A new one is an entry here. */
export const VERBS: readonly VerbSpec[] = [
  {
    name: "serve",
    summary: "start the server",
    load: async () => (await import("./serve.ts")).serve,
  },
  {
    name: "demo",
    summary: "load the sample market into a database of its own, show it, and serve it",
    options: [["--no-serve", "end after the table"]],
    load: async () => (await import("./demo.ts")).demo,
  },
  {
    name: "prices import",
    summary: "import price files: long CSV (symbol,date,close,...) or folders of SYMBOL.csv",
    arguments: ["<path...>"],
    options: [
      ["--basis <basis>", "as_traded, split_adjusted or total_return; default by the file's form"],
      ["--strict", "store nothing if any row is refused"],
    ],
    load: async () => (await import("./prices-import.ts")).pricesImport,
  },
  ...PORTFOLIO_VERBS,
  {
    name: "run",
    summary: "run a night: snapshots and risk numbers of everything that is missing or stale",
    options: [...SCOPE_OPTIONS, ["--force", "recompute what is there and current, too"]],
    load: async () => (await import("./run.ts")).run,
  },
  {
    name: "collect",
    summary: "ask the providers for the prices, profiles and statements that are missing",
    options: [
      [
        "--symbols <symbol...>",
        "of these only, whether they are held or not; what is put off is asked for, too",
      ],
      ["--dates <dates>", "of this session, or of a range such as 2026-05-01..2026-05-29"],
      ["--provider <provider...>", "from these only: yahoo, yahooquery, polygon, fmp, files"],
      ["--dry-run", "say what would be asked, of whom, with how many requests"],
    ],
    load: async () => (await import("./collect.ts")).collect,
  },
  {
    name: "symbol",
    summary: "show what is stored of a symbol, from where, how fresh, and why not fresher",
    arguments: ["<symbol>"],
    options: [
      ["--watch", "collect its prices without holding it"],
      ["--no-watch", "no longer"],
      ["--pin", "take its prices from files only"],
      ["--no-pin", "no longer"],
      ["--sector <name>", "its sector, such as Technology; positions are tagged with it"],
      ["--as-of <date>", "since when it is in that sector; default the last session that is over"],
      ["--currency <code>", "the currency of its prices, such as EUR, or GBp for pence"],
    ],
    load: async () => (await import("./symbol.ts")).symbol,
  },
  {
    name: "symbols",
    summary: "find symbols by their metrics and profiles",
    options: [
      ["--filter <filter...>", 'such as "market_cap>=1e9", sector=Technology or name~apple; all must hold'],
      ["--sort <columns>", "by these columns, such as -return_ytd,symbol; default -market_cap"],
      ["--q <text>", "with this in their symbol or name"],
      [
        "--period <period>",
        "ttm, last_year, last_quarter or forward: of which revenue, EBIT and cash flow are",
      ],
      ["--date <date>", "as of this day; default the last session that is over"],
      ["--limit <n>", "so many at most, 1 to 200; default 50"],
    ],
    load: async () => (await import("./symbols.ts")).symbols,
  },
  {
    name: "quarantine list",
    summary: "list the bars that came and are not believed",
    options: [["--all", "those that have been decided, too"]],
    load: async () => (await import("./quarantine.ts")).quarantineList,
  },
  {
    name: "quarantine decide",
    summary: "accept a bar in quarantine, or reject it",
    arguments: ["<id>", "<accept|reject>"],
    load: async () => (await import("./quarantine.ts")).quarantineDecide,
  },
  {
    name: "action list",
    summary: "list the corporate actions that wait for a word",
    options: [["--all", "all others, too"]],
    load: async () => (await import("./action.ts")).actionList,
  },
  {
    name: "action decide",
    summary: "say what a corporate action is: confirm, split, stock_dividend, spin_off or reject",
    arguments: ["<symbol>", "<ex-date>", "<decision>"],
    options: [["--dividend", "the cash dividend of that day, not the split"]],
    load: async () => (await import("./action.ts")).actionDecide,
  },
  {
    name: "plan",
    summary: "show what a run would do, and why",
    options: [...SCOPE_OPTIONS, ["--force", "as if everything were to be recomputed"]],
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    name: "report",
    summary: "show a portfolio's snapshot and risk, its history, or a symbol's own statistics",
    options: [
      ["--portfolio <portfolio>", "of which portfolio, by name or id"],
      ["--symbol <symbol>", "of which symbol"],
      ["--date <date>", "at which session; default the newest there is"],
      ["--as-known <instant>", "as it was published at an instant, such as 2026-05-29T22:00:00Z"],
      ["--history", "returns and the history of the equity, as CSV"],
    ],
    load: async () => (await import("./report.ts")).report,
  },
  {
    name: "token create",
    summary: "make a bearer token for the HTTP API and show it, this once",
    options: [["--scope <scope>", "admin, read or ingest"]],
    load: async () => (await import("./token.ts")).tokenCreate,
  },
  {
    name: "token list",
    summary: "list the tokens by their first characters",
    load: async () => (await import("./token.ts")).tokenList,
  },
  {
    name: "token revoke",
    summary: "refuse a token from now on",
    arguments: ["<id>"],
    load: async () => (await import("./token.ts")).tokenRevoke,
  },
  {
    name: "setting list",
    summary: "show the settings kept in the database",
    load: async () => (await import("./setting.ts")).settingList,
  },
  {
    name: "setting set",
    summary:
      "keep a setting in the database; flags and environment come before it; - reads the value from stdin",
    arguments: ["<key>", "<value>"],
    load: async () => (await import("./setting.ts")).settingSet,
  },
  {
    name: "setting unset",
    summary: "remove a setting from the database",
    arguments: ["<key>"],
    load: async () => (await import("./setting.ts")).settingUnset,
  },
  {
    name: "doctor",
    summary: "list every setting with its source, and check what nightdesk stands on",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "dump",
    summary: "print the database as lines of JSON that depend on its contents alone",
    options: [
      ["--canonical", "natural keys, no ids, no instants; the one form there is"],
      ["--table <table...>", "only these tables"],
    ],
    load: async () => (await import("./dump.ts")).dump,
  },
  {
    name: "backup",
    summary: "write a checked copy of the database, also while it is in use",
    arguments: ["<file>"],
    load: async () => (await import("./backup.ts")).backupCommand,
  },
  {
    name: "restore",
    summary: "put a backup in the database's place; what was there is kept aside",
    arguments: ["<file>"],
    load: async () => (await import("./restore.ts")).restoreCommand,
  },
  {
    name: "verify",
    summary: "read the whole database and check it",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "healthcheck",
    summary: "ask a running server whether it is well; for a container's HEALTHCHECK",
    load: async () => (await import("./healthcheck.ts")).healthcheck,
  },
  {
    name: "version",
    summary: "print the version",
    load: async () => (await import("./version.ts")).version,
  },
];
