import { expect, test } from "vitest";
import { refusal } from "./refusal.ts";

const said = (message: string): string => JSON.stringify({ error: { message, type: "x", code: "y" } });

test("a model that does not exist comes with a suggestion", () => {
  const error = refusal(404, said("The model 'caht' does not exist."), { model: "caht", known: ["chat", "embed"] });
  expect(error.message).toBe("the gateway says: The model 'caht' does not exist; did you mean `chat`?");
});

test.each([
  [
    401,
    said("A valid API key is needed."),
    /does not accept this key: it is unknown, expired or revoked$/,
    /keys list/,
  ],
  [
    404,
    said("The model 'nosuch' does not exist."),
    /^the gateway says: The model 'nosuch' does not exist$/,
    /--models/,
  ],
  [403, said("This key may not use chat."), /may not use chat$/, /keys limits/],
  [429, said("Too many requests."), /Too many requests$/, /limit/],
  [503, said("No expert is healthy."), /No expert is healthy$/, /hearth status/],
  [502, "<html>bad gateway</html>", /<html>bad gateway<\/html>$/, /hearth status/],
  [500, "", /^the gateway answered 500$/, /hearth status/],
])("%i is said in words, without JSON", (...[status, body, message, hint]) => {
  const error = refusal(status, body);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("{");
  expect(error.hint).toMatch(hint);
});
