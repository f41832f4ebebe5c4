import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ApiError, type ApiErrorCode } from "../api/api-error.ts";

export interface InterpreterLimits {
  /** Longest time for one task. */
  readonly limitMs: number;
  /** Largest JavaScript heap of the thread. */
  readonly heapMiB: number;
  /** How much the process may grow during one task, which includes memory outside the heap. */
  readonly growthMiB: number;
  /** Tasks of one key that may wait. */
  readonly waitingPerKey: number;
}

export interface Task {
  readonly name: string;
  readonly input: unknown;
  /** Whose task it is: keys take turns, so that none waits for all tasks of another. */
  readonly key: string;
  /** What is interpreted, for the error, such as `document`. */
  readonly what: string;
}

/** What the thread sends back. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: ApiErrorCode; readonly message: string; readonly param: string | null } }
  | { readonly bug: string };

interface Waiting extends Task {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Running {
  readonly task: Waiting;
  /** The thread has taken the task. */
  readonly begun: () => void;
  readonly stopClocks: () => void;
}

/** A thread that has had nothing to do for this long is ended, which returns its memory. */
const idleMs = 30_000;
const watchMs = 50;

/**
 * Interprets callers' input (documents, JSON schemas, regular expressions) in a thread with limits of time and memory, so that none can
 * stop the service for everybody. A task that exceeds them is ended with its thread; the next one gets a new thread.
 */
export class Interpreter {
  readonly #limits: InterpreterLimits;
  readonly #waiting = new Map<string, Waiting[]>();
  #worker: Worker | undefined;
  #running: Running | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(limits: InterpreterLimits) {
    this.#limits = limits;
  }

  /** Throws ApiError: the task's own, `unreadable` beyond a limit, `unavailable` if too many of the key's tasks wait. */
  run(task: Task): Promise<unknown> {
    const queue = this.#waiting.get(task.key) ?? [];
    if (this.#isClosed || queue.length >= this.#limits.waitingPerKey) {
      return Promise.reject(new ApiError("unavailable", `Too many ${task.what}s of this key are waiting; try again.`));
    }
    return new Promise((resolve, reject) => {
      queue.push({ ...task, resolve, reject });
      this.#waiting.set(task.key, queue);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  /** The key whose turn it is goes to the end of the line. */
  #take(): Waiting | undefined {
    const [turn] = this.#waiting;
    if (turn === undefined) return undefined;
    const [key, queue] = turn;
    const [task, ...rest] = queue;
    this.#waiting.delete(key);
    if (rest.length > 0) this.#waiting.set(key, rest);
    return task;
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const task = this.#take();
    clearTimeout(this.#idle);
    if (task === undefined) {
      this.#idle = setTimeout(() => {
        const worker = this.#worker;
        this.#worker = undefined;
        void worker?.terminate();
      }, idleMs);
      this.#idle.unref();
      return;
    }
    this.#perform(task);
  }

  #perform(task: Waiting): void {
    const { limitMs, growthMiB } = this.#limits;
    const worker = (this.#worker ??= this.#start());
    const grownFrom = process.memoryUsage.rss();
    const beyond = (limit: "time" | "memory"): void =>
      this.#drop(worker, () => task.reject(tooCostly(task.what, limit)));
    let limit: NodeJS.Timeout | undefined;
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - grownFrom > growthMiB * 2 ** 20) beyond("memory");
    }, watchMs);
    watch.unref();
    this.#running = {
      task,
      begun: () => (limit ??= setTimeout(() => beyond("time"), limitMs)),
      stopClocks() {
        clearTimeout(limit);
        clearInterval(watch);
      },
    };
    worker.postMessage({ name: task.name, input: task.input });
  }

  /** Ends the running task, and takes the next one. */
  #settle(finish: (task: Waiting) => void): void {
    const running = this.#running;
    if (running === undefined) return;
    running.stopClocks();
    this.#running = undefined;
    finish(running.task);
    this.#next();
  }

  /** Ends a thread, with its task. */
  #drop(worker: Worker, finish: (task: Waiting) => void): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#settle(finish);
  }

  #start(): Worker {
    // In a bundle, this module is in the program's one file, and the thread's program lies beside it.
    const here = import.meta.url;
    const file = fileURLToPath(new URL(here.endsWith(".ts") ? "../interpret.ts" : "interpret.mjs", here));
    const worker = new Worker(file, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMiB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    });
    worker.unref();
    worker.on("message", (message: Outcome | "begun") => {
      if (this.#worker !== worker) return;
      // The time that a new thread takes to start is not the task's.
      if (message === "begun") this.#running?.begun();
      else this.#settle((task) => finishTask(task, message));
    });
    worker.on("error", (thrown: Error) => {
      const isMemory = (thrown as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#drop(worker, (task) => task.reject(isMemory ? tooCostly(task.what, "memory") : thrown));
    });
    worker.on("exit", () => this.#drop(worker, (task) => task.reject(new Error("the interpreter's thread ended"))));
    return worker;
  }
}

function finishTask({ resolve, reject }: Waiting, outcome: Outcome): void {
  if ("value" in outcome) resolve(outcome.value);
  else if ("bug" in outcome) reject(new Error(outcome.bug));
  else reject(new ApiError(outcome.refusal.code, outcome.refusal.message, { param: outcome.refusal.param }));
}

const tooCostly = (what: string, limit: "time" | "memory"): ApiError =>
  new ApiError("unreadable", `The ${what} takes too much ${limit} to read; make it smaller or simpler.`);
