import { createCipheriv, createDecipheriv, type DecipherGCM, hkdfSync, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { isSealed, nonceBytes, sealedMagic, sealedMagicBytes, tagBytes } from "../encryption/sealed-form.ts";

/*
 * A sealed file: magic bytes, a nonce, the gzipped file encrypted with AES-256-GCM, and the tag. Whoever keeps it can neither read nor
 * change it. Its place, such as a backup's life and time, is authenticated with it: an old backup does not open as a newer one.
 */
const headBytes = sealedMagicBytes + nonceBytes;

/** Length of the input key, from which the backup key is derived. */
export const sealKeyBytes = 32;

const keyOf = (secret: Buffer): Buffer => {
  if (secret.length !== sealKeyBytes)
    throw new TypeError(`the backup key has ${secret.length} bytes instead of ${sealKeyBytes}`);
  return Buffer.from(hkdfSync("sha256", secret, "", "hearth memory backup", 32));
};

/** The place of a backup, for its seal. */
export const backupPlace = (life: number, at: string): string => `backup/${life}/${at}`;

export interface SealedPlace {
  /** What the seal is bound to. */
  readonly place: string;
  readonly secret: Buffer;
}

/** The sealed form of a file, as a stream. */
export function sealFile(path: string, { place, secret }: SealedPlace): Readable {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce);
  cipher.setAAD(Buffer.from(place));
  async function* sealed(): AsyncIterable<Buffer> {
    yield Buffer.concat([sealedMagic[2], nonce]);
    // Vectors hardly compress; the fastest level is enough for texts and indexes.
    const packed = createReadStream(path).pipe(createGzip({ level: 1 }));
    for await (const chunk of packed) yield cipher.update(chunk as Buffer);
    yield cipher.final();
    yield cipher.getAuthTag();
  }
  return Readable.from(sealed());
}

/**
 * Writes the unsealed file to `path`, completely or not at all. Throws if the key or the place does not match or a byte was changed; then
 * there is no file at `path`.
 */
export async function unseal(sealed: AsyncIterable<Uint8Array>, path: string, key: SealedPlace): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(sealed, unsealing(key), createGunzip(), createWriteStream(partial, { mode: 0o600 }));
    const file = await open(partial, "r+");
    await file.sync().finally(() => file.close());
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Holds back the last bytes, which are the tag. */
function unsealing({ place, secret }: SealedPlace): Transform {
  const key = keyOf(secret);
  let waiting = Buffer.alloc(0);
  let decipher: DecipherGCM | undefined;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting = Buffer.concat([waiting, chunk]);
      if (decipher === undefined && waiting.length >= headBytes) {
        const begin = waiting.subarray(0, sealedMagicBytes);
        if (!isSealed(begin)) {
          done(new Error("this is not a sealed backup"));
          return;
        }
        decipher = createDecipheriv("aes-256-gcm", key, waiting.subarray(sealedMagicBytes, headBytes), {
          authTagLength: tagBytes,
        });
        if (begin.equals(sealedMagic[2])) decipher.setAAD(Buffer.from(place));
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
        done(new Error("the backup is truncated"));
        return;
      }
      try {
        decipher.setAuthTag(waiting);
        done(null, decipher.final());
      } catch (cause) {
        done(new Error("the backup was sealed with another key or for another time, or was changed", { cause }));
      }
    },
  });
}
