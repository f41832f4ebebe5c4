import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { ApiError } from "../../domain/api-error.ts";
import { formFields } from "./form-fields.ts";

/** `POST /v1/audio/transcriptions`: a form with a recording, passed on byte for byte. */
export const parseTranscription: Parser = (body, headers) => {
  const contentType = headers["content-type"];
  const { values, files } = formFields(body, contentType);
  if (!files.has("file")) throw new ApiError("invalid_value", "Invalid value for 'file': a file is missing.", "file");
  const inference = textInference(values.get("model"), {
    api: "audio",
    path: "/v1/audio/transcriptions",
    kind: "transcription",
    body,
    texts: [values.get("prompt") ?? ""],
    session: sessionOf(headers, undefined),
    stream: values.get("stream") === "true",
    json: Object.fromEntries(values),
  });
  return { ...inference, contentType: contentType ?? "", anyAnswer: true };
};
