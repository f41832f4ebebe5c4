import { countField, textField } from "./field-readers.ts";
import type { GgufHeader } from "./parse-gguf-header.ts";

/** What a file says of its model that placement does not need, but a catalogue does. */
export interface ModelDescription {
  readonly kind: "chat" | "embedding" | "rerank";
  readonly licence: string | undefined;
  /** By their two letters. */
  readonly languages: readonly string[];
}

/** Of the pooling types of llama.cpp: vectors are made into one, or into a rank. */
const rankPooling = 4;

export function describeHeader(header: Pick<GgufHeader, "fields">): ModelDescription {
  const architecture = textField(header, "general.architecture") ?? "";
  const pooling = countField(header, `${architecture}.pooling_type`) ?? 0;
  const isEncoder = header.fields.get(`${architecture}.attention.causal`) === false;
  const languages = header.fields.get("general.languages");
  const written = typeof languages === "object" ? (languages.values ?? []) : [];
  return {
    kind: pooling === rankPooling ? "rerank" : pooling > 0 || isEncoder ? "embedding" : "chat",
    licence: textField(header, "general.license.name") ?? textField(header, "general.license"),
    languages: written.filter((language) => typeof language === "string" && /^[a-z]{2}$/.test(language)).map(String),
  };
}

/** Whether a licence, by its name, is for other than commercial use. */
export const forbidsCommerce = (licence: string): boolean =>
  /(?:^|[-_\s.])nc(?:$|[-_\s.\d])|non-?commercial|research(?:[-_\s]only|[-_\s]licen)/i.test(licence);
