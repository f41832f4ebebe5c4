import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../store/store-error.ts";
import { toStoreError } from "./to-store-error.ts";

/** Runs inside a transaction, which may still fail, and returns what to do once it is on disk. */
export type Work = () => () => void;

interface Waiting {
  readonly work: Work;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Group commit: one transaction, and so one disk sync, for all work submitted in one tick of the event loop. Each piece of work is
 * atomic by itself: if one throws, the others are unaffected. A promise resolves when the commit that holds it is on disk.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #most: number;
  #waiting: Waiting[] = [];
  #scheduled = false;

  /** `most`: pieces of work per transaction; four times as many may wait, then `submit` refuses. */
  constructor(database: DatabaseSync, most = 512) {
    this.#database = database;
    this.#most = most;
  }

  /** Rejects with StoreError, or what `work` throws. */
  submit(work: Work): Promise<void> {
    if (this.#waiting.length >= this.#most * 4) {
      return Promise.reject(new StoreError("busy", "too many writes are waiting for the disk"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits all waiting work at once. */
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

  /** Undefined if the work was rolled back and its promise rejected. */
  #run({ work, reject }: Waiting): (() => void) | undefined {
    this.#database.exec("SAVEPOINT work");
    try {
      const after = work();
      this.#database.exec("RELEASE work");
      return after;
    } catch (thrown) {
      // A full disk may have ended the whole transaction; then there is no savepoint to roll back to.
      if (!this.#database.isTransaction) throw thrown;
      this.#database.exec("ROLLBACK TO work; RELEASE work");
      reject(toStoreError(thrown));
      return undefined;
    }
  }
}
