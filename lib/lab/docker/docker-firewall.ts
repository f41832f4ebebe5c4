/** A chain that Docker makes, or a bridge of one of its networks. */
const dockers = /\bDOCKER\b|\bbr-[0-9a-f]{12}\b/;

/**
 * Arguments of `iptables` that remove what Docker leaves in a table when it stops.
 * @param rules what `iptables -t <table> -S` prints
 */
export function dockerLeftovers(rules: string): readonly (readonly string[])[] {
  const lines = rules.split("\n").map((line) => line.trim().split(" "));
  const chains = lines.flatMap(([flag, name]) => (flag === "-N" && name?.startsWith("DOCKER") ? [name] : []));
  const jumps = lines.filter(([flag, chain = ""]) => flag === "-A" && !chains.includes(chain));
  return [
    ...jumps.filter((rule) => dockers.test(rule.join(" "))).map((rule) => ["-D", ...rule.slice(1)]),
    ...chains.map((name) => ["-F", name]),
    ...chains.map((name) => ["-X", name]),
  ];
}
