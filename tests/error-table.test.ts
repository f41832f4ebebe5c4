import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorTable, type ErrorCode } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
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

test("the address in every error is a section of docs/errors.md, by the anchors that GitHub makes", () => {
  const addresses = Object.keys(errorTable).map(
    (code) => new HearthError({ code: code as ErrorCode, message: "", hint: "" }).docs,
  );
  const anchors = sections.map(({ code }) =>
    code
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  expect(addresses).toEqual(anchors.map((anchor) => `docs/errors.md#${anchor}`));
});
