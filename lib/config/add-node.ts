import { isMap, isSeq, parseDocument } from "yaml";

/** A machine as `hearth node add` writes it. */
export interface NewNode {
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
  readonly user?: string;
  readonly port?: number;
  readonly architecture?: "amd64" | "arm64";
}

/** The entry as a list's item, its lines without indentation. */
export function nodeEntry({ name, address, hostKey, user, port, architecture }: NewNode): readonly string[] {
  const ssh = [
    ...(user === undefined ? [] : [`user: ${user}`]),
    ...(port === undefined ? [] : [`port: ${port}`]),
    `hostKey: ${hostKey}`,
  ];
  return [
    `- name: ${name}`,
    `  address: ${address.includes(":") ? JSON.stringify(address) : address}`,
    ...(architecture === undefined ? [] : [`  architecture: ${architecture}`]),
    `  ssh: { ${ssh.join(", ")} }`,
  ];
}

/**
 * An inventory's text with one more machine at the end of its list; every other character stays. Undefined if `nodes` is not a list
 * with one item a line, so that a person has to add it.
 */
export function addNode(text: string, node: NewNode): string | undefined {
  const document = parseDocument(text);
  const nodes = isMap(document.contents) ? document.contents.get("nodes") : undefined;
  if (!isSeq(nodes) || nodes.flow === true) return undefined;
  const [first, last] = [nodes.items[0], nodes.items.at(-1)];
  if (!isMap(first) || !isMap(last)) return undefined;
  const lineStart = text.lastIndexOf("\n", first.range[0]) + 1;
  const [, indentation] = /^( *)- /.exec(text.slice(lineStart)) ?? [];
  if (indentation === undefined) return undefined;
  // The value ends behind its own line end; comments that follow belong to what comes next.
  const end = text.slice(0, last.range[1]).trimEnd().length;
  const lineEnd = text.indexOf("\n", end);
  const head = lineEnd < 0 ? `${text}\n` : text.slice(0, lineEnd + 1);
  const lines = nodeEntry(node).map((line) => `${indentation}${line}\n`);
  return `${head}${lines.join("")}${lineEnd < 0 ? "" : text.slice(lineEnd + 1)}`;
}
