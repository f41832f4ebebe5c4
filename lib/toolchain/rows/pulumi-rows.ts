import type { Tool } from "../names/tool.ts";
import { vendor } from "./vendor.ts";

/** Pulumi's command, its host for Node programs, and the plugin behind `@pulumi/command`. */
export const pulumiRows = [
  {
    name: "pulumi",
    version: "3.250.0",
    kind: "program",
    about: "holds the desired state of a stack",
    provides: ["bin/pulumi"],
    sources: [
      vendor(({ platform }) => ({
        url: `https://get.pulumi.com/releases/sdk/pulumi-v3.250.0-${platform}.tar.gz`,
        format: "tar.gz",
        take: { "pulumi/pulumi": "bin/pulumi" },
      })),
      {
        kind: "go",
        module: "github.com/pulumi/pulumi/pkg/v3",
        version: "v3.250.0",
        sum: "h1:T2eQ5Ujv3+H2FUqYuJ5pwUtKFDazdvkyG5P3V3iEt0I=",
        edits: ["-dropreplace=github.com/pulumi/pulumi/sdk/v3"],
        programs: [
          {
            name: "pulumi",
            package: "./cmd/pulumi",
            linkerFlags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0",
          },
        ],
      },
    ],
  },
  {
    name: "pulumi-language-nodejs",
    version: "3.185.0",
    kind: "program",
    about: "lets Pulumi run a Node program",
    provides: ["bin/pulumi-language-nodejs"],
    sources: [
      vendor(({ platform }) => ({
        url: `https://get.pulumi.com/releases/sdk/pulumi-v3.185.0-${platform}.tar.gz`,
        format: "tar.gz",
        take: { "pulumi/pulumi-language-nodejs": "bin/pulumi-language-nodejs" },
      })),
      {
        kind: "go",
        module: "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
        version: "v3.0.0-20250718110245-a8f88047ab64",
        sum: "h1:Nekf6EeZrCi1lrlsA4WEs/XaNGrmdKJTItKFXe5+lKI=",
        notInChecksumDatabase: "the module has no tagged release, and the database answers 404 for this commit",
        edits: [
          "-dropreplace=github.com/pulumi/pulumi/pkg/v3",
          "-dropreplace=github.com/pulumi/pulumi/sdk/v3",
          "-require=github.com/pulumi/pulumi/pkg/v3@v3.185.0",
          "-require=github.com/pulumi/pulumi/sdk/v3@v3.185.0",
        ],
        programs: [{ name: "pulumi-language-nodejs", package: "." }],
      },
    ],
  },
  {
    name: "pulumi-resource-command",
    version: "0.9.2",
    kind: "program",
    about: "runs the launcher for each unit",
    provides: ["bin/pulumi-resource-command"],
    // No vendor row: the vendor's 0.9.2 crashes when a current Pulumi cancels it; this is that release with a newer go-provider.
    sources: [
      {
        kind: "go",
        module: "github.com/pulumi/pulumi-command/provider",
        version: "v0.0.0-20240112221901-2fe00b62fa4d",
        sum: "h1:rmHfPkpAy97qfiacvzhRU0qTxMRH0kLq0L8fHrJbE1k=",
        upgrades: ["github.com/pulumi/pulumi-go-provider@v0.16.0"],
        programs: [
          {
            name: "pulumi-resource-command",
            package: "./cmd/pulumi-resource-command",
            linkerFlags: "-X github.com/pulumi/pulumi-command/provider/pkg/version.Version=0.9.2",
          },
        ],
      },
    ],
  },
  {
    name: "pulumi-resource-docker",
    version: "4.11.0",
    kind: "optional",
    about: "builds and pushes images for jobs in containers; without it the docker command does",
    provides: ["bin/pulumi-resource-docker"],
    sources: [
      vendor(({ architecture }) => ({
        url: `https://api.pulumi.com/releases/plugins/pulumi-resource-docker-v4.11.0-linux-${architecture}.tar.gz`,
        format: "tar.gz",
        take: { "pulumi-resource-docker": "bin/pulumi-resource-docker" },
      })),
    ],
  },
] as const satisfies readonly Tool[];
