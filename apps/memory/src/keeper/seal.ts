import { createCipheriv, createDecipheriv, type DecipherGCM, hkdfSync, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/*
 * A sealed backup: the magic, a nonce, the gzipped file encrypted with AES-256-GCM, and the tag. Whoever keeps it can neither read
 * nor change it.
 */
const magic = Buffer.from("HEARTHB1");
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = magic.length + nonceBytes;

/** Bytes of the key, before it is made one of this purpose. */
export const sealKeyBytes = 32;

const keyOf = (secret: Buffer): Buffer => {
  if (secret.length !== sealKeyBytes)
    throw new TypeError(`the key of backups has ${secret.length} bytes, not ${sealKeyBytes}`);
  return Buffer.from(hkdfSync("sha256", secret, "", "hearth memory backup", 32));
};

/** The sealed form of a file, as a stream. */
export function sealFile(path: string, secret: Buffer): Readable {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce);
  async function* sealed(): AsyncIterable<Buffer> {
    yield Buffer.concat([magic, nonce]);
    // Vectors hardly shrink; the fastest level takes what there is in texts and indexes.
    const packed = createReadStream(path).pipe(createGzip({ level: 1 }));
    for await (const chunk of packed) yield cipher.update(chunk as Buffer);
    yield cipher.final();
    yield cipher.getAuthTag();
  }
  return Readable.from(sealed());
}

/**
 * Writes the file that was sealed to `path`, whole or not at all. Throws where the key is another one or a byte was changed: nothing
 * is at `path` then.
 */
export async function unseal(sealed: AsyncIterable<Uint8Array>, path: string, secret: Buffer): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(sealed, unsealing(keyOf(secret)), createGunzip(), createWriteStream(partial, { mode: 0o600 }));
    const file = await open(partial, "r+");
    await file.sync().finally(() => file.close());
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Holds the last bytes back, for they are the tag. */
function unsealing(key: Buffer): Transform {
  let waiting = Buffer.alloc(0);
  let decipher: DecipherGCM | undefined;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting = Buffer.concat([waiting, chunk]);
      if (decipher === undefined && waiting.length >= headBytes) {
        if (!waiting.subarray(0, magic.length).equals(magic)) {
          done(new Error("this is no sealed backup"));
          return;
        }
        decipher = createDecipheriv("aes-256-gcm", key, waiting.subarray(magic.length, headBytes));
        waiting = waiting.subarray(headBytes);
      }
      if (decipher === undefined || waiting.length <= tagBytes) {
        done();
        return;
      }
      const ready = waiting.subarray(0, waiting.length - tagBytes);
      waiting = Buffer.from(waiting.subarray(waiting.length - tagBytes));
      done(null, decipher.update(ready));
    },
    flush(done) {
      if (decipher === undefined) {
        done(new Error("the backup is cut off"));
        return;
      }
      try {
        decipher.setAuthTag(waiting);
        done(null, decipher.final());
      } catch (cause) {
        done(new Error("the backup was sealed with another key, or was changed", { cause }));
      }
    },
  });
}
