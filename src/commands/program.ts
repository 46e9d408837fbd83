import { Command, CommanderError, Option } from "commander";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import { flagNameOf, SETTING_KEYS, SETTINGS } from "../platform/settings.ts";
import { VERSION } from "../platform/version.ts";
import type { Invocation } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** A verb of the command line. Its code is loaded when it is called, so that no other verb's start pays for it. */
interface VerbSpec {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly string[];
  readonly options?: readonly (readonly [flags: string, meaning: string])[];
  readonly load: () => Promise<Verb>;
}

const VERBS: readonly VerbSpec[] = [
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
  {
    name: "report",
    summary: "show a symbol's own statistics: market beta and volatility",
    options: [
      ["--symbol <symbol>", "of which symbol"],
      ["--date <date>", "at which session; default the last one that is over"],
    ],
    load: async () => (await import("./report.ts")).report,
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

const AFTER_HELP = `
Every setting may be given as a flag (--log-level debug), in the environment (NIGHTDESK_LOG_LEVEL) or with "setting set",
in this order; "nightdesk doctor" lists them all. Exit codes: 0 complete, 1 failed, 2 usage, 3 partial, 4 busy.`;

const GROUPS: Readonly<Record<string, string>> = {
  prices: "prices that come in as files",
  setting: "settings kept in the database",
};

/** Flags are settings that are no secrets; only --db shows in the help of a single verb. */
function addSharedOptions(command: Command): Command {
  for (const key of SETTING_KEYS) {
    if (SETTINGS[key].secret || key === "test") continue;
    const option = new Option(`--${flagNameOf(key)} <value>`, SETTINGS[key].meaning);
    command.addOption(key === "db" ? option : option.hideHelp());
  }
  return command.option("--json", "answer in JSON");
}

function settingFlags(options: Readonly<Record<string, unknown>>): Invocation["flags"] {
  const flags: Record<string, string | undefined> = {};
  for (const key of SETTING_KEYS) {
    const value = options[key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === "string") flags[key] = value;
  }
  return flags;
}

/**
 * Understands a command line and runs its verb.
 * @param argv The arguments after the program's name.
 * @returns the verb's exit code; 0 after help or version.
 * @throws NightdeskError `usage` if the line is not understood, and what the verb throws.
 */
export async function runCommandLine(argv: readonly string[], workerEntry: URL): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command("nightdesk")
    .description("A portfolio risk desk's night in one executable.")
    .version(VERSION, "--version", "print the version")
    .addHelpText("after", AFTER_HELP)
    .helpCommand(false)
    .showSuggestionAfterError();
  const groups = new Map<string, Command>();
  for (const spec of VERBS) {
    const [first = "", second] = spec.name.split(" ");
    let parent = program;
    if (second !== undefined) {
      parent =
        groups.get(first) ??
        program
          .command(first)
          .summary(GROUPS[first] ?? "")
          .helpCommand(false);
      groups.set(first, parent);
    }
    const command = addSharedOptions(parent.command(second ?? first).description(spec.summary));
    for (const name of spec.arguments ?? []) command.argument(name);
    for (const [flags, meaning] of spec.options ?? []) command.option(flags, meaning);
    command.action(async () => {
      const options = command.opts<Record<string, unknown>>();
      const invocation = { command: spec.name, flags: settingFlags(options), json: options.json === true };
      const verb = await spec.load();
      code = await verb({ invocation, args: command.args, options, workerEntry });
    });
  }
  for (const command of allCommands(program)) {
    command.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  }
  try {
    await program.parseAsync(argv as string[], { from: "user" });
    return code;
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode === 0) return 0;
    throw new NightdeskError("usage", usageSentence(fault, program, argv), { cause: fault });
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function usageSentence(fault: CommanderError, program: Command, argv: readonly string[]): string {
  const said = fault.message
    .replace(/^error: /, "")
    .replaceAll("\n", " ")
    .replace(/\.$/, "");
  if (fault.code === "commander.unknownOption" && argv[0]?.startsWith("-")) {
    return `${said}. Options stand after the command: nightdesk doctor --json.`;
  }
  if (fault.code !== "commander.help") return `${said}. "nightdesk --help" shows what there is.`;
  const verbs =
    argv.length === 0
      ? program.commands
      : (program.commands.find((each) => each.name() === argv[0])?.commands ?? []);
  return `A command is missing: ${verbs.map((each) => each.name()).join(", ")}. "nightdesk --help" shows what they do.`;
}
