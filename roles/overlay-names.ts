import { z } from "zod";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { defineRole, everywhere } from "../lib/plan/role.ts";
import { hostsBlock } from "../lib/steps/hosts-block.ts";
import { overlayAddress } from "../lib/steps/overlay-address.ts";

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
        lines: [
          "for node in $nodes; do",
          'address=$(tailscale ip -4 "$node") || return 1',
          String.raw`printf '%s %s\n' "$address" "$node.$domain"`,
          "done",
        ].join("\n"),
        limitSeconds: 60,
      }),
      // By now all have joined, which is what the launcher is asked to keep a copy of.
      ...(holdsOverlay(cluster, node.name) && { requests: ["keep: headscale"] }),
    },
  ],
});

const holdsOverlay = ({ overlay }: Cluster, node: string): boolean =>
  overlay.control === "headscale" && overlay.node === node;
