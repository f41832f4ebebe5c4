import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { checks } from "./checks.ts";
import { factChecks } from "./fact-checks.ts";

test("the how-to lists every check with what it looks for, in the order of the report", () => {
  const page = readFileSync(join(root, "docs/how-to/check-machines.md"), "utf8");
  const listed = [...page.matchAll(/^\| `([a-z-]+)` +\| (.*?) *\|$/gm)].map(([, name, about]) => [name, about]);
  const named = new Set(["ssh", "agent-keys", "quiet-shell", "clock"]);
  expect(listed.filter(([name = ""]) => !named.has(name))).toEqual(
    [...checks, ...factChecks].map(({ name, about }) => [name, about]),
  );
  expect(listed.filter(([name = ""]) => named.has(name)).map(([name]) => name)).toEqual([...named]);
});
