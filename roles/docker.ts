import { z } from "zod";
import type { ClusterNode } from "../lib/config/derive/cluster.ts";
import { registryAddress } from "../lib/jobs/registry-address.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { packages } from "../lib/steps/packages.ts";
import { service } from "../lib/steps/service.ts";
import { shell } from "../lib/steps/shell.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import type { Step } from "../lib/steps/step.ts";
import { authorityFile } from "../lib/steps/tls-files.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const configuration = "/etc/docker/daemon.json";

const options = z.strictObject({
  engine: z.enum(["none", "debian", "existing"]).default("none").meta({
    description:
      "`none`: no Docker. `debian`: Debian's, set up by Hearth. `existing`: the one that the machine has, left as it is.",
  }),
  logSize: z
    .string()
    .regex(/^[1-9]\d*[km]$/, "is not a size; write one such as 10m")
    .default("10m")
    .meta({ description: "How large a container's log file may grow, in Docker's notation; three are kept." }),
  addresses: z.cidrv4().default("172.29.0.0/16").meta({
    description:
      "Range that Docker's networks take their addresses from, 256 for each. It must not overlap with a network that the machine uses.",
  }),
  registries: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, "is not a host name with or without a port"))
    .default([])
    .meta({ description: "Registries that are reached without TLS, such as one on the overlay: `n1.hearth:5000`." }),
});

/** Whether the node has a Docker that jobs may use. */
export const hasDocker = ({ options: all }: Pick<ClusterNode, "options">): boolean =>
  options.parse(all["docker"] ?? {}).engine !== "none";

/**
 * Docker, for jobs that run from images and for people's own containers. Nobody is in the group `docker`, whose members are root in all
 * but name.
 */
export const role = defineRole({
  name: "docker",
  about: "Runs containers, with logs that cannot fill the disk and networks that collide with no other.",
  options,
  needs: [onNode("firewall")],
  runsOn: (_, node) => hasDocker(node),
  steps: ({ cluster, options: { engine, ...settings } }) => {
    const registry = registryAddress(cluster);
    const trusting = registry === undefined ? [] : [trusted(registry)];
    return engine === "existing"
      ? [answering, ...trusting]
      : [
          noOther,
          // Before the package, which starts the service immediately.
          file({ path: configuration, content: renderTemplate("docker/daemon.json", settings) }),
          packages("docker.io"),
          service({ name: "docker", watches: [configuration] }),
          answering,
          ...trusting,
        ];
  },
});

/** Docker looks there at every pull, so that it need not be restarted; an engine that is running knows no authority that came later. */
const trusted = (registry: string): Step =>
  shell({
    id: `authority of ${registry}`,
    values: { folder: `/etc/docker/certs.d/${registry}`, authority: authorityFile },
    ...stepScript(import.meta.dirname, "docker-authority.sh"),
  });

/** Debian's package would remove Docker's own, with the containers that run. */
const noOther: Step = shell({ id: "no other Docker", ...stepScript(import.meta.dirname, "docker-other.sh") });

const answering: Step = shell({ id: "Docker answers", ...stepScript(import.meta.dirname, "docker-answers.sh") });
