import { expect, test } from "vitest";
import { defined } from "@hearth/kernel/defined.ts";
import { formatFinding, type Breach, type Path } from "./finding.ts";
import { parseYaml } from "./parse-yaml.ts";

const text =
  "cluster:\n  name: lab\n  empty:\nnodes:\n  - name: n1\n    ssh: &ssh { port: 22 }\n  - ssh: *ssh\n  - [a, b]\n";

function placeOf(path: Path, on?: "key"): string {
  const breach: Breach = { rule: "r", path, what: "w", hint: "h", ...defined({ on }) };
  const { source } = parseYaml("x.yaml", Buffer.from(text));
  return formatFinding(source!.locate(breach)).replace(": w; h", "").replace("x.yaml:", "");
}

test.each<[string, Path, "key"?]>([
  ["2:9 cluster.name", ["cluster", "name"]],
  ["2:3 cluster.name", ["cluster", "name"], "key"],
  ["3:3 cluster.empty", ["cluster", "empty"]],
  ["1:1 cluster.depot", ["cluster", "depot"]],
  ["1:1 users", ["users"]],
  ["1:1 top level", []],
  ["5:5 nodes[n1].address", ["nodes", 0, "address"]],
  ["6:5 nodes[n1].ssh.hostKey", ["nodes", 0, "ssh", "hostKey"]],
  ["6:23 nodes[n1].ssh.port", ["nodes", 0, "ssh", "port"]],
  ["7:10 nodes[1].ssh", ["nodes", 1, "ssh"]],
  ["6:23 nodes[1].ssh.port", ["nodes", 1, "ssh", "port"]],
  ["8:9 nodes[2][1]", ["nodes", 2, 1]],
  ["4:1 nodes[7].name", ["nodes", 7, "name"]],
])("%s", (place, path, on) => {
  expect(placeOf(path, on)).toBe(place);
});

test("lines that end as on Windows count like others", () => {
  const { source } = parseYaml("x.yaml", Buffer.from("\uFEFFa: 1\r\nb:\r\n  c: 2\r\n"));
  expect(source?.locate({ rule: "r", path: ["b", "c"], what: "w", hint: "h" })).toMatchObject({ line: 3, column: 6 });
});
