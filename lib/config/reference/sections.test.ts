import { expect, test } from "vitest";
import { z } from "zod";
import { nothingDeclared } from "../shape/declared.ts";
import { formatFields } from "./format-fields.ts";
import { findSection, referenceFields, sectionsOf } from "./sections.ts";

const zone = z.string().default("Etc/UTC").meta({ description: "Name of a time zone." });
const fields = referenceFields({
  ...nothingDeclared,
  roleOptions: { base: z.strictObject({ timezone: zone }), empty: z.strictObject({}) },
});

/** Paths of the section, or the hint where there is none. */
function found(written: string): readonly string[] | string {
  const result = findSection(fields, written);
  return "hint" in result ? result.hint : result.fields.map(({ path }) => path);
}

test("the sections are the inventory's top-level keys and the models file", () => {
  expect(sectionsOf(fields).map(({ path }) => path)).toEqual([
    "cluster",
    "ssh",
    "resources",
    "options",
    "runtime",
    "users",
    "people",
    "groups",
    "nodes",
    "experts",
    "preflight",
    "backup",
    "gateway",
    "jobs",
    "models",
  ]);
});

test("a role with options is listed with them", () => {
  expect(found("options")).toEqual(["options", "options.base", "options.base.timezone"]);
});

test("a key is found by its path, with or without the marks of lists and names", () => {
  expect(found("users")).toEqual(["users", "users[].name", "users[].keys", "users[].sudo"]);
  expect(found("nodes.ssh")).toEqual(["nodes[].ssh", "nodes[].ssh.hostKey"]);
  expect(found("nodes[].ssh")).toEqual(found("nodes.ssh"));
  expect(found("gateway.prices.models")).toContain("gateway.prices.models.NAME.promptPerMillion");
  expect(found("models.sha256")).toEqual(["models.MODEL.sha256"]);
});

test.each([
  ["gatway", "did you mean `gateway`?"],
  ["gateway.cahce", "did you mean `gateway.cache`?"],
  ["gateway.nothing-like-it", "`hearth config docs gateway` lists its keys"],
  [
    "colour",
    "known are cluster, ssh, resources, options, runtime, users, people, groups, nodes, experts, preflight, backup and 3 more",
  ],
])("no key is called %j: %s", (written, hint) => {
  expect(found(written)).toBe(hint);
});

test("for a terminal: what is needed, then the meaning, wrapped", () => {
  const section = findSection(fields, "groups");
  expect("fields" in section && formatFields(section.fields.slice(0, 2), 60)).toBe(
    [
      "groups  (mapping; optional)",
      "    Settings shared by several machines, by the group's",
      "    name.",
      "",
      "groups.GROUP.ssh  (mapping; optional)",
      "    How Hearth reaches the machines over SSH. Takes the same",
      "    keys as `ssh` at the top level.",
    ].join("\n"),
  );
});
