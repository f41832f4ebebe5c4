import type { Docker } from "../docker/docker.ts";
import type { LabNodeSpec } from "./lab-node-spec.ts";

type Limits = Pick<LabNodeSpec, "memoryBytes" | "cpus">;

/** Which of a node's limits this machine can set: its kernel may lack a controller, and then Docker refuses. */
export async function supportedLimits(docker: Docker): Promise<(spec: LabNodeSpec) => Limits> {
  const known = await docker(["info", "--format", "{{.MemoryLimit}} {{.CPUCfsQuota}}"]);
  const [memory, cpu] = known.split(" ").map((word) => word === "true");
  return ({ memoryBytes, cpus }) => ({
    ...(memory === true && memoryBytes !== undefined && { memoryBytes }),
    ...(cpu === true && cpus !== undefined && { cpus }),
  });
}
