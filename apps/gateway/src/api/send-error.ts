import type { ServerResponse } from "node:http";
import { sendFailure, setErrorHeaders } from "@hearth/service/http/send-error.ts";
import type { ApiError, ErrorEnvelope } from "../domain/api-error.ts";
import { errorFormOf } from "./error-form-of.ts";

/** Sends one of the gateway's own errors. */
export function sendError(response: ServerResponse, error: ApiError): void {
  setErrorHeaders(response, error);
  sendEnvelope(response, error.status, error.toJSON());
}

/** Sends an error in the form of the caller's API: as the answer, or as the last event of a stream; any other started answer is cut off. */
export function sendEnvelope(response: ServerResponse, status: number, envelope: ErrorEnvelope): void {
  sendFailure(response, { status, envelope }, errorFormOf(response.req));
}
