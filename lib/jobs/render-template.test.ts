import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderTemplate, templateFolder } from "./render-template.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-templates-"));
const template = (name: string, source: string): void => writeFileSync(join(folder, `${name}.nomad.hcl.hbs`), source);

test("values become literals of HCL, never HTML", () => {
  template("whole", "a = {{hcl text}}\n{{#if flag}}b = {{hcl list}}\n{{/if}}c = ${untouched}\n");
  expect(renderTemplate("whole", { text: 'x < y & "z" = ${w}', flag: true, list: [1, "two"] }, { folder })).toBe(
    'a = "x < y & \\"z\\" = $${w}"\nb = [1, "two"]\nc = ${untouched}\n',
  );
});

test("the same for each of a list", () => {
  template("each", "{{#each files}}\nf {\n  name = {{hcl this.name}}\n}\n{{/each}}\n");
  const files = [{ name: "a" }, { name: "${b}" }];
  expect(renderTemplate("each", { files }, { folder })).toBe('f {\n  name = "a"\n}\nf {\n  name = "$${b}"\n}\n');
  expect(renderTemplate("each", { files: [] }, { folder })).toBe("");
});

test("a value that is missing is an error", () => {
  template("missing", "a = {{hcl text}}\n");
  expect(() => renderTemplate("missing", {}, { folder })).toThrow("missing.nomad.hcl.hbs wants text");
});

test("a value that is not used is an error", () => {
  template("unused", "a = {{hcl text}}\n");
  expect(() => renderTemplate("unused", { text: "x", spare: 1, other: 2 }, { folder })).toThrow(
    "unused.nomad.hcl.hbs does not use spare, other",
  );
});

/** What a template may hold: a literal, a choice, or the same for each of a list. Everything else would be text that HCL reads as it likes. */
const allowed = /^\{\{(?:hcl (?:this\.)?\w+|#if \w+|else|\/if|#each \w+|\/each)\}\}$/;

/** Handlebars in `source` that breaks a rule. */
function breaches(source: string): readonly string[] {
  const marks = source.match(/\{{2,}.*?\}{2,}/g) ?? [];
  return [
    ...marks.filter((mark) => !allowed.test(mark)),
    ...(source.match(/"[^"\n]*\{\{[^"\n]*"/g) ?? []),
    ...(source.match(/\$\{\{.*/g) ?? []),
  ];
}

test.each(readdirSync(templateFolder))("%s lets no value reach HCL but as a literal", (file) => {
  expect(breaches(readFileSync(join(templateFolder, file), "utf8"))).toEqual([]);
});

test.each([
  ["a = {{text}}", ["{{text}}"]],
  ['a = "{{hcl text}}"', ['"{{hcl text}}"']],
  ["a = ${{{x}}}", ["{{{x}}}", "${{{x}}}"]],
  ["a = {{hcl text}}", []],
])("the rule finds what is wrong with %s", (source, found) => {
  expect(breaches(source)).toEqual(found);
});
