import type { GatewayEndpoint } from "../../api/endpoint.ts";
import { endpoints, type HandledName } from "../../api/endpoints.ts";
import { wellFormedBody } from "../../api/shared/well-formed-body.ts";
import type { Parser } from "../../domain/parser.ts";
import type { Access, Handler, Route } from "../../domain/route.ts";
import { createDocument } from "../openapi/create-document.ts";
import { inferenceHandler, type InferencePorts } from "./inference-route.ts";

export interface RouteParts {
  readonly inferences: InferencePorts;
  /** All handlers but `openapi`, which is made here. */
  readonly handlers: Readonly<Record<Exclude<HandledName, "openapi">, Handler>>;
  readonly metricsAccess: Access;
}

/** The endpoint table with a handler for each line. */
export function createRoutes({ inferences, handlers, metricsAccess }: RouteParts): readonly Route[] {
  const table: Readonly<Record<string, GatewayEndpoint>> = {
    ...endpoints,
    metrics: { ...endpoints.metrics, access: metricsAccess },
  };
  const named: Readonly<Record<string, Handler>> = { ...handlers, openapi: describe(table) };
  return Object.entries(table).map(([name, { method, path, rest, access, parse, bodyType }]) => {
    const handle = parse === undefined ? named[name] : inferenceHandler(inferences, bodyType ? parse : ofJson(parse));
    if (handle === undefined) throw new TypeError(`nothing answers ${name}`);
    return { method, path, ...(rest === undefined ? {} : { rest }), access, handle };
  });
}

/** A parser that never sees half a surrogate pair, and so never passes one on. */
const ofJson =
  (parse: Parser): Parser =>
  (body, headers, context) =>
    parse(wellFormedBody(body), headers, context);

/** `GET /openapi.json`. The document is made on the first request. */
function describe(table: Readonly<Record<string, GatewayEndpoint>>): Handler {
  let body: Buffer | undefined;
  return ({ response }) => {
    body ??= Buffer.from(JSON.stringify(createDocument(table)));
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  };
}
