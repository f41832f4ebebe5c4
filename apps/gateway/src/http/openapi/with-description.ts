import type { Route } from "../../domain/route.ts";
import { createDocument } from "./create-document.ts";
import { operations } from "./operations.ts";

/** The routes, and one that describes them all: `GET /openapi.json`. The document is made when it is first asked for. */
export function withDescription(described: readonly Route[]): readonly Route[] {
  let body: Buffer | undefined;
  const routes: readonly Route[] = [
    ...described,
    {
      method: "GET",
      path: "/openapi.json",
      access: "open",
      handle({ response }) {
        body ??= Buffer.from(JSON.stringify(createDocument(routes, operations)));
        response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
        response.end(body);
      },
    },
  ];
  return routes;
}
