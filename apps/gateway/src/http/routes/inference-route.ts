import type { BodyRoom } from "../server/body-room.ts";
import type { Exchange } from "../../domain/exchange.ts";
import { readBody } from "@hearth/service/http/read-body.ts";
import type { Route } from "../../domain/route.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Parser } from "../../domain/parser.ts";

export interface InferenceRoutePorts {
  /** The stages after the parser; see pipeline/run/run-inference.ts. */
  readonly run: (exchange: Exchange, inference: Inference) => Promise<void>;
  readonly bodyLimitBytes: number;
  readonly bodies: BodyRoom;
}

export interface InferenceRoute {
  readonly path: string;
  readonly parse: Parser;
}

/** A route that hands a request on to an expert. */
export function inferenceRoute(
  { run, bodyLimitBytes, bodies }: InferenceRoutePorts,
  { path, parse }: InferenceRoute,
): Route {
  return {
    method: "POST",
    path,
    access: "key",
    async handle(exchange) {
      const { request } = exchange;
      const said = request.headers["content-length"];
      let giveBack = bodies.take(Math.min(bodyLimitBytes, Number(said ?? 0)));
      try {
        const body = await readBody(request, bodyLimitBytes);
        // One that did not say its length is counted once that is known.
        if (said === undefined) giveBack = bodies.take(body.length);
        const inference = parse(body, request.headers);
        exchange.stream = inference.stream;
        await run(exchange, inference);
      } finally {
        giveBack();
      }
    },
  };
}
