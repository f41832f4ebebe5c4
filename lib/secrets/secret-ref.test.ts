import { expect, test } from "vitest";
import { quote } from "../steps/quote.ts";
import { holdsSecret, resolveSecrets, secretNames, secretRef } from "./secret-ref.ts";

test("a reference prints as its name", () => {
  expect(secretRef("consul.gossip")).toBe("«secret:consul.gossip»");
});

test("a text tells which secrets it holds", () => {
  const text = `a ${secretRef("x")} b ${secretRef("y.z")} ${secretRef("x")}`;
  expect([holdsSecret(text), secretNames(text)]).toEqual([true, ["x", "y.z"]]);
  expect([holdsSecret("«x»"), secretNames("none")]).toEqual([false, []]);
});

test("a value stays one word of shell, whatever is in it", () => {
  const script = `key=${quote(`prefix ${secretRef("k")}`)}`;
  expect(resolveSecrets(script, () => "it's $HOME")).toBe(String.raw`key='prefix it'\''s $HOME'`);
});
