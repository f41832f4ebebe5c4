import { randomBytes } from "node:crypto";
import { ApiError } from "../api/api-error.ts";
import type { JsonObject } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { decryptJson, encryptJson } from "./authenticated-cipher.ts";
import type { Sealed, Sealer } from "./sealer.ts";

const keyBytes = 32;

const settingOf = (tenant: string): string => `data key of ${tenant}`;

/**
 * One key a tenant, with which the store's contents are encrypted. It is random, and kept in the store itself, encrypted with a key of the
 * key file: rotating that key encrypts the data key again, and not all of the data.
 */
export class DataKeys {
  readonly #store: Pick<Store, "setting" | "setSetting">;
  readonly #sealer: Sealer;
  readonly #keys = new Map<string, Promise<DataKey>>();

  constructor(store: Pick<Store, "setting" | "setSetting">, sealer: Sealer) {
    this.#store = store;
    this.#sealer = sealer;
  }

  /** Whether there is a key to encrypt with; without one, contents stay in the clear, as they were. */
  get available(): boolean {
    return this.#sealer.hasKey;
  }

  /** The tenant's key, made at the first call. Throws ApiError `key_missing`. */
  of(tenant: string): Promise<DataKey> {
    const known = this.#keys.get(tenant);
    if (known !== undefined) return known;
    const read = this.#read(tenant);
    this.#keys.set(tenant, read);
    // It is tried again: the key file may be complete by then.
    read.catch(() => this.#keys.delete(tenant));
    return read;
  }

  /** Encrypts the tenant's key with the newest key of the key file. False if it is already. */
  async rotate(tenant: string): Promise<boolean> {
    const wrapped = await this.#store.setting(settingOf(tenant));
    if (wrapped === undefined) return false;
    const sealed = JSON.parse(wrapped) as Sealed;
    if (sealed.key === this.#sealer.newest) return false;
    const again = this.#sealer.seal(this.#sealer.open(sealed, settingOf(tenant)), settingOf(tenant));
    await this.#store.setSetting(settingOf(tenant), JSON.stringify(again));
    return true;
  }

  async #read(tenant: string): Promise<DataKey> {
    const name = settingOf(tenant);
    if ((await this.#store.setting(name)) === undefined) {
      const made = this.#sealer.seal({ key: randomBytes(keyBytes).toString("base64") }, name);
      await this.#store.setSetting(name, JSON.stringify(made), { ifAbsent: true });
    }
    // Another instance may have been faster.
    const sealed = JSON.parse((await this.#store.setting(name)) ?? "{}") as Sealed;
    const { key } = this.#sealer.open(sealed, name);
    return new DataKey(Buffer.from(key as string, "base64"));
  }
}

/** AES-256-GCM; the place of a value is authenticated with it, so a value that was moved elsewhere does not open. */
export class DataKey {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  seal(value: JsonObject, place: string): string {
    return encryptJson(this.#secret, value, place);
  }

  /** Throws ApiError `key_missing` if the value was encrypted with another key or for another place. */
  open(data: string, place: string): JsonObject {
    const value = decryptJson(this.#secret, data, place);
    if (value !== undefined) return value;
    throw new ApiError("key_missing", "Cannot decrypt: the tenant's data key does not match this record.");
  }
}
