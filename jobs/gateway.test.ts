import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import type { GatewaySection } from "../lib/config/shape/gateway-section.ts";
import type { JobSpec } from "../lib/jobs/define-job.ts";
import { root } from "../lib/paths.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./gateway.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job, whose keys are in a variable of its own", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    {
      id: "gateway",
      kind: "service",
      hcl: "",
      gate: { services: ["gateway"], limitMs: 180_000 },
      needs: [],
      variables: {
        keys: "«secret:gateway.keys»",
        mapping: '{"default":["chat"],"fallbacks":{}}',
        memory: "«secret:gateway.memory»",
        tls: "«secret:gateway.tls»",
      },
    },
  ]);
});

test("its HCL", async () => {
  await expect(specs[0]?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/gateway.nomad.hcl");
});

/** The configuration file as Nomad's template runner would write it. */
function configurationOf({ hcl }: JobSpec): unknown {
  const literal = /gateway\.json"\n +data += (".*")/.exec(hcl)?.[1] ?? "";
  const rendered = (JSON.parse(literal) as string)
    .replace("{{ env `NOMAD_IP_http` }}", "192.0.2.2")
    .replace("{{ env `node.unique.name` }}", "n2")
    .replace(/\{\{ range .*\{\{ end \}\}/, '"192.0.2.1","192.0.2.2"')
    .replaceAll("{{`{{`}}", "{{");
  return gatewayConfigSchema.parse(JSON.parse(rendered));
}

/** The whole of what the fixture of the inventory says, for the fixture of jobs. */
const section = (change: Partial<GatewaySection> = {}): GatewaySection => {
  const file = join(root, "tests", "fixtures", "inventory", "valid", "gateway.cluster.json");
  const { gateway } = JSON.parse(readFileSync(file, "utf8")) as { gateway: GatewaySection };
  return { ...gateway, ...change };
};
const [full] = job.specs({ ...jobCluster, gateway: section() }, jobFacts);

test("its configuration is one that the gateway takes", () => {
  expect(configurationOf(specs[0]!)).toMatchObject({
    listen: { address: "192.0.2.2", port: 8080 },
    tls: { certificateFile: "/secrets/tls.pem", keyFile: "/secrets/tls.pem" },
    memories: { tls: { caFile: "/local/ca.pem", serverName: "memory.hearth" } },
    consul: {
      url: "https://n2.hearth:8501",
      caFile: "/local/ca.pem",
      tokenFile: "/secrets/consul_token",
    },
    keysFile: "/secrets/keys.json",
    cache: { exact: false, semantic: false },
    tracing: { share: 1 },
    providers: { from: {}, policy: [] },
    requests: { operators: ["owner"] },
    admission: { perInstance: 4, maxQueued: 256 },
  });
});

test("all that the inventory says is in it, in the gateway's own words", () => {
  expect(configurationOf(full!)).toMatchObject({
    routing: { mappingFile: "/local/mapping.json", classifierFile: "/local/classifier.json" },
    cache: { exact: true, semantic: true, entries: 500, bytes: 8 * 2 ** 20, ttlMs: 3_600_000, agreement: "facts" },
    tracing: { endpoint: "http://collector.example:4318/v1/traces", share: 0.1 },
    providers: {
      from: {
        mistral: { keyFile: "/secrets/provider-mistral" },
        desktop: { api: "ollama" },
        cellar: { url: "https://cellar.example/v1", models: { vast: { model: "vast-70b", maxTokens: 512 } } },
      },
      policy: [{ name: "no-photos" }, { name: "kids-stay" }, { name: "text", providers: ["mistral", "d*"] }],
      dollar: 0.9,
    },
    catalogue: { url: "https://models.example/api.json", everyMs: 86_400_000 },
    prices: { perKilowattHour: 0.31, models: { vast: { promptPerMillion: 1.5 } } },
    // The cluster's own machines may always call.
    access: {
      origins: ["https://chat.example"],
      allow: ["192.0.2.0/24", "192.0.2.1", "192.0.2.2"],
      deny: ["192.0.2.9"],
    },
    memories: { keyFile: "/secrets/memory", deadlineMs: 500, minSimilarity: 0.25 },
    log: { promptsOf: ["laptop"] },
    requests: { entries: 50, operators: ["owner", "laptop"] },
    limits: { bodyBytes: 8 * 2 ** 20, assumedAnswerTokens: 256 },
    timeouts: {
      connectMs: 1_000,
      firstByteMs: 90_000,
      wholeAnswerMs: 300_000,
      stallMs: 20_000,
      maxDurationMs: 600_000,
    },
    admission: { perInstance: 4, experts: { coder: 2 }, maxQueued: 32, maxWaitMs: 30_000 },
  });
  expect(configurationOf(full!)).not.toHaveProperty("providers.from.cellar.keyFile");
});

test("an expert whose slots were planned gets as many requests at once as it has slots for them", () => {
  const [chat, ...others] = jobCluster.experts;
  const planned = { ...chat!, serving: { kvType: "f16", slots: 3, batch: 128 } } as typeof chat & object;
  const [spec] = job.specs({ ...jobCluster, experts: [planned, ...others] }, jobFacts);
  expect(configurationOf(spec!)).toMatchObject({ admission: { perInstance: 4, experts: { [planned.name]: 2 } } });
});

test("parts of a millisecond are rounded, as the gateway counts whole ones", () => {
  const [spec] = job.specs({ ...jobCluster, gateway: { timeouts: { stall: "10.6ms" } } }, jobFacts);
  expect(configurationOf(spec!)).toMatchObject({ timeouts: { stallMs: 11 } });
});

test("what is read while it runs is in its variable, so that a change makes no new version", () => {
  const change = { routing: { ...section().routing!, aliases: { other: "chat" }, default: [] } };
  const [changed] = job.specs({ ...jobCluster, gateway: section(change) }, jobFacts);
  expect(changed?.hcl).toBe(full?.hcl);
  const mapping = (spec: JobSpec | undefined) =>
    mappingFileSchema.parse(JSON.parse(spec?.variables?.["mapping"] ?? ""));
  expect(mapping(full)).toMatchObject({ routes: { ours: ["coder", "small"] }, default: ["small"] });
  expect(mapping(changed)).toMatchObject({ aliases: { other: "chat" }, default: ["chat"] });
});

test("a provider's key is a reference in the variable, and a file that is read before each request", () => {
  expect(full?.variables).toMatchObject({ provider_mistral: "«secret:own.mistral»" });
  expect(Object.keys(full?.variables ?? {})).toEqual(["keys", "mapping", "memory", "tls", "provider_mistral"]);
  expect(full?.hcl).toContain(
    [
      '        destination = "secrets/provider-mistral"',
      '        change_mode = "noop"',
      '        data        = "{{ with nomadVar \\"nomad/jobs/gateway\\" }}{{ index . \\"provider_mistral\\" }}{{ end }}"',
    ].join("\n"),
  );
});

test("a classifier of one's own comes from the depot", () => {
  expect(full?.hcl).toMatch(
    /source {6}= "http:\/\/n1\.hearth:8090\/6{64}\/classifier\.json"\n +destination = "local\/classifier\.json"/,
  );
});

test("caches get their memory on top of the gateway's own", () => {
  const sizes = (spec: JobSpec | undefined) => spec?.hcl.match(/max-old-space-size=\d+|memory = \d+/g);
  expect(sizes(specs[0])).toEqual(["max-old-space-size=128", "memory = 256"]);
  expect(sizes(full)).toEqual(["max-old-space-size=144", "memory = 272"]);
});

test("text of the inventory is no expression of Nomad's", () => {
  const [spec] = job.specs({ ...jobCluster, gateway: { log: { promptsOf: ['{{ env "HOME" }}', "{{{"] } } }, jobFacts);
  expect(configurationOf(spec!)).toMatchObject({ log: { promptsOf: ['{{ env "HOME" }}', "{{{"] } });
  expect(spec?.hcl).not.toContain('[\\"{{ env');
});

test("a single node has no room for a second version beside the first", () => {
  const [spec] = job.specs({ ...jobCluster, nodes: jobCluster.nodes.slice(0, 1) }, jobFacts);
  expect(spec?.hcl.match(/(?:canary|auto_promote) += .*/g)).toEqual([
    "canary            = 0",
    "auto_promote      = false",
  ]);
});
