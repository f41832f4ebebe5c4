import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { readSecret } from "./read-secret.ts";

const from = (content: string) => readSecret("? ", { input: Readable.from([content]), output: new PassThrough() });

test("a line from stdin, without its end", async () => {
  expect(await from("sk-abc\n")).toBe("sk-abc");
});

test("what a person types is not shown", async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough({ encoding: "utf8" });
  const secret = readSecret("value: ", { input, output });
  input.write("sk-abc\r");
  expect(await secret).toBe("sk-abc");
  expect(output.read()).toBe("value: \n");
});

test.each([
  ["\n", "no value was given"],
  ["two words\n", "the value has spaces or line breaks, or is too long"],
  ["x".repeat(4_097), "the value has spaces or line breaks, or is too long"],
])("%j is refused, and not repeated", async (content, message) => {
  await expect(from(content)).rejects.toMatchObject({ code: "CONFIG_INVALID", message });
});
