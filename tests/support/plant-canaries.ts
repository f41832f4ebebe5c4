import { readSecrets } from "../../lib/stack/init-stack.ts";
import { runPulumi } from "../../lib/stack/pulumi/run-pulumi.ts";
import { stackEnvironment } from "../../lib/stack/pulumi/stack-environment.ts";
import { toolPath } from "../../lib/toolchain/installed/tool-path.ts";
import { hearthJson, testStack } from "./hearth.ts";

/** Stands in every planted secret, and nowhere else in the world. */
export const canaryMark = "ca9a71e5";

/** A pattern for grep that finds the mark and is not found itself, in a process list. */
export const canaryPattern = `[${canaryMark.slice(0, 1)}]${canaryMark.slice(1)}`;

/**
 * Gives the test stack, which must not have been brought up yet, secrets that can be searched for: every token and key that is
 * one line. They are in use like any other, from the first step of the first `up`.
 */
export async function plantCanaries(): Promise<void> {
  await hearthJson(["init"]);
  const environment = stackEnvironment(testStack, toolPath());
  const secrets = await readSecrets(testStack, environment);
  // What is derived from another secret is left out, so that the next run makes it of the planted one.
  const planted = Object.entries(secrets).filter(([, value]) => !value.startsWith("{"));
  const input = JSON.stringify(Object.fromEntries(planted.map(([name, value]) => [name, withMark(value)])));
  await runPulumi(["config", "set", "--secret", "hearth:secrets", "--stack", testStack], { environment, input });
}

/** The secret in the form that it had: keys end with the mark, UUIDs and base64 begin with it, PEM has no room for it. */
function withMark(value: string): string {
  if (value.includes("\n")) return value;
  const rest = value.length - canaryMark.length;
  return value.startsWith("sk-") ? `${value.slice(0, rest)}${canaryMark}` : `${canaryMark}${value.slice(-rest)}`;
}
