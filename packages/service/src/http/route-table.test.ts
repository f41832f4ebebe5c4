import { expect, test } from "vitest";
import { decodeParam, RouteTable, type RouteLine } from "./route-table.ts";
import { FrameError } from "./service-error.ts";

const lines: readonly RouteLine[] = [
  { method: "GET", path: "/v1/things" },
  { method: "POST", path: "/v1/things" },
  { method: "GET", path: "/v1/things/{id}" },
  { method: "DELETE", path: "/v1/things/{id}" },
  { method: "POST", path: "/v1/things/search" },
  { method: "GET", path: "/v1/things/{id}/parts/{part}" },
  { method: "GET", path: "/v1/models/{name}", rest: true },
  { method: "*", path: "/page" },
];
const table = new RouteTable(lines, "Nothing is here.");

function found(method: string, path: string): unknown {
  const match = table.find(path, method);
  if (match instanceof FrameError) return [match.code, match.message, match.headers["allow"]];
  return [match.line.path, match.params];
}

test("a route is found by path and method, with its parameters", () => {
  expect(found("POST", "/v1/things")).toEqual(["/v1/things", {}]);
  expect(found("DELETE", "/v1/things/a%20b")).toEqual(["/v1/things/{id}", { id: "a%20b" }]);
  expect(found("GET", "/v1/things/a/parts/b")).toEqual(["/v1/things/{id}/parts/{part}", { id: "a", part: "b" }]);
});

test("a literal path wins over a parameter, even for a method that only the other has", () => {
  expect(found("POST", "/v1/things/search")).toEqual(["/v1/things/search", {}]);
  expect(found("GET", "/v1/things/search")).toEqual(["method_not_allowed", "Use POST for this URL.", "POST"]);
});

test("a wrong method gets all allowed methods", () => {
  expect(found("PATCH", "/v1/things/a")).toEqual([
    "method_not_allowed",
    "Use GET or DELETE for this URL.",
    "GET, DELETE",
  ]);
});

test("HEAD is answered like GET, where there is a GET", () => {
  expect(found("HEAD", "/v1/things/a")).toEqual(["/v1/things/{id}", { id: "a" }]);
  expect(found("HEAD", "/v1/things/search")).toEqual(["method_not_allowed", "Use POST for this URL.", "POST"]);
});

test("doubled slashes and one at the end are forgiven, unless the path means something with them", () => {
  expect(found("GET", "//v1/things")).toEqual(["/v1/things", {}]);
  expect(found("POST", "/v1//things/search/")).toEqual(["/v1/things/search", {}]);
  expect(found("GET", "/v1/things/a/")).toEqual(["/v1/things/{id}", { id: "a" }]);
  expect(found("GET", "/v1/models//a")).toEqual(["/v1/models/{name}", { name: "/a" }]);
  expect(found("GET", "//")).toEqual(["unknown_url", "Nothing is here.", undefined]);
});

test("the rest of a path may hold slashes, and must hold something", () => {
  expect(found("GET", "/v1/models/org/model")).toEqual(["/v1/models/{name}", { name: "org/model" }]);
  expect(found("GET", "/v1/models/")).toEqual(["unknown_url", "Nothing is here.", undefined]);
});

test.each(["/v1/thing", "/v1/things/", "/v1/things/a/parts", "/v1/things/{id}/other", "/v1/models", "", "/"])(
  "%s is no URL of the table, or one whose parameter is empty",
  (path) => {
    expect(found("GET", path)).toEqual(
      path === "/v1/things/" ? ["/v1/things/{id}", { id: "" }] : ["unknown_url", "Nothing is here.", undefined],
    );
  },
);

test("a page that checks methods itself gets them all", () => {
  for (const method of ["GET", "POST", "BREW"]) expect(found(method, "/page")).toEqual(["/page", {}]);
});

test("a parameter is decoded, and an invalid name is refused", () => {
  expect(decodeParam("a%2Fb%20c")).toBe("a/b c");
  for (const sent of ["", "%zz", "%00", "x".repeat(201)]) {
    expect(() => decodeParam(sent)).toThrow(expect.objectContaining({ code: "invalid_value" }));
  }
});
