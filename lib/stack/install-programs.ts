import type { ArtifactSource } from "../depot/artifact-source.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { artifactsOf, imagesOf } from "../jobs/load-definitions.ts";
import type { InstallOptions } from "../toolchain/install/install-tools.ts";
import { installTools } from "../toolchain/install/install-tools.ts";
import { hostPlatform } from "../toolchain/names/platform.ts";
import { platforms, type Platform } from "../toolchain/names/tool.ts";
import { table, type ToolName } from "../toolchain/rows/table.ts";
import type { Stack } from "./load-stack.ts";

/** Makes sure that the cache has every program and model for this machine, and for nodes of another architecture what they get. */
export async function installPrograms(
  { units, jobs, cluster }: Pick<Stack, "units" | "jobs" | "cluster">,
  options: Pick<InstallOptions, "log" | "signal">,
): Promise<void> {
  await installTools("all", options);
  await installTools(optionalPrograms(artifactsOf(jobs, cluster)), options);
  if (imagesOf(jobs, cluster).length > 0) await installImageBuilder(options);
  for (const [platform, names] of programsOf(units)) {
    if (platform !== hostPlatform()) await installTools(names, { ...options, platform });
  }
}

/** Where it cannot be had, the docker command builds images from the same description. */
async function installImageBuilder(options: Pick<InstallOptions, "log" | "signal">): Promise<void> {
  try {
    await installTools(["pulumi-resource-docker"], options);
  } catch (thrown) {
    if (!(thrown instanceof HearthError && thrown.code === "TOOL_UNAVAILABLE")) throw thrown;
    options.log.detail("Pulumi's plugin for Docker is not available, so images are built with the docker command");
  }
}

/** The optional programs among what jobs fetch. */
export const optionalPrograms = (artifacts: readonly ArtifactSource[]): readonly ToolName[] =>
  table.flatMap(({ name, kind }) =>
    kind === "optional" && artifacts.some((artifact) => artifact.kind === "tool" && artifact.name === name)
      ? [name]
      : [],
  );

/** What units ask for by platform, where they name one. */
export function programsOf(units: Stack["units"]): ReadonlyMap<Platform, readonly ToolName[]> {
  const steps = units.flatMap((unit) => unit.steps);
  const entries = platforms.map((platform) => {
    const wanted = new Set(steps.flatMap((step) => (step.artifactPlatform === platform ? (step.artifact ?? []) : [])));
    return [platform, table.flatMap(({ name, version }) => (wanted.has(`${name}-${version}`) ? [name] : []))] as const;
  });
  return new Map(entries.filter(([, names]) => names.length > 0));
}
