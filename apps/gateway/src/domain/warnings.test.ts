import { expect, test } from "vitest";
import { sendWarnings, Warnings, warningsHeader } from "./warnings.ts";

function fakeResponse(headersSent = false) {
  const headers = new Map<string, string>();
  return {
    headers,
    headersSent,
    getHeader: (name: string) => headers.get(name),
    setHeader(name: string, value: unknown) {
      headers.set(name, String(value));
      return this as never;
    },
  };
}

test("each warning is collected once, and no warnings add no field", () => {
  const warnings = new Warnings();
  expect(warnings.field()).toEqual({});
  warnings.add("left out: id_slot");
  warnings.add("left out: id_slot");
  expect(warnings.field()).toEqual({ warnings: ["left out: id_slot"] });
});

test("warnings of several stages share one header, made safe and bounded", () => {
  const response = fakeResponse();
  sendWarnings(response, []);
  expect(response.headers.size).toBe(0);
  sendWarnings(response, ["left out: ä\r\nset-cookie: x"]);
  sendWarnings(response, ["second", "second"]);
  expect(response.headers.get(warningsHeader)).toBe("left out: ???set-cookie: x; second");
  sendWarnings(response, ["x".repeat(5_000)]);
  expect(response.headers.get(warningsHeader)).toHaveLength(1_024);
});

test("a started answer stays as it is", () => {
  const response = fakeResponse(true);
  sendWarnings(response, ["late"]);
  expect(response.headers.size).toBe(0);
});
