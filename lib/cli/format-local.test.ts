import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { formatLocal } from "./format-local.ts";

const found = {
  gateway: "http://127.0.0.1:8080/v1",
  memory: "http://127.0.0.1:8095",
  keyFile: join(root, ".hearth/lab/local/gateway.key"),
};
const answer = { text: " Hello.\n", expert: "chat" };

test("what goes on says how it ends, and what to ask", () => {
  const text = formatLocal(found, answer, { readyMs: 3_200, check: false });
  expect(text).toContain("Ready after 3.2s. Ctrl-C ends it.");
  expect(text).toContain("key in .hearth/lab/local/gateway.key");
});

test("a check ends by itself, so it names neither Ctrl-C nor addresses that are gone", () => {
  expect(formatLocal(found, answer, { readyMs: 3_200, check: true })).toBe(
    "chat: Hello.\n\nReady after 3.2s. It stops now; without --check it goes on.",
  );
});
