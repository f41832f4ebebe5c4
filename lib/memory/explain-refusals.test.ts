import { expect, test } from "vitest";
import { createMemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { explainRefusals } from "./explain-refusals.ts";

const refusing = (status: number, error: object, retryAfter?: string) =>
  explainRefusals(
    createMemoryClient({
      key: "k",
      transport: () =>
        Promise.resolve({
          status,
          ...defined({ retryAfter }),
          body: (async function* () {
            yield await Promise.resolve(Buffer.from(JSON.stringify({ error })));
          })(),
        }),
    }),
  );

test("a refusal says which field, when, and what to do", async () => {
  const client = refusing(429, { code: "rate_limited", message: "too many", param: "query" }, "7");
  const thrown = await client.call("usage", {}).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(HearthError);
  expect((thrown as HearthError).toJSON()).toEqual({
    code: "API_REFUSED",
    message: "the memory service refused the request: too many (query); try again in 7 s",
    hint: "Wait for the time given, then try again.",
    docs: "docs/errors.md#api_refused",
  });
});

test("one in the middle of an export too", async () => {
  const client = refusing(403, { code: "forbidden", message: "no" });
  const drain = async (): Promise<void> => {
    for await (const line of client.exportLines()) expect(line).toBe("never");
  };
  await expect(drain()).rejects.toThrow("the memory service refused the request: no");
});
