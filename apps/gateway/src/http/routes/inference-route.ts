import type { BodyRoom } from "../server/body-room.ts";
import type { Exchange } from "../../domain/exchange.ts";
import { readBody } from "@hearth/service/http/read-body.ts";
import type { Handler } from "../../domain/route.ts";
import type { Inference } from "../../domain/inference.ts";
import type { KeptResponses } from "../../domain/kept-responses.ts";
import type { Parser } from "../../domain/parser.ts";
import { sendWarnings } from "../../domain/warnings.ts";

export interface InferencePorts {
  /** The stages after the parser; see pipeline/run/run-inference.ts. */
  readonly run: (exchange: Exchange, inference: Inference) => Promise<void>;
  readonly bodyLimitBytes: number;
  readonly bodies: BodyRoom;
  /** A caller's answers that its requests may refer to. */
  readonly keptOf: (caller: string) => KeptResponses;
}

/** Passes a request on to an expert. */
export const inferenceHandler =
  ({ run, bodyLimitBytes, bodies, keptOf }: InferencePorts, parse: Parser): Handler =>
  async (exchange) => {
    const { request, caller } = exchange;
    const said = request.headers["content-length"];
    const room = bodies.open(caller?.id ?? "");
    try {
      room.grow(Math.min(bodyLimitBytes, Number(said ?? 0)));
      // A body without a declared length is counted as it arrives: it need never end.
      const count = said === undefined ? (bytes: number) => room.grow(bytes) : undefined;
      const body = await readBody(request, bodyLimitBytes, count);
      const inference = parse(body, request.headers, { kept: keptOf(caller?.id ?? ""), bodyLimitBytes });
      // A conversation with the answers that it refers to is larger than its request.
      if (inference.body.length > body.length) room.grow(inference.body.length - body.length);
      exchange.stream = inference.stream;
      if (inference.warnings !== undefined) sendWarnings(exchange.response, inference.warnings);
      await run(exchange, inference);
    } finally {
      room.giveBack();
    }
  };
