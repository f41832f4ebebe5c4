import { ApiError } from "../api/api-error.ts";
import type { JsonObject } from "../store/record.ts";
import type { EncryptionKeys } from "@hearth/contracts/memory/encryption-keys.ts";
import { decryptJson, encryptJson } from "./authenticated-cipher.ts";

/** Encrypted data as stored in a record's body. */
export interface Sealed {
  /** The key's id. */
  readonly key: string;
  /** Base64 of the nonce, the encrypted bytes and the tag. */
  readonly data: string;
}

/**
 * AES-256-GCM. The place of a value (tenant and record) is authenticated with it, so a sealed value that was moved elsewhere does not
 * open. Fails closed: without the right key there is an error, never a text.
 */
export class Sealer {
  #keys: readonly { readonly id: string; readonly secret: Buffer }[] = [];

  constructor(file: EncryptionKeys | undefined) {
    this.replace(file);
  }

  replace(file: EncryptionKeys | undefined): void {
    this.#keys = (file?.keys ?? []).map(({ id, base64 }) => ({ id, secret: Buffer.from(base64, "base64") }));
  }

  get hasKey(): boolean {
    return this.#keys.length > 0;
  }

  /** The id of the key for new seals. Throws ApiError `key_missing` if there is none. */
  get newest(): string {
    return this.#first().id;
  }

  seal(value: JsonObject, place: string): Sealed {
    const { id, secret } = this.#first();
    return { key: id, data: encryptJson(secret, value, place) };
  }

  /** Throws ApiError `key_missing` if the key is missing or does not match. */
  open({ key, data }: Sealed, place: string): JsonObject {
    const secret = this.#keys.find(({ id }) => id === key)?.secret;
    if (secret === undefined) throw missing(key);
    const value = decryptJson(secret, data, place);
    if (value === undefined) throw missing(key);
    return value;
  }

  #first(): { readonly id: string; readonly secret: Buffer } {
    const [first] = this.#keys;
    if (first === undefined)
      throw new ApiError("key_missing", "This service has no encryption key; sensitive memories are refused.");
    return first;
  }
}

const missing = (key: string): ApiError =>
  new ApiError("key_missing", `Cannot decrypt: the key '${key}' is missing or does not match.`);
