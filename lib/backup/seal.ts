import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { HearthError } from "@hearth/kernel/errors.ts";

/* The controller's files leave it sealed: the nodes keep them and cannot read them. */

const magic = Buffer.from("hearth sealed 1\n");
const nonceBytes = 12;
const tagBytes = 16;

const keyOf = (key: string): Buffer => Buffer.from(hkdfSync("sha256", key, "", "files of the controller", 32));

export function seal(content: Buffer, key: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(key), nonce).setAAD(magic);
  const sealed = Buffer.concat([cipher.update(gzipSync(content)), cipher.final()]);
  return Buffer.concat([magic, nonce, cipher.getAuthTag(), sealed]);
}

/** Throws BACKUP_FAILED where the key is another one, or a byte has changed. */
export function unseal(content: Buffer, key: string): Buffer {
  try {
    const start = magic.length;
    if (!content.subarray(0, start).equals(magic)) throw new TypeError("it begins with something else");
    const nonce = content.subarray(start, start + nonceBytes);
    const tag = content.subarray(start + nonceBytes, start + nonceBytes + tagBytes);
    const decipher = createDecipheriv("aes-256-gcm", keyOf(key), nonce).setAAD(magic).setAuthTag(tag);
    const sealed = content.subarray(start + nonceBytes + tagBytes);
    return gunzipSync(Buffer.concat([decipher.update(sealed), decipher.final()]));
  } catch (thrown) {
    throw new HearthError({
      code: "BACKUP_FAILED",
      message: "the copy of the controller's files cannot be opened: the key is another one, or the copy is damaged",
      hint: "Use the key that `hearth backup key` showed for this stack, or an older copy.",
      cause: thrown,
    });
  }
}
