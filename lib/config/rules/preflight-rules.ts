import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for what preflight lets pass. */
export const preflightRules: Rules = {
  *"waiver-for-unknown-node"({ inventory: { preflight }, references }) {
    for (const [index, waiver] of (preflight?.waive ?? []).entries()) {
      const path = ["preflight", "waive", index, "node"];
      yield* unknownReference({ name: waiver?.node, path, kind: "node" }, references.nodes);
    }
  },
};
