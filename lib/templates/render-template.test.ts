import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderTemplate } from "./render-template.ts";
import { keysOf } from "./template-keys.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-templates-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Renders a template of its own name, since what was compiled is kept. */
function render(source: string, context: Parameters<typeof renderTemplate>[1], common = {}): string {
  const name = `t${++count}`;
  writeFileSync(join(folder, `${name}.hbs`), source);
  return renderTemplate(name, context, { folder, common });
}
let count = 0;

test("a value is written as it is, as JSON, or as a literal of HCL, and never as HTML", () => {
  expect(render("{{a}} {{json a}} {{hcl a}}", { a: "<${b}>" })).toBe('<${b}> "<${b}>" "<$${b}>"');
});

/** The mistake in a template or in what it is given. */
const mistake = (file: RegExp, message: RegExp | string): unknown =>
  expect.objectContaining({
    code: "DEFINITION_INVALID",
    at: expect.stringMatching(file) as unknown,
    message: typeof message === "string" ? message : (expect.stringMatching(message) as unknown),
  });

test("a key that the context lacks is named with the file", () => {
  expect(() => render("{{a}} {{json b}} {{#if c}}{{hcl d}}{{/if}}", { b: 1 })).toThrow(
    mistake(/t2\.hbs$/, "the template needs a, c, d"),
  );
});

test("a key that the template does not use is named with the file", () => {
  expect(() => render("{{a}}", { a: 1, spare: 2 })).toThrow(mistake(/t3\.hbs$/, "the template does not use spare"));
});

test("a misspelt value is named in both spellings", () => {
  expect(() => render("{{gretting}}", { greeting: 1 })).toThrow(
    mistake(/\.hbs$/, "the template needs gretting and does not use greeting"),
  );
});

test("a value that is undefined is an error, even where the template only asks whether it is there", () => {
  const context = { a: undefined } as unknown as Parameters<typeof render>[1];
  expect(() => render("{{#if a}}x{{/if}}", context)).toThrow(mistake(/\.hbs$/, "the template gets undefined as a"));
});

test("a template that is not there is named as the file to write", () => {
  expect(() => renderTemplate("door-sign/sign")).toThrow("there is no templates/door-sign/sign.hbs");
});

test("a template that cannot be parsed, or that uses a partial that is not there, is named", () => {
  expect(() => render("a\n{{#if b}}", { b: 1 })).toThrow(mistake(/\.hbs$/, /^Parse error on line 2/));
  expect(() => render("{{> nothing}}", {})).toThrow(mistake(/\.hbs$/, "there is no templates/partials/nothing.hbs"));
});

test("what is common may be used or not", () => {
  expect(render("{{a}} {{id}}", { a: 1 }, { id: "x", user: "y" })).toBe("1 x");
});

test("an item of a list that lacks something is an error too, with the file", () => {
  const source = "{{#each list}}{{this.a}}{{/each}}";
  expect(render(source, { list: [{ a: 1 }, { a: 2 }] })).toBe("12");
  expect(() => render(source, { list: [{ a: 1 }, { b: 2 }] })).toThrow(mistake(/\.hbs$/, /^"a" not defined/));
});

test("a partial ends its line, so that what follows it is a line of its own", () => {
  expect(render("a\n{{> hardening}}\nb\n", {})).toMatch(/^a\nNoNewPrivileges=yes\n(.+\n)+UMask=0077\nb\n$/);
});

const parts = { partials: new Map([["part", "{{x}} {{y}}"]]), embedded: (name: string) => [`of ${name}`] };

test.each([
  ["{{a}}{{b.c}}", ["a", "b"]],
  ["{{json a}}{{hcl (json b)}}", ["a", "b"]],
  ["{{#if a}}{{b}}{{else}}{{c}}{{/if}}", ["a", "b", "c"]],
  ["{{#each list}}{{this}}{{this.a}}{{name}}{{@index}}{{@root.b}}{{/each}}", ["list", "b"]],
  ['{{> part x=a y="text"}}', ["a"]],
  ["{{> part x=a}}", ["a", "y"]],
  ['{{hcl (embed "b.json")}}', ["of b.json"]],
  ["\\{{escaped}} {{!-- {{comment}} --}}", []],
])("%s names its keys", (source, keys) => {
  expect([...keysOf(source, parts)]).toEqual(keys);
});

test("a partial that is not there, and a name outside of its list that does not say so, are errors", () => {
  expect(() => keysOf("{{> nothing}}", parts)).toThrow("there is no templates/partials/nothing.hbs");
  expect(() => keysOf("{{#each a}}{{../b}}{{/each}}", parts)).toThrow("write @root.NAME in a template, not ../b");
});

test("a file is embedded as one value: rendered with all that the template has, or as it is", () => {
  writeFileSync(join(folder, "inner.json.hbs"), '{ "a": {{json a}}, "b": "\\{{ env `B` }}" }\n');
  writeFileSync(join(folder, "inner.sh"), 'echo "${x}" {{a}}\n');
  expect(render('{{hcl (embed "inner.json")}}\n{{hcl (embed "inner.sh")}}\n', { a: "x" })).toBe(
    '"{ \\"a\\": \\"x\\", \\"b\\": \\"{{ env `B` }}\\" }\\n"\n"echo \\"$${x}\\" {{a}}\\n"\n',
  );
  expect(() => render('{{hcl (embed "inner.json")}}', {})).toThrow("the template needs a");
});

test("a partial that is indented leaves blank lines blank", () => {
  const source = '  {{> archive url="u" checksum="c" destination="d"}}\n';
  expect(render(source, {})).toContain('  destination = "d"\n\n    options {\n'.slice(2));
});

test("text of others is no expression of Nomad's, and its variable is one", () => {
  expect(render("{{nomadJson a}}", { a: { b: '{{ env "HOME" }}' } })).toBe('{"b":"{{`{{`}} env \\"HOME\\" }}"}');
  expect(render('{{nomadVariable "j" "key"}}', {})).toBe('{{ with nomadVar "nomad/jobs/j" }}{{ .key }}{{ end }}');
  expect(render('{{nomadVariable "j" "a_b"}}', {})).toContain('{{ index . "a_b" }}');
});
