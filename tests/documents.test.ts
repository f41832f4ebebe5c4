import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/* Documents are checked as code is: links lead somewhere, paths that are named exist, decisions have one form and an index. */

const root = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const find = (pattern: string): readonly string[] =>
  globSync(pattern, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.hearth|\.git)$/.test(path),
  }).toSorted();

const pages = [...find("*.md"), ...find("{apps,bench,docs,models,packages,tests}/**/*.md"), ...find(".github/**/*.md")];

/** What a reader sees as text: without code. */
const withoutCode = (text: string): string => text.replaceAll(/^```[^]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");

describe("links", () => {
  test.each(pages)("%s: every relative link leads to a file", (page) => {
    const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const files = targets.filter((target) => !/^([a-z]+:|#)/.test(target)).map((target) => target.replace(/#.*$/, ""));
    expect(files.filter((file) => !existsSync(join(root, dirname(page), file)))).toEqual([]);
  });

  test("there are pages with links", () => {
    expect(pages).toContain("docs/decisions/README.md");
    expect(withoutCode("[a](b.md) `[e](f.md)`\n```\n[c](d.md)\n```\n")).toBe("[a](b.md) \n\n");
  });
});

test("no file but a page has blanks at the end of a line", () => {
  const files = [
    ...find("{hearth,bootstrap.sh,.gitattributes,.editorconfig,.npmrc}"),
    ...find("{apps,bench,jobs,lib,packages,roles,stacks,templates,tests}/**/*.{hbs,json,py,sh,ts,txt,yaml}"),
    ...find("lib/launcher/hearth-{gate,job,unit}"),
    ...find(".github/**/*.yml"),
  ];
  expect(files).toContain("lib/launcher/hearth-unit");
  expect(files.filter((file) => /[ \t]$/m.test(read(file)))).toEqual([]);
});

describe("paths", () => {
  /** Pages whose paths are examples, or of a version that has passed. */
  const excused = ["CHANGELOG.md", "docs/how-to/add-a-role.md", "docs/how-to/add-a-job.md"];
  const path =
    /(?<![\w./-])(?:apps|bench|docs|jobs|lib|models|packages|roles|stacks|templates|tests)\/[\w./-]+\.(?:hbs|json|md|mts|py|sh|ts|txt|yaml)\b/g;

  /** A name to be filled in, or a file that a person's own stack makes. */
  const isMadeUp = (file: string): boolean => /NAME|NNNN|^stacks\/(?:Pulumi|house)\./.test(file);

  test.each(pages.filter((page) => !excused.includes(page)))("%s: every file of ours that it names exists", (page) => {
    const named = [...read(page).matchAll(path)].map(([match]) => match).filter((file) => !isMadeUp(file));
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test("a page that code or configuration names exists", () => {
    const files = find("{apps,bench,jobs,lib,packages,roles,stacks,templates,tests}/**/*.{ts,yaml,hbs,sh}");
    const missing = files.flatMap((file) =>
      [...read(file).matchAll(/(?<![\w./-])docs\/[\w./-]+\.md\b/g)]
        .filter(([page]) => !existsSync(join(root, page)))
        .map(([page]) => `${file}: ${page}`),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});

describe("commands", () => {
  /** Vitest takes a word behind `-u` for its value, not for a file to run. */
  const misplaced = /vitest run[^`\n]*\n?[^`\n]*\s(?:-u|--update)\s+\w/;

  test("-u is the last word of every vitest command", () => {
    expect("`npx vitest run -u tests/x.test.ts`").toMatch(misplaced);
    expect("`npx vitest run -u\ntests/x.test.ts`").toMatch(misplaced);
    expect("`npx vitest run --project unit tests/x.test.ts -u` writes it").not.toMatch(misplaced);
    const tracked = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.json", "*.sh", "*.yml", "*.yaml"], {
      cwd: root,
      encoding: "utf8",
    });
    const files = tracked
      .trim()
      .split("\n")
      .filter((file) => existsSync(join(root, file)));
    expect(files).toContain("CONTRIBUTING.md");
    const wrong = files.filter((file) => file !== "tests/documents.test.ts" && misplaced.test(read(file)));
    expect(wrong).toEqual([]);
  });
});

describe("decisions", () => {
  const decisions = find("docs/decisions/[0-9]*.md");
  const headings = ["Context", "What was measured", "Decision", "Consequences", "What was weighed"];
  const form =
    /^# (?<number>\d+)\. (?<title>\S.*)\n\n- Status: (?<status>(?:accepted|superseded by \[\d+\]\(\S+\))(?:, not built yet)?)\n- Date: (?<date>20\d\d-\d\d-\d\d)\n\n## Context\n/;

  test("they are numbered without gaps", () => {
    const numbers = decisions.map((file) => Number(basename(file).slice(0, 4)));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test.each(decisions)("%s has the form, and is in the index as it says", (file) => {
    const text = read(file);
    const { number = "", title = "", status = "", date = "" } = form.exec(text)?.groups ?? {};
    expect(Number(number)).toBe(Number(basename(file).slice(0, 4)));

    const found = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
    expect(found.filter((heading) => !headings.includes(heading))).toEqual([]);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toContain("Decision");
    expect(found.some((heading) => heading === "Consequences" || heading === "What was weighed")).toBe(true);

    expect(read("docs/decisions/README.md")).toContain(
      `| ${number} | [${title}](${basename(file)}) | ${date} | ${status} |\n`,
    );
  });
});
