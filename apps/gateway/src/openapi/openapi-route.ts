import type { Route } from "../http/route.ts";
import { createDocument } from "./create-document.ts";
import { operations } from "./operations.ts";

/** `GET /openapi.json`: the description of these routes and of itself. It is made when it is first asked for. */
export function openapiRoute(routes: readonly Route[]): Route {
  let body: Buffer | undefined;
  const route: Route = {
    method: "GET",
    path: "/openapi.json",
    access: "open",
    handle({ response }) {
      body ??= Buffer.from(JSON.stringify(createDocument([...routes, route], operations)));
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      response.end(body);
    },
  };
  return route;
}
