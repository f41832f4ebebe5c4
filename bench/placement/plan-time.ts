import { chat, node } from "../../lib/placement/test-fleet.ts";
import { placeExperts } from "../../lib/placement/place-experts.ts";

/* How long placement takes for 100 machines and 50 experts, plentiful and scarce, at first and when one machine is lost. */

const fleet = (machines: number): readonly ReturnType<typeof node>[] =>
  Array.from({ length: machines }, (_, index) => node(`n${index}`, 2 + ((index * 7) % 30), { cores: 1 + (index % 6) }));
const experts = Array.from({ length: 50 }, (_, index) =>
  chat({ name: `expert${index}`, context: { wanted: 8_192, least: 1_024 } }),
);

for (const [name, nodes] of [
  ["100 machines, memory for all", fleet(100)],
  ["100 machines, memory for some", fleet(100).map((one) => ({ ...one, memoryFreeBytes: one.memoryFreeBytes / 4 }))],
  ["20 machines", fleet(20)],
] as const) {
  const before = placeExperts({ nodes, experts });
  const first = median(() => placeExperts({ nodes, experts }));
  const lost = median(() => placeExperts({ nodes: nodes.slice(1), experts, present: before.experts }));
  const counts = `${before.experts.length} placed, ${before.refused.length} refused`;
  process.stdout.write(
    `${name}: ${counts}; at first ${first.toFixed(0)} ms, after a lost machine ${lost.toFixed(0)} ms\n`,
  );
}

/** In processor time, so that other work on the computer does not count. */
function median(work: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return times.sort((one, other) => one - other)[3] ?? 0;
}
