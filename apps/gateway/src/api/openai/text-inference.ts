import type { ExpertKind } from "../../domain/expert.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { Inference } from "../../domain/inference.ts";
import { roughTokens } from "../shared/rough-tokens.ts";

const maxTextLength = 8_000;
const nothing = { tools: false, vision: false, audio: false, jsonSchema: false };

export interface TextInferenceParts {
  readonly api: KeyApi;
  readonly path: string;
  readonly kind: ExpertKind;
  readonly body: Buffer;
  /** The texts that the expert reads. */
  readonly texts: readonly string[];
  readonly tokenCount?: number;
  readonly session: string | undefined;
  readonly stream?: boolean;
  readonly maxTokens?: number | null | undefined;
  readonly temperature?: number | null | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A request without a conversation, in the pipeline's form. */
export function textInference(model: string | null | undefined, parts: TextInferenceParts): Inference {
  const { api, path, kind, body, texts, tokenCount = 0, session, stream = false, json } = parts;
  let characters = 0;
  for (const text of texts) characters += text.length;
  return {
    api,
    path,
    kind,
    model: model ?? undefined,
    stream,
    body,
    needs: nothing,
    promptTokens: roughTokens(characters) + tokenCount,
    maxTokens: parts.maxTokens ?? undefined,
    temperature: parts.temperature ?? undefined,
    session,
    text: () => (texts[0] ?? "").slice(0, maxTextLength),
    json: () => json,
  };
}
