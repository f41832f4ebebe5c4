import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import { endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import type { MemoryEndpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import { RouteTable, type RouteLine } from "@hearth/service/http/route-table.ts";
import type { Page } from "./open-pages.ts";

/** An endpoint of the contract, or a separate page that checks methods and keys itself. */
export type Route = RouteLine &
  ({ readonly name: EndpointName; readonly endpoint: MemoryEndpoint } | { readonly page: Page });

/** All routes of the service. */
export function createRoutes(pages: Readonly<Record<string, Page>>): RouteTable<Route> {
  const ofContract = Object.entries<MemoryEndpoint>(endpoints).map(([name, endpoint]): Route => {
    const { method, path } = endpoint;
    return { method, path, name: name as EndpointName, endpoint };
  });
  const beside = Object.entries(pages).map(([path, page]): Route => ({ method: "*", path, page }));
  return new RouteTable([...ofContract, ...beside], "Unknown request URL; see /openapi.json.");
}
