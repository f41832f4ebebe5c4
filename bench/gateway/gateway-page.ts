import { machineSentence, type Machine } from "../measure/describe-machine.ts";
import { loadSentence } from "../report/load-sentence.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { peerNames, type PeerName } from "./measure/start-peers.ts";
import type { Summary } from "./summary.ts";

export interface GatewayResults extends Summary {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<PeerName, string>> = {
  nginx: "nginx, one worker",
  node: "bare proxy in Node",
  hearth: "**Hearth's gateway**",
  portkey: "Portkey",
  litellm: "LiteLLM",
};

const method = `## What was run

One upstream that needs no time (a Node server), one process for each server (nginx with one worker), all on one machine together with the
load generator; the servers take turns, round after round, and the figures are medians over the rounds. A request is a chat of 280 bytes.

- Hearth's gateway runs as on a node: bundled, experts and keys from Consul (a stand-in), a key with rates and budgets of every kind, prices,
  routing by name, metrics, and a log line a request. nginx and the bare proxy look at nothing; Portkey has no keys or limits of its own in its
  open version; LiteLLM has one key and no database.
- **Requests/s**: 16 connections, each sends its next request when the last is answered.
- **Added**: 1,000 requests a second at fixed times, whatever the server does, against the same without the gateway between. A time counts from
  when the request was due.
- **Time to first token**: the same with 100 streams a second, until the first byte of the body.
- **Streams**: 1,000 at once, 40 numbered events each, every one looked at.
- **Failover**: two instances, 200 requests a second, 20 ms each; one instance is killed, and Consul does not notice.
- Memory is resident memory after the closed loops; cold start is from the start of the process to its first answer.
`;

/** The page of results: figures with their goals, the comparison, machine, method. */
export function gatewayPage(results: GatewayResults): string {
  const { machine, versions, measured, streams, failover } = results;
  const text = (value: number | null, digits = 2): string => (value === null ? "n/a" : value.toFixed(digits));
  const goals = [
    ["Requests/s, of the bare Node proxy's", text(results.ratioToNode), "≥ 0.5"],
    ["Requests/s, of Portkey's", text(results.ratioToPortkey), "about 9"],
    ["Requests/s, of LiteLLM's", text(results.ratioToLitellm), ""],
    ["Requests/s, of nginx's", text(results.ratioToNginx), ""],
    ["Added at 1,000 requests/s, p50, ms", text(results.addedP50Ms), "< 1"],
    ["Added at 1,000 requests/s, p99, ms", text(results.addedP99Ms), "< 5"],
    ["Added to the first token, p50, ms", text(results.streamingAddedP50Ms), "< 1"],
    ["Memory, MB", text(results.memoryMb, 0), "< 150"],
    ["Cold start, ms", text(results.coldStartMs, 0), "< 1,000"],
    ["Streams at once: broken, reordered", `${streams.count}: ${streams.broken}, ${streams.reordered}`, "0, 0"],
    ["Failover: failed requests", String(failover.failed), "0"],
    ["Failover: next one served after, ms", text(failover.nextServedMs, 0), "< 1,000"],
  ];
  const rows = peerNames.flatMap((name) => {
    const figures = measured.peers[name];
    if (figures === undefined) return [[titles[name], `left out: ${firstLine(results.reasons[name])}`, "", "", "", ""]];
    const { requestsPerSecond, p50Ms, p99Ms, memoryMb, coldStartMs } = figures;
    return [
      [titles[name], text(requestsPerSecond, 0), text(p50Ms), text(p99Ms), text(memoryMb, 0), text(coldStartMs, 0)],
    ];
  });
  return [
    "# The gateway beside others",
    "",
    markdownTable(["", "Measured", "Goal"], goals),
    "",
    markdownTable(["16 connections", "Requests/s", "p50, ms", "p99, ms", "Memory, MB", "Cold start, ms"], rows),
    "",
    "![Requests per second as bars](gateway.svg)",
    "",
    `Measured on ${machineSentence(machine)} Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    loadSentence([measured.loadBefore], machine.cores),
    "",
    method,
  ].join("\n");
}

const firstLine = (text = ""): string => (text.split("\n", 1)[0] ?? "").replaceAll("|", "/").slice(0, 120);
