import { hash, randomBytes } from "node:crypto";

interface Statement {
  readonly text: string;
  readonly user?: string | undefined;
  readonly agent?: string | undefined;
  readonly subject?: string | undefined;
}

/**
 * The id of a statement: the same for the same words of the same user to the same agent, whatever their case, spacing and punctuation.
 * So a duplicate meets what is there by its id, also when two are added at the same moment.
 */
export function statementId({ text, user, agent, subject }: Statement): string {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [text];
  return `m_${hash("sha256", JSON.stringify([user, agent, subject, words]), "buffer").toString("base64url", 0, 15)}`;
}

/** For what must not be guessed from its id: sensitive texts. */
export const randomId = (prefix: string): string => `${prefix}_${randomBytes(15).toString("base64url")}`;
