/** One key of the annotated sample. */
export interface ReferenceEntry {
  /** `nodes[].ssh.hostKey`; names of groups and roles are those of the sample. */
  readonly path: string;
  /** "REQUIRED", "REQUIRED with …", "OPTIONAL" or "OPTIONAL, default …". */
  readonly need: string;
  readonly meaning: string;
}

/** The keys that stacks/home.inventory.yaml explains: those with a comment that begins with REQUIRED or OPTIONAL. */
export function referenceEntries(sample: string): readonly ReferenceEntry[] {
  const entries: ReferenceEntry[] = [];
  const parents: { readonly indent: number; readonly label: string }[] = [];
  let comment: string[] = [];
  for (const line of sample.split("\n")) {
    const said = /^ *# (.*)$/.exec(line)?.[1];
    if (said !== undefined) {
      comment.push(said);
      continue;
    }
    const key = /^( *)(- )?(#)?([A-Za-z][\w-]*):/.exec(line);
    if (key !== null) {
      const [, spaces = "", dash = "", , name = ""] = key;
      const indent = spaces.length + dash.length;
      while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop();
      const parent = parents.at(-1);
      // The first key of a list's first item tells that its parent is a list.
      if (dash !== "" && parent !== undefined && !parent.label.endsWith("[]")) {
        parents[parents.length - 1] = { ...parent, label: `${parent.label}[]` };
      }
      const path = [...parents.map(({ label }) => label), name].join(".");
      const told = /^((?:REQUIRED|OPTIONAL)(?:`[^`]*`|[^.`])*)\. (.*)$/.exec(comment.join(" "));
      if (told !== null) entries.push({ path, need: told[1] ?? "", meaning: told[2] ?? "" });
      parents.push({ indent, label: name });
    }
    comment = [];
  }
  return entries;
}

/** docs/inventory.md, made from the annotated sample: its introduction, a table for each section, and the sample itself. */
export function inventoryReference(sample: string): string {
  const introduction = sample.slice(0, sample.search(/^[^#]*$/m)).replaceAll(/^#$|^# /gm, "");
  const sections = Map.groupBy(referenceEntries(sample), ({ path }) => path.split(/[.[]/)[0] ?? path);
  return [
    "# The inventory",
    "<!-- Made from stacks/home.inventory.yaml by lib/config/inventory-reference.ts; `npx vitest run -u` makes it anew. -->",
    introduction.trim(),
    ...[...sections].map(([name, entries]) => sectionText(name, entries)),
    "## The whole sample",
    ["```yaml", sample.trim(), "```"].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

function sectionText(name: string, entries: readonly ReferenceEntry[]): string {
  const [section, ...keys] = entries;
  const head = `## ${name}\n\n**${section?.need ?? ""}.** ${section?.meaning ?? ""}`;
  if (keys.length === 0) return head;
  const rows = keys.map(({ path, need, meaning }) => `| \`${path}\` | ${need} | ${meaning} |`);
  return [head, "", "| key | needed | meaning |", "|---|---|---|", ...rows].join("\n");
}
