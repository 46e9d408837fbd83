/** What a command says to whoever called it: text for people or JSON for programs, on stdout. */
export interface Output {
  readonly isTerminal: boolean;
  /** Writes text as it is; resolves when the receiver has room for more. */
  write(text: string): Promise<void>;
}

/** Whoever reads our output may stop reading (`| head`); that is no fault of ours, and the end of our work. */
export function standardOutput(onClosed: () => void): Output {
  process.stdout.on("error", (fault: NodeJS.ErrnoException) => {
    if (fault.code === "EPIPE") onClosed();
    else throw fault;
  });
  return {
    isTerminal: process.stdout.isTTY === true,
    write: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) resolve();
        else process.stdout.once("drain", resolve);
      }),
  };
}
