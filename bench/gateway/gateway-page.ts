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
  envoy: "Envoy, one worker",
  "vllm-router": "vllm-router",
  node: "bare proxy in Node",
  smg: "smg",
  hearth: "**Hearth's gateway**",
  portkey: "Portkey",
  litellm: "LiteLLM",
};

const method = `## What was run

All servers run on one machine, together with the load generator and one upstream, a Node server that answers at once. Each server is one
process (nginx and Envoy have one worker). The servers take turns, round after round, and the figures are medians over the rounds. A request is a chat of
280 bytes.

- Hearth's gateway runs as it does on a node: bundled, with experts and keys from Consul (a stand-in), a key with rates and budgets of every kind,
  prices, routing by name, metrics, and one log line per request. nginx, Envoy and the bare proxy do not look at requests. vllm-router reads them and
  has no keys; smg has one key. Both are written in Rust and may use every core. Portkey's open version has no keys or limits. LiteLLM has one key
  and no database.
- **Requests/s**: 16 connections; each sends its next request when the last one is answered.
- **CPU**: processor time of all of a server's processes, divided by the requests it answered meanwhile; for a chat, and for a stream of 20 events,
  a millisecond apart.
- **Added**: latency with 1,000 requests a second, sent at fixed times whatever the server does, compared with the same requests without a gateway.
  A request's time starts when it was due.
- **Time to first token**: the same with 100 streams a second, until the first byte of the body.
- **Streams**: 1,000 at once, with 40 numbered events each; every event is checked.
- **Failover**: two instances, 200 requests a second of 20 ms each; one instance is killed, and Consul does not notice.
- Memory is resident memory after the closed loops. Cold start is from the start of the process to its first answer.
`;

const columns = [
  "16 connections",
  "Requests/s",
  "p50, ms",
  "p99, ms",
  "CPU a chat, µs",
  "CPU a stream, µs",
  "Memory, MB",
  "Cold start, ms",
];

/** The page of results: figures with their goals, the comparison, machine, method. */
export function gatewayPage(results: GatewayResults): string {
  const { machine, versions, measured, streams, failover } = results;
  const text = (value: number | null, digits = 2): string => (value === null ? "n/a" : value.toFixed(digits));
  const goals = [
    ["Requests/s, relative to the bare Node proxy", text(results.ratioToNode), "≥ 0.5"],
    ["Requests/s, relative to Portkey", text(results.ratioToPortkey), "about 9"],
    ["Requests/s, relative to LiteLLM", text(results.ratioToLitellm), ""],
    ["Requests/s, relative to nginx", text(results.ratioToNginx), ""],
    ["CPU of a chat, relative to smg", text(results.chatCpuToSmg), "≤ 1"],
    ["CPU of a stream of 20 events, relative to smg", text(results.streamCpuToSmg), "≤ 1"],
    ["Added latency at 1,000 requests/s, p50, ms", text(results.addedP50Ms), "≤ 0.2"],
    ["Added latency at 1,000 requests/s, p99, ms", text(results.addedP99Ms), "≤ 0.9"],
    ["Added time to first token, p50, ms", text(results.streamingAddedP50Ms), "< 1"],
    ["Memory, MB", text(results.memoryMb, 0), "≤ 130"],
    ["Cold start, ms", text(results.coldStartMs, 0), "< 1,000"],
    ["Concurrent streams: broken, reordered", `${streams.count}: ${streams.broken}, ${streams.reordered}`, "0, 0"],
    ["Failover: failed requests", String(failover.failed), "0"],
    ["Failover: next request served after, ms", text(failover.nextServedMs, 0), "< 1,000"],
  ];
  const rows = peerNames.flatMap((name) => {
    const figures = measured.peers[name];
    if (figures === undefined)
      return [
        [titles[name], `left out: ${firstLine(results.reasons[name])}`, ...Array<string>(columns.length - 2).fill("")],
      ];
    const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds, streamCpuMicroseconds, memoryMb, coldStartMs } = figures;
    const whole = [cpuMicroseconds, streamCpuMicroseconds, memoryMb, coldStartMs].map((value) => text(value, 0));
    return [[titles[name], text(requestsPerSecond, 0), text(p50Ms), text(p99Ms), ...whole]];
  });
  return [
    "# Gateway benchmark",
    "",
    markdownTable(["", "Measured", "Goal"], goals),
    "",
    markdownTable(columns, rows),
    "",
    "![Bar chart of requests per second](gateway.svg)",
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
