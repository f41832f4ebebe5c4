import { expect, test } from "vitest";
import { startTestGateway } from "../../../test/start-test-gateway.ts";
import { endpoints } from "../../api/endpoints.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { security: unknown[]; responses: object }>>>>;
}

test("the served document describes the route table, no more and no less", async () => {
  await using gateway = await startTestGateway();
  const answer = await fetch(`${gateway.url}/openapi.json`);
  const { openapi, paths } = (await answer.json()) as Document;
  expect([answer.status, openapi]).toEqual([200, "3.1.0"]);
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = gateway.gateway.routes.map(({ method, path }) => `${method} ${path}`);
  expect(served.toSorted()).toEqual(routes.toSorted());
  const table = Object.values(endpoints).map(({ method, path }) => `${method} ${path}`);
  expect(table.toSorted()).toEqual(routes.toSorted());
});

test("each described route is there, and asks for a key where the document says so", async () => {
  await using gateway = await startTestGateway();
  const { paths } = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { security }] of Object.entries(methods)) {
      const { status } = await fetch(gateway.url + path.replace("{id}", "x"), { method: method.toUpperCase() });
      expect([path, status === 401]).toEqual([path, security.length > 0]);
    }
  }
});

test("no schema in the document is written in a language of zod's own", async () => {
  await using gateway = await startTestGateway();
  const text = await (await fetch(`${gateway.url}/openapi.json`)).text();
  expect([text.includes('"$schema"'), text.includes('"~standard"')]).toEqual([false, false]);
});
