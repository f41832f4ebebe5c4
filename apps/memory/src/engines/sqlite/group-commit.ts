import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../store/store-error.ts";
import { toStoreError } from "./to-store-error.ts";

/** Runs inside a transaction and returns what to do when it is on disk. May be run in a transaction that then fails. */
export type Work = () => () => void;

interface Waiting {
  readonly work: Work;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * One transaction, and so one sync of the disk, for all that is asked for in one turn of the event loop. Each piece of work is all or
 * nothing by itself: one that throws takes nothing else with it. A promise resolves when the commit that holds it is on disk.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #most: number;
  #waiting: Waiting[] = [];
  #scheduled = false;

  /** `most`: pieces of work in one transaction, and four times as many that wait; beyond that `submit` refuses. */
  constructor(database: DatabaseSync, most = 512) {
    this.#database = database;
    this.#most = most;
  }

  /** Rejects with StoreError, or what `work` throws. */
  submit(work: Work): Promise<void> {
    if (this.#waiting.length >= this.#most * 4) {
      return Promise.reject(new StoreError("busy", "too many writes wait for the disk"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits what waits, at once. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, this.#most));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#waiting.splice(0, this.#most));
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(group: readonly Waiting[]): void {
    const done: { readonly waiting: Waiting; readonly after: () => void }[] = [];
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      for (const waiting of group) {
        const after = this.#run(waiting);
        if (after !== undefined) done.push({ waiting, after });
      }
      this.#database.exec("COMMIT");
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      const error = toStoreError(thrown);
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { waiting, after } of done) {
      after();
      waiting.resolve();
    }
  }

  /** Undefined where the work was undone and its promise rejected. */
  #run({ work, reject }: Waiting): (() => void) | undefined {
    this.#database.exec("SAVEPOINT work");
    try {
      const after = work();
      this.#database.exec("RELEASE work");
      return after;
    } catch (thrown) {
      // A full disk may have ended the whole transaction; then there is no savepoint to go back to.
      if (!this.#database.isTransaction) throw thrown;
      this.#database.exec("ROLLBACK TO work; RELEASE work");
      reject(toStoreError(thrown));
      return undefined;
    }
  }
}
