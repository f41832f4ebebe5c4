import { messageOf } from "@hearth/kernel/errors.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import type { Caller } from "../../domain/caller.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { Account, type AccountPorts } from "./account.ts";
import { metersOf } from "@hearth/contracts/keys/meter.ts";

export interface AccountsPorts extends AccountPorts {
  readonly log: Pick<JsonLog, "warn">;
}

interface Opened {
  limits: KeyLimits;
  readonly account: Account;
}

/** An account unused for this long returns its credit, so that other gateways can take it. */
const idleMs = 60_000;

/** The accounts of recently used keys. */
export class Accounts {
  readonly #ports: AccountsPorts;
  readonly #opened = new Map<string, Opened>();
  /** Accounts whose limits changed while answers were still running. */
  readonly #replaced = new Map<Account, string>();

  constructor(ports: AccountsPorts) {
    this.#ports = ports;
  }

  /** Undefined if the caller has no limits. */
  of({ id, limits }: Caller): Account | undefined {
    if (limits === undefined) return undefined;
    const opened = this.#opened.get(id);
    if (opened?.limits === limits) return opened.account;
    if (opened !== undefined) {
      // The records were read again because another key changed; this one's limits are the same.
      if (JSON.stringify(opened.limits) === JSON.stringify(limits)) {
        opened.limits = limits;
        return opened.account;
      }
      this.#replaced.set(opened.account, id);
    }
    const account = new Account(id, metersOf(limits), this.#ports);
    this.#opened.set(id, { limits, account });
    return account;
  }

  /** Closes idle and replaced accounts that have no answer running. Call it every few seconds. */
  async sweep(): Promise<void> {
    const before = this.#ports.now() - idleMs;
    const closed: [string, Account][] = [];
    for (const [id, { account }] of this.#opened) {
      if (account.open === 0 && account.usedMs < before) closed.push([id, account]);
    }
    for (const [id] of closed) this.#opened.delete(id);
    for (const [account, id] of this.#replaced) {
      if (account.open === 0 && this.#replaced.delete(account)) closed.push([id, account]);
    }
    await this.#giveBack(closed);
  }

  /** Closes all. */
  async close(): Promise<void> {
    const all = [
      ...Array.from(this.#opened, ([id, { account }]): [string, Account] => [id, account]),
      ...Array.from(this.#replaced, ([account, id]): [string, Account] => [id, account]),
    ];
    this.#opened.clear();
    this.#replaced.clear();
    await this.#giveBack(all);
  }

  async #giveBack(accounts: readonly (readonly [string, Account])[]): Promise<void> {
    await Promise.all(
      accounts.map(([id, account]) =>
        account
          .giveBack()
          .catch((error: unknown) =>
            this.#ports.log.warn("limits not returned", { key: id, because: messageOf(error) }),
          ),
      ),
    );
  }
}
