import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { alertsOf, loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { prometheusSummary, runbookOf } from "../lib/plan/alert.ts";
import { jobCluster } from "./fixtures/job-fixtures.ts";

/* Whoever gets a message finds a page that says what to type. */

const { roles, jobs } = await loadDefinitions();
const alerts = alertsOf(roles, jobs, jobCluster);
const names = [...new Set(alerts.map(({ name }) => name))].sort();
const read = (page: string): string => readFileSync(join(root, page), "utf8");

test("each alert has a page, and each page an alert", () => {
  expect(names).toContain("NodeOff");
  expect(globSync("docs/runbooks/*.md", { cwd: root }).sort()).toEqual(names.map(runbookOf).sort());
});

test.each(names)("the page of %s is headed by its name, and says what to type", (name) => {
  const page = read(runbookOf(name));
  expect(page.split("\n")[0]).toBe(`# ${name}`);
  expect(page).toMatch(/^ *```\n *hearth /m);
});

test.each(alerts)("$name: a sentence that needs nobody to look up what it means", ({ name, summary, expression }) => {
  expect(name).toMatch(/^([A-Z][a-z]+)+$/);
  expect(summary).not.toMatch(/\.$/);
  // The template of the rules has these delimiters for Nomad.
  expect(`${expression}${summary}`).not.toMatch(/\[\[|\]\]/);
});

test("a page is named after its alert", () => {
  expect(runbookOf("CertificateNearEnd")).toBe("docs/runbooks/certificate-near-end.md");
});

test("a summary has labels and the value where Prometheus puts them", () => {
  expect(prometheusSummary("{node} has {value:whole} of {value}{{ end }}")).toBe(
    '{{ $labels.node }} has {{ $value | printf "%.0f" }} of {{ $value }}{{ end }}',
  );
});
