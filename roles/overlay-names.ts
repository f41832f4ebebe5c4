import { z } from "zod";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { defineRole, everywhere } from "../lib/plan/role.ts";
import { hostsBlock } from "../lib/steps/hosts-block.ts";
import { overlayAddress } from "../lib/steps/overlay-address.ts";
import { shellFunctions } from "../lib/steps/shell-file.ts";

export const role = defineRole({
  name: "overlay-names",
  about: "Knows every machine of the cluster by its name on the overlay.",
  options: z.strictObject({}),
  needs: [everywhere("tailscale")],
  steps: ({ cluster, node }) => [
    overlayAddress,
    {
      ...hostsBlock({
        name: "overlay",
        values: { nodes: cluster.nodes.map(({ name }) => name).join(" "), domain: cluster.domain },
        lines: shellFunctions(import.meta.dirname, "overlay-names.sh"),
        limitSeconds: 60,
      }),
      // All have joined by now, so the launcher can back up Headscale's data.
      ...(holdsOverlay(cluster, node.name) && { requests: [{ kind: "keep", words: ["headscale"] }] }),
    },
  ],
});

const holdsOverlay = ({ overlay }: Cluster, node: string): boolean =>
  overlay.control === "headscale" && overlay.node === node;
