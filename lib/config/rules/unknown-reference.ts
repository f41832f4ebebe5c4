import { quoted } from "../read/quoted.ts";
import type { Complaint, Path } from "../read/finding.ts";
import { suggestion } from "../shape/nearest-name.ts";

interface Reference {
  readonly name: string | undefined;
  readonly path: Path;
  /** What it should name: "node", "group". */
  readonly kind: string;
  readonly on?: "key";
}

/** A complaint if `name` is not one of the known names; nothing if either cannot be read. */
export function* unknownReference(
  { name, kind, ...place }: Reference,
  known: readonly string[] | undefined,
): Iterable<Complaint> {
  if (name === undefined || known === undefined || known.includes(name)) return;
  yield { ...place, what: `there is no ${kind} ${quoted(name)}`, hint: suggestion(name, known) };
}
