import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { ApiError } from "../../domain/api-error.ts";
import { formFields, toForm } from "./form-fields.ts";
import { onlyFields, transcriptionFields } from "./known-fields.ts";

/** `POST /v1/audio/transcriptions`: a form with a recording. It is written again, so that the expert reads what the gateway has read. */
export const parseTranscription: Parser = (body, headers) => {
  const { values, entries, files } = formFields(body, headers["content-type"]);
  const file = files.get("file");
  if (file === undefined) {
    throw new ApiError("invalid_value", "Invalid value for 'file': a file is missing.", "file");
  }
  const warnings = new Warnings();
  const json = onlyFields<Readonly<Record<string, string>>>(Object.fromEntries(values), transcriptionFields, warnings);
  const form = toForm(
    entries.filter(([name]) => Object.hasOwn(json, name)),
    "file",
    file,
  );
  const inference = textInference(values.get("model"), {
    api: "audio",
    path: "/v1/audio/transcriptions",
    kind: "transcription",
    body: form.body,
    texts: [values.get("prompt") ?? ""],
    session: sessionOf(headers, undefined),
    stream: values.get("stream") === "true",
    json,
  });
  return { ...inference, ...warnings.field(), contentType: form.contentType, anyAnswer: true };
};
