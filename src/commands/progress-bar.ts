import { Presets, SingleBar } from "cli-progress";

export interface ProgressBar {
  readonly at: (done: number, total: number) => void;
  readonly end: () => void;
}

const QUIET: ProgressBar = { at: () => undefined, end: () => undefined };

/** A bar on stderr while it is a terminal and the answer is for people; otherwise nothing. */
export function progressBar(label: string, json: boolean): ProgressBar {
  if (json || process.stderr.isTTY !== true) return QUIET;
  const format = `${label} {bar} {percentage}% | {eta_formatted} left`;
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
  let started = false;
  return {
    at: (done, total) => {
      if (!started) bar.start(total, 0);
      started = true;
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
