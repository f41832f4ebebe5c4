import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { unitId, type Unit } from "../steps/unit.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import type { NodeAccess } from "../ssh/node-access.ts";
import { fingerprint } from "../ssh/fingerprint.ts";
import { resolveSecrets } from "../secrets/secret-ref.ts";
import { compileUnit } from "../steps/compile.ts";
import type { RepairMarks } from "../stack/repair-marks.ts";
import { valueOfSecret } from "./value-of-secret.ts";
import { nothingFrozen, unchanged, type Frozen } from "./frozen.ts";
import { declareUnit } from "./declare-unit.ts";

/** A machine; its units are its children. */
class HearthNode extends pulumi.ComponentResource {
  constructor(name: string) {
    super("hearth:index:Node", name);
    this.registerOutputs();
  }
}

export interface UnitsContext {
  readonly accesses: readonly NodeAccess[];
  readonly secrets: pulumi.Output<StackSecrets>;
  readonly repairs: RepairMarks;
  readonly frozen?: Frozen;
}

/** Declares every unit as a child of its node, each waiting for what it needs. Returns them by ID. */
export function declareUnits(
  units: readonly Unit[],
  { accesses, secrets, repairs, frozen = nothingFrozen }: UnitsContext,
): ReadonlyMap<string, pulumi.Resource> {
  const nodes = new Map(accesses.map((access) => [access.name, new HearthNode(access.name)]));
  const declared = new Map<string, pulumi.Resource>();
  for (const unit of units) {
    const isFrozen = frozen.nodes.has(unit.node);
    if (isFrozen && !frozen.isMade(unitId(unit))) continue;
    const access = accesses.find((candidate) => candidate.name === unit.node);
    const parent = nodes.get(unit.node);
    if (access === undefined || parent === undefined) throw new TypeError(`unit of an unknown node: ${unitId(unit)}`);
    const dependsOn = unit.needs.flatMap((id) => declared.get(id) ?? []);
    // A reinstalled machine has another host key, so its units' inputs change and it is provisioned again.
    // The same goes for machines that it waits for: their overlay addresses and data may be new.
    const others = accesses.filter(
      ({ name }) => name !== unit.node && unit.needs.some((id) => id.startsWith(`${name}/`)),
    );
    const notes = [
      ...unit.notes,
      `host key ${fingerprint(access.hostKey)}`,
      ...others.map((other) => `host key of ${other.name} ${fingerprint(other.hostKey)}`),
      ...controlAddressNotes(unit, accesses),
    ];
    const before = units.find((other) => other.secret && unit.needs.includes(unitId(other)));
    const script = scriptOf({ ...unit, notes }, before, secrets);
    declared.set(
      unitId(unit),
      declareUnit(unit, { script, repairs }, { parent, dependsOn, ...(isFrozen && unchanged) }),
    );
  }
  return declared;
}

/**
 * The text that the node runs. A unit that follows one with secrets contains a digest of them, so that it runs again when they
 * change (a service restarts with its new key) although its own text does not contain them.
 */
function scriptOf(unit: Unit, before: Unit | undefined, secrets: pulumi.Output<StackSecrets>): pulumi.Input<string> {
  const resolved = (script: string): pulumi.Output<string> =>
    secrets.apply((values) => resolveSecrets(script, (name) => valueOfSecret(values, name)));
  if (unit.secret) return resolved(compileUnit(unit));
  if (before === undefined) return compileUnit(unit);
  return pulumi.unsecret(
    resolved(compileUnit(before)).apply((script) => {
      const digest = createHash("sha256").update(script).digest("hex").slice(0, 16);
      return compileUnit({ ...unit, notes: [...unit.notes, `secrets ${digest}`] });
    }),
  );
}

/** Where the overlay's control server is, so that nodes learn its new address if their router gave it another one. */
function controlAddressNotes({ steps }: Unit, accesses: readonly NodeAccess[]): readonly string[] {
  return steps
    .flatMap(({ requests = [] }) => requests)
    .flatMap(({ kind, words }) => (kind === "join" && words[0] === "headscale" ? [words[1]] : []))
    .map((control) => `address of ${control} ${accesses.find(({ name }) => name === control)?.address ?? "unknown"}`);
}
