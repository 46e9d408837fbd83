import { Command, CommanderError, Option } from "commander";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import { flagNameOf, SETTING_KEYS, SETTINGS } from "../platform/settings.ts";
import { VERSION } from "../platform/version.ts";
import type { Doorstep } from "../server/doorstep.ts";
import type { Invocation } from "./invocation.ts";
import { VERBS } from "./verbs.ts";

const AFTER_HELP = `
Every setting may be given as a flag (--log-level debug), in the environment (NIGHTDESK_LOG_LEVEL) or with "setting set",
in this order; "nightdesk doctor" lists them all. Exit codes: 0 complete, 1 failed, 2 usage, 3 partial, 4 busy.`;

const GROUPS: Readonly<Record<string, string>> = {
  prices: "prices that come in as files",
  portfolio: "portfolios and what they hold",
  token: "bearer tokens for the HTTP API",
  setting: "settings kept in the database",
  quarantine: "bars that came and are not believed",
  action: "splits and dividends, and what they count for",
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
 * @param doorstep The port that main has opened, if a server is being started.
 * @returns the verb's exit code; 0 after help or version.
 * @throws NightdeskError `usage` if the line is not understood, and what the verb throws.
 */
export async function runCommandLine(
  argv: readonly string[],
  workerEntry: URL,
  doorstep: Doorstep | null,
): Promise<ExitCode> {
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
      code = await verb({ invocation, args: command.args, options, workerEntry, doorstep });
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
