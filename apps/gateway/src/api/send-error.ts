import type { ServerResponse } from "node:http";
import { sendFailure, setErrorHeaders } from "@hearth/service/http/send-error.ts";
import type { ApiError, ErrorEnvelope } from "../domain/api-error.ts";
import { errorFormOf } from "./error-form-of.ts";

/** An error of the gateway's own. */
export function sendError(response: ServerResponse, error: ApiError): void {
  setErrorHeaders(response, error);
  sendEnvelope(response, error.status, error.toJSON());
}

/** An error in the form of the caller's API: as an answer, as a last event of a stream, or, inside any other answer, by cutting it off. */
export function sendEnvelope(response: ServerResponse, status: number, envelope: ErrorEnvelope): void {
  sendFailure(response, { status, envelope }, errorFormOf(response.req));
}
