import type { ClusterNode } from "../config/derive/cluster.ts";
import { quote } from "../steps/quote.ts";
import { hostArchitecture } from "../toolchain/names/platform.ts";
import type { Check } from "./checks/check.ts";

/** A port that has to be free on a node: one for each Endpoint of the plan. */
export interface WantedPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly name: string;
}

type Architecture = NonNullable<ClusterNode["architecture"]>;

/** As `uname -m` prints them. */
const machines = { amd64: "x86_64", arm64: "aarch64" } as const satisfies Record<Architecture, string>;

/**
 * The checks as one POSIX script that changes nothing. Its first line that is not empty is `begin SECONDS`, the machine's clock since 1970; then
 * one line for each check with its name, exit status and findings, separated by tabs, and finally `end`. A node without an
 * architecture of its own gets the programs of this machine's.
 */
export function compileChecks(
  checks: readonly Check[],
  ports: readonly WantedPort[],
  architecture: Architecture = hostArchitecture(),
): string {
  const wanted = ports.map(({ port, protocol, name }) => `${port}/${protocol}/${name}`);
  return [
    "main() {",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8; export PATH LC_ALL",
    `wanted_ports=${quote(wanted.join(" "))} wanted_machine=${machines[architecture]}`,
    // On a line of its own, even after a login shell that prints something without a line end.
    String.raw`printf '\nbegin\t%s\n' "$(date +%s)"`,
    ...checks.flatMap(({ name, script }) => [
      `check() { ${script.trim()}\n}`,
      "found=$(check 2>/dev/null); status=$?",
      String.raw`printf '%s\t%s\t%s\n' ${quote(name)} "$status" "$(printf %s "$found" | tr '\t\n' '  ')"`,
    ]),
    String.raw`printf 'end\n'`,
    "}",
    "main </dev/null",
    "",
  ].join("\n");
}
