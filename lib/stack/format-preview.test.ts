import { expect, test } from "vitest";
import { formatPreview } from "./format-preview.ts";

const planned = [
  { resource: "n1/base", operation: "update", before: "a\nzone=UTC", after: "a\nzone=Berlin" },
  { resource: "n1/own.secrets", operation: "update" },
  { resource: "job/old", operation: "delete", before: "{}" },
];

test("says in the present tense what would be done, and that nothing was", () => {
  expect(formatPreview({ planned, same: 65, others: 0 }, { diff: false })).toBe(
    "  update n1/base\n  update n1/own.secrets\n  delete job/old\n2 units, jobs and gates to update, 1 to delete, 65 unchanged; nothing was done yet",
  );
});

test("--diff shows the old and the new value, but not of what holds a secret", () => {
  const text = formatPreview({ planned, same: 65, others: 0 }, { diff: true });
  expect(text).toContain("  update n1/base\n      - zone=UTC\n      + zone=Berlin\n");
  expect(text).toContain(
    "  update n1/own.secrets\n      (holds a secret, so the difference is not shown)\n  delete job/old\n",
  );
});

test("a long difference is cut, and says by how much", () => {
  const after = Array.from({ length: 50 }, (_, line) => `line ${line}`).join("\n");
  const text = formatPreview(
    { planned: [{ resource: "a", operation: "update", before: "", after }], same: 0, others: 0 },
    { diff: true },
  );
  expect(text).toContain("… and 11 more lines");
});

test("nothing to change", () => {
  expect(formatPreview({ planned: [], same: 68, others: 0 }, { diff: true })).toBe(
    "nothing to change; 68 units, jobs and gates are as declared",
  );
});

test("nodes of a lab are not counted with what is made on them, so that preview, up and doctor say the same number", () => {
  const creates = [{ resource: "n1/base", operation: "create" }];
  expect(formatPreview({ planned: creates, same: 0, others: 0, labNodes: ["n1", "n2"] }, { diff: false })).toBe(
    "  create the lab's node n1\n  create the lab's node n2\n  create n1/base\n1 unit, job or gate to create, and 2 nodes of the lab; nothing was done yet",
  );
});
