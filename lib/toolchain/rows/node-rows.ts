import type { Tool } from "../names/tool.ts";
import { vendor } from "./vendor.ts";

/** What runs on the nodes: the overlay, and the two agents that keep the cluster as declared. */
export const nodeRows = [
  {
    name: "tailscale",
    version: "1.102.4",
    kind: "program",
    about: "the overlay on every node",
    provides: ["bin/tailscale", "bin/tailscaled"],
    sources: [
      vendor(({ architecture }) => ({
        url: `https://pkgs.tailscale.com/stable/tailscale_1.102.4_${architecture}.tgz`,
        format: "tar.gz",
        take: {
          [`tailscale_1.102.4_${architecture}/tailscale`]: "bin/tailscale",
          [`tailscale_1.102.4_${architecture}/tailscaled`]: "bin/tailscaled",
        },
      })),
      {
        kind: "go",
        module: "tailscale.com",
        version: "v1.102.4",
        sum: "h1:FcAkb7MgfFFUIUASg18Mv5cAiraxb+eMgOQaOKqKyPo=",
        programs: [
          { name: "tailscale", package: "./cmd/tailscale" },
          { name: "tailscaled", package: "./cmd/tailscaled" },
        ],
      },
    ],
  },
  {
    name: "headscale",
    version: "0.28.0",
    kind: "program",
    about: "the overlay's control server",
    provides: ["bin/headscale"],
    sources: [
      vendor(({ architecture }) => {
        const file = `headscale_0.28.0_linux_${architecture}`;
        return {
          url: `https://github.com/juanfont/headscale/releases/download/v0.28.0/${file}`,
          format: "program",
          take: { [file]: "bin/headscale" },
        };
      }),
      {
        kind: "go",
        module: "github.com/juanfont/headscale",
        version: "v0.28.0",
        sum: "h1:1lz1wj1NhKH2Y+U6URaVochCMrBsb+IUNDjQdwKn37Q=",
        programs: [{ name: "headscale", package: "./cmd/headscale" }],
      },
    ],
  },
  {
    name: "consul",
    version: "1.22.5",
    kind: "program",
    about: "knows where each service is and whether it is healthy",
    provides: ["bin/consul"],
    sources: [
      vendor(({ architecture }) => ({
        url: `https://releases.hashicorp.com/consul/1.22.5/consul_1.22.5_linux_${architecture}.zip`,
        format: "zip",
        take: { consul: "bin/consul" },
      })),
      {
        kind: "go",
        module: "github.com/hashicorp/consul",
        version: "v1.22.5",
        sum: "h1:3tA8hCxJNvDpbsWKrVHkWpzkaWHssjKLdotKborZcLg=",
        edits: ["api", "envoyextensions", "proto-public", "sdk", "troubleshoot"].map(
          (part) => `-dropreplace=github.com/hashicorp/consul/${part}`,
        ),
        programs: [{ name: "consul", package: "." }],
      },
    ],
  },
  {
    name: "nomad",
    version: "1.11.3",
    kind: "program",
    about: "places jobs on nodes and keeps them running",
    provides: ["bin/nomad"],
    sources: [
      vendor(({ architecture }) => ({
        url: `https://releases.hashicorp.com/nomad/1.11.3/nomad_1.11.3_linux_${architecture}.zip`,
        format: "zip",
        take: { nomad: "bin/nomad" },
      })),
      {
        kind: "go",
        module: "github.com/hashicorp/nomad",
        version: "v1.11.3",
        sum: "h1:u16fs0X1BGXyD0q4wIG2VSIZ0rbtrHj7+KcayGQv9JY=",
        edits: [
          "-replace=github.com/hashicorp/nomad/api=github.com/hashicorp/nomad/api@v0.0.0-20260324203407-b27b0c2e019a",
        ],
        programs: [{ name: "nomad", package: "." }],
        // Without both tags the build lacks the exec driver and has the mock driver.
        tags: "release",
        cgo: true,
      },
    ],
  },
] as const satisfies readonly Tool[];
