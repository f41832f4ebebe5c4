import { hash, randomBytes } from "node:crypto";

interface Statement {
  readonly text: string;
  readonly user?: string | undefined;
  readonly agent?: string | undefined;
  readonly subject?: string | undefined;
}

/**
 * The id of a statement: a hash of user, agent, subject and words, regardless of case, spacing and punctuation. So a duplicate gets the
 * same id as the original, even if both are added at once.
 */
export function statementId({ text, user, agent, subject }: Statement): string {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [text];
  return `m_${hash("sha256", JSON.stringify([user, agent, subject, words]), "buffer").toString("base64url", 0, 15)}`;
}

/** For sensitive texts, which must not be guessable from their id. */
export const randomId = (prefix: string): string => `${prefix}_${randomBytes(15).toString("base64url")}`;
