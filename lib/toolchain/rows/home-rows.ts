import type { Tool } from "../names/tool.ts";
import { vendor } from "./vendor.ts";

/** Programs of a house that not everybody runs: each is made only where an inventory asks for its job. */
export const homeRows = [
  {
    name: "home-assistant",
    version: "2026.2.3",
    kind: "optional",
    about: "automates the house; with a Python of its own, which Debian 12 does not have",
    provides: ["bin/python", "bin/python3.13", "libraries/loader", "site/homeassistant/__main__.py"].map(
      (path) => `python/${path}`,
    ),
    sources: [
      {
        kind: "python",
        package: "homeassistant",
        release: "trixie",
        python: "3.13.5",
        packages: [
          ...[
            "python3.13-minimal",
            "libpython3.13-minimal",
            "libpython3.13-stdlib",
            "libc6",
            "libgcc-s1",
            "libstdc++6",
          ],
          ...["zlib1g", "libexpat1", "libssl3t64", "libsqlite3-0", "libffi8", "libbz2-1.0", "liblzma5", "libzstd1"],
          ...["libreadline8t64", "libtinfo6", "libncursesw6", "libuuid1", "libcrypt1"],
        ],
        requirements: "home-assistant.txt",
        requirementsSha256: "775f0f72cc62ca066102809c72ccc5641744eee828a2bd49f581c486e777de71",
        recipeSha256: "21dc1c8a1756a74b81ff85a6069a615180ea0da13d1ad634a337fc923d417f9d",
      },
    ],
  },
  {
    name: "grafana",
    version: "13.2.2",
    kind: "optional",
    about: "shows the cluster's measurements on dashboards",
    provides: ["bin/grafana", "conf/defaults.ini", "public"].map((path) => `grafana/${path}`),
    sources: [
      vendor(({ architecture }) => ({
        url: `https://dl.grafana.com/grafana/release/13.2.2/grafana_13.2.2_34846740809_linux_${architecture}.tar.gz`,
        format: "tar.gz",
        // Of some versions the folder's name has a `v` before the number.
        take: Object.fromEntries(
          ["LICENSE", "bin", "conf", "plugins-bundled", "public"].map((part) => [
            `grafana-*/${part}`,
            `grafana/${part}`,
          ]),
        ),
      })),
    ],
  },
] as const satisfies readonly Tool[];
