import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorTable } from "@hearth/kernel/error-table.ts";
import { root } from "../lib/paths.ts";

/** The sections of docs/errors.md after its introduction: heading, first paragraph, and the beginning of what to do. */
const sections = readFileSync(join(root, "docs", "errors.md"), "utf8")
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [code = "", when = "", advice = ""] = section.split("\n\n");
    return { code, when: when.replaceAll("\n", " "), advice: advice.slice(0, "What to do: ".length) };
  });

test("docs/errors.md has every code of the table and no other, with the same words and exit status", () => {
  expect(sections).toEqual(
    Object.entries(errorTable).map(([code, { about, exitCode }]) => ({
      code,
      when: `${about} Exit status ${exitCode}.`,
      advice: "What to do: ",
    })),
  );
});
