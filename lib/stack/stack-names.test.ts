import { expect, test } from "vitest";
import { stackNames } from "./stack-names.ts";

test("a stack is known by its inventory, its settings or its folder; shared folders and other files are none", () => {
  expect(
    stackNames({
      stacks: ["home.inventory.yaml", "Pulumi.old.yaml", "models.yaml", "index.ts", "schema"],
      folders: ["home", "lost", "state", "pulumi", "log", "npm.lock", "t-1-abcdef"],
    }),
  ).toEqual(["home", "lost", "old", "t-1-abcdef"]);
});
