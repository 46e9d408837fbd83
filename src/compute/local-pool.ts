import { allocatePanel, Panel } from "../market/panel/panel.ts";
import type { AxesRange, Shard } from "../market/panel/panel-source.ts";
import { ERROR_CODES, type ErrorCode, NightdeskError } from "../platform/errors.ts";
import type { Duty } from "./duty.ts";
import type { EstimatedPortfolio, PortfolioBook } from "./estimate-portfolios.ts";
import type { EstimatedPriors, PriorDate } from "./estimate-priors.ts";
import type { EstimatedCell, SymbolCell } from "./estimate-symbols.ts";
import type { Answers, WorkerReply, WorkerRequest, WorkerStart } from "./messages.ts";
import type { Pool } from "./pool.ts";

interface Job {
  readonly request: WorkerRequest;
  readonly resolve: (answer: Answers[keyof Answers]) => void;
  readonly reject: (fault: Error) => void;
}

type Request = { [K in WorkerRequest["kind"]]: Omit<Extract<WorkerRequest, { kind: K }>, "id"> };

/** A place at work; its worker is null after it fell over, until there is a task for a new one. */
interface Seat {
  worker: Worker | null;
  job: Job | null;
}

/** More shards than threads, so that none waits long for the slowest. */
const SHARDS_PER_THREAD = 4;

/** Workers get this long to close what they hold, in milliseconds. */
const STOP_LIMIT_MS = 1_000;

/** The threads of this machine: a fixed set of workers over one queue, each with a read-only connection of its own. */
export class LocalPool implements Pool {
  readonly size: number;
  readonly #start: WorkerStart;
  readonly #entry: URL;
  readonly #seats: Seat[];
  readonly #queue: Job[] = [];
  #nextId = 1;
  #closed = false;

  /** @param entry The workers' entry; main gives it, since only beside main can it be found in the compiled binary. */
  constructor(entry: URL, size: number, databasePath: string) {
    this.size = size;
    this.#entry = entry;
    this.#start = { kind: "start", databasePath };
    this.#seats = Array.from({ length: size }, () => this.#seat());
  }

  async loadPanel(range: AxesRange = { from: null, to: null }): Promise<Panel> {
    const axes = await this.#run({ kind: "read_axes", range });
    const memory = allocatePanel(axes);
    const shards = this.#shards(axes.symbols.length);
    await Promise.all(shards.map((shard) => this.#run({ kind: "fill_panel", axes, memory, shard })));
    return new Panel(axes, memory);
  }

  async ask<Question, Answer>(duty: Duty<Question, Answer>, question: Question): Promise<Answer> {
    return (await this.#run({ kind: "ask", duty: duty.name, question })) as Answer;
  }

  estimateSymbols({ axes, memory }: Panel, cells: readonly SymbolCell[]): Promise<readonly EstimatedCell[]> {
    return this.#sharded(cells, (part) => this.#run({ kind: "estimate_symbols", axes, memory, cells: part }));
  }

  estimatePriors({ axes, memory }: Panel, dates: readonly PriorDate[]): Promise<readonly EstimatedPriors[]> {
    return this.#sharded(dates, (part) => this.#run({ kind: "estimate_priors", axes, memory, dates: part }));
  }

  estimatePortfolios(
    { axes, memory }: Panel,
    books: readonly PortfolioBook[],
  ): Promise<readonly EstimatedPortfolio[]> {
    return this.#sharded(books, (part) =>
      this.#run({ kind: "estimate_portfolios", axes, memory, books: part }),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const gone = new NightdeskError("task_failed", "The worker pool was closed.");
    for (const job of this.#queue.splice(0)) job.reject(gone);
    const idle = this.#seats.filter((seat) => seat.job === null && seat.worker !== null);
    await Promise.race([Promise.all(idle.map((seat) => this.#stop(seat))), Bun.sleep(STOP_LIMIT_MS)]);
    for (const seat of this.#seats) {
      seat.worker?.terminate();
      seat.job?.reject(gone);
    }
  }

  async #sharded<Item, Result>(
    items: readonly Item[],
    work: (part: readonly Item[]) => Promise<readonly Result[]>,
  ): Promise<readonly Result[]> {
    const shards = this.#shards(items.length);
    return (await Promise.all(shards.map(({ from, to }) => work(items.slice(from, to))))).flat();
  }

  #shards(count: number): readonly Shard[] {
    const step = Math.max(1, Math.ceil(count / (this.size * SHARDS_PER_THREAD)));
    return Array.from({ length: Math.ceil(count / step) }, (_, at) => ({
      from: at * step,
      to: Math.min(count, (at + 1) * step),
    }));
  }

  /** A worker that has nothing to do closes its connection; one that computes is not waited for. */
  #stop(seat: Seat): Promise<unknown> {
    return new Promise((resolve) => {
      seat.job = { request: { kind: "stop", id: this.#nextId++ }, resolve, reject: resolve };
      seat.worker?.postMessage(seat.job.request);
    });
  }

  #run<K extends WorkerRequest["kind"]>(request: Request[K] & { kind: K }): Promise<Answers[K]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new NightdeskError("task_failed", "The worker pool is closed."));
        return;
      }
      const id = this.#nextId++;
      const job = { request: { ...request, id } as unknown as WorkerRequest, resolve, reject } as Job;
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const seat of this.#seats) {
      if (seat.job !== null) continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      seat.job = job;
      seat.worker ??= this.#worker(seat);
      seat.worker.postMessage(job.request);
    }
  }

  #seat(): Seat {
    const seat: Seat = { worker: null, job: null };
    seat.worker = this.#worker(seat);
    return seat;
  }

  #worker(seat: Seat): Worker {
    const worker = new Worker(this.#entry);
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => this.#settle(seat, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(seat, event.message);
    };
    worker.postMessage(this.#start);
    return worker;
  }

  #settle(seat: Seat, reply: WorkerReply): void {
    const job = seat.job;
    if (job === null || reply.id !== job.request.id) return;
    seat.job = null;
    if (reply.kind === "done") job.resolve(reply.answer);
    else job.reject(new NightdeskError(isErrorCode(reply.code) ? reply.code : "task_failed", reply.message));
    this.#dispatch();
  }

  /** A worker that fell over takes its one task with it. The next task gets a new worker, so that none falls in a circle. */
  #lose(seat: Seat, message: string): void {
    if (this.#closed) return;
    const job = seat.job;
    seat.job = null;
    seat.worker?.terminate();
    seat.worker = null;
    job?.reject(new NightdeskError("task_failed", `A worker thread stopped: ${message}`));
    this.#dispatch();
  }
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}
