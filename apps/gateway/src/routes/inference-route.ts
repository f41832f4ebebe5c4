import type { Exchange } from "../http/exchange.ts";
import { readBody } from "../http/read-body.ts";
import type { Route } from "../http/route.ts";
import type { Inference } from "../pipeline/inference.ts";
import type { Parser } from "../pipeline/parser.ts";

export interface InferenceRoutePorts {
  /** The stages after the parser; see pipeline/run-inference.ts. */
  readonly run: (exchange: Exchange, inference: Inference) => Promise<void>;
  readonly bodyLimitBytes: number;
}

export interface InferenceRoute {
  readonly path: string;
  readonly parse: Parser;
}

/** A route that hands a request on to an expert. */
export function inferenceRoute({ run, bodyLimitBytes }: InferenceRoutePorts, { path, parse }: InferenceRoute): Route {
  return {
    method: "POST",
    path,
    access: "key",
    async handle(exchange) {
      const { request } = exchange;
      const inference = parse(await readBody(request, bodyLimitBytes), request.headers);
      exchange.stream = inference.stream;
      await run(exchange, inference);
    },
  };
}
