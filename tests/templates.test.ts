import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";
import { taskPrograms } from "../lib/jobs/task-programs.ts";
import { renderTemplate, templateFolder } from "../lib/templates/render-template.ts";
import { configurationInCode, emptyOrStub, valuesInHcl, type Breach } from "./support/configuration-rules.ts";

/* Configuration is in templates/, and nowhere else; each template says which values it needs. */

const files = (...patterns: readonly string[]): readonly string[] =>
  globSync(patterns, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !file.endsWith(".test.ts"))
    .sort();
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const code = files("{roles,jobs}/*.ts");
const all = files("{roles,jobs,templates}/**/*");
const jobTemplates = files("templates/jobs/*.nomad.hcl.hbs");

test("there is something to look at", () => {
  expect(code).toContain("roles/consul.ts");
  expect(all).toEqual(
    expect.arrayContaining(["jobs/gateway.ts", "roles/users-account.sh", "templates/ssh/sshd.conf.hbs"]),
  );
  expect(jobTemplates).toContain("templates/jobs/gateway.nomad.hcl.hbs");
});

test.each(code)("%s builds no configuration text of its own", (file) => {
  expect(configurationInCode(read(file))).toEqual([]);
});

test.each(all)("%s is text, and not a stub", (file) => {
  expect(emptyOrStub(readFileSync(join(root, file)))).toEqual([]);
});

test.each([...jobTemplates, ...files("templates/partials/*.hbs").filter((file) => /\{\{hcl /.test(read(file)))])(
  "%s lets no value reach HCL but as a literal",
  (file) => {
    expect(valuesInHcl(read(file))).toEqual([]);
  },
);

test.each(jobTemplates)("%s starts only programs that a task has", (file) => {
  const commands = [...read(file).matchAll(/^ *command += "(\/[^"]*)"/gm)].map(([, command]) => command ?? "");
  expect(commands.filter((command) => !/^\/(local|alloc)\//.test(command) && !taskPrograms.includes(command))).toEqual(
    [],
  );
});

/** What a template needs, by being rendered without anything. */
const templates = all
  .filter((file) => file.endsWith(".hbs") && !file.startsWith("templates/partials/"))
  .map((file) => file.slice("templates/".length, -".hbs".length));

test.each(templates)("%s names the values it needs when it is given none", (name) => {
  const source = readFileSync(join(templateFolder, `${name}.hbs`), "utf8");
  if (/(?<!\\)\{\{(?!!)(?!> hardening)/.test(source)) {
    expect(() => renderTemplate(name)).toThrow(
      expect.objectContaining({
        code: "DEFINITION_INVALID",
        at: `templates/${name}.hbs`,
        message: expect.stringMatching(/^the template needs \w+/) as unknown,
      }),
    );
  } else {
    expect(renderTemplate(name).trim()).not.toBe("");
  }
});

/* The rules themselves, on what they are to find. */

const kinds = (breaches: readonly Breach[]): readonly string[] => breaches.map(({ what }) => what);

test.each([
  ["file({ path, content: `Port ${port}` })", ["content that is not of a template"]],
  ["file({ path, content: settings(cluster) })", ["content that is not of a template"]],
  ['file({ path, content: renderTemplate("ssh/sshd.conf", { port }) })', []],
  ['file({ path, content: secretRef("ca") })', []],
  ['systemdUnit("x.service", unit)', ["content that is not of a template"]],
  ['systemdUnit("x.service", renderTemplate("x.service"))', []],
  ["const text = `[Journal]\\nSystemMaxUse=${size}`", ["text of several lines"]],
  ["const text = `[Journal]\n`", ["text of several lines"]],
  ['const text = ["[Journal]", size].join("\\n")', ["lines put together"]],
  ['const text = names.join("\\n")', []],
  ['const data = `{{ with nomadVar "x" }}`', ["an expression of a template language"]],
  ["const text = JSON.stringify({ port })", ["an object written out"]],
  ["const text = JSON.stringify(body)", []],
  ['const secrets = { "x.keys": { make: () => JSON.stringify({ keys: [] }) } }', []],
  ['import { stringify } from "yaml";', ["YAML written by code"]],
])("configuration in code: %s", (source, found) => {
  expect(kinds(configurationInCode(source))).toEqual(found);
});

test("a breach says where it is", () => {
  expect(configurationInCode("const a = 1;\nfile({ path, content: text });\n")).toEqual([
    { line: 2, what: "content that is not of a template" },
  ]);
});

test.each([
  ["", ["nothing in it"]],
  ["# only a comment\n\n", ["nothing in it"]],
  ["{{!-- later --}}\n", ["nothing in it"]],
  ["export const role = 1; // TODO: steps\n", ["a stub: TODO"]],
  ['throw new Error("not implemented");\n', ["a stub: not implemented"]],
  ['shell({ id: "x", verify: "", apply: "make" })\n', ['a stub: verify: ""']],
  ["\u0000\u0001", ["not text"]],
  ["a = 1\n", []],
])("a file with %j", (content, found) => {
  expect(kinds(emptyOrStub(Buffer.from(content)))).toEqual(found);
});

test("bytes that are no UTF-8 are not text", () => {
  expect(kinds(emptyOrStub(Buffer.from([0xff, 0xfe, 0x41])))).toEqual(["not text"]);
});

test.each([
  ["a = {{text}}", ["{{text}}"]],
  ['a = "{{hcl text}}"', ['"{{hcl text}}"']],
  ["a = ${{{x}}}", ["{{{x}}}", "${{{x}}}"]],
  ["a = {{hcl text}}", []],
  ['a = {{hcl (embed "x/y.json")}}', []],
  ['  {{> archive url=nodeUrl destination="local/node"}}', []],
])("values in HCL: %s", (source, found) => {
  expect(kinds(valuesInHcl(source))).toEqual(found);
});
