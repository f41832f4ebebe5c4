import { expect, test } from "vitest";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { localExperts, localHouse, type LocalScene } from "./local-house.ts";

const cluster = sampleCluster();
const scene: LocalScene = {
  experts: localExperts(cluster),
  gateway: undefined,
  ports: { gateway: 8080, memory: 8095, consul: { http: 1, serf: 2, server: 3 }, experts: { chat: 4, embed: 5 } },
  folder: "/home/ann/local",
  secret: (name) => `canary-${name}`,
  tool: (file) => `/tools/${file}/${file}`,
  root: "/hearth",
  cores: 6,
};
const house = localHouse(scene);
const parsed = (path: string): unknown => JSON.parse(house.files[path] ?? "");

test("the lab's two experts run whole, with the arguments of their jobs and this computer's values in them", () => {
  expect(cluster.experts[0]?.workers).toEqual(["n3"]);
  const chat = house.stages[0]?.find(({ name }) => name === "expert-chat");
  expect(chat).toMatchObject({
    command: "/tools/llama-server/llama-server",
    environment: { LD_LIBRARY_PATH: "/tools/llama-server" },
    readyUrl: "http://127.0.0.1:4/health",
  });
  expect(chat?.arguments.join(" ")).toContain("--host 127.0.0.1 --port 4 ");
  expect(chat?.arguments.join(" ")).toContain(" --model /tools/SmolLM2-135M-Instruct");
  expect(chat?.arguments.join(" ")).toContain("--threads 6");
  expect(chat?.arguments.join(" ")).not.toMatch(/\$\{|rpc|local\//i);
});

test("the services read valid configurations, with every path in the one folder", () => {
  const gateway = gatewayConfigSchema.parse(parsed("gateway.json"));
  expect(gateway).toMatchObject({
    listen: { address: "127.0.0.1", port: 8080 },
    consul: { url: "http://127.0.0.1:1" },
    keysFile: "/home/ann/local/secrets/gateway-keys.json",
    routing: { mappingFile: "/home/ann/local/local/mapping.json" },
    memories: { keyFile: "/home/ann/local/secrets/memory" },
  });
  expect(mappingFileSchema.safeParse(parsed("local/mapping.json")).success).toBe(true);
  const memory = memoryConfigSchema.parse(parsed("memory.json"));
  expect(memory.embeddings).toMatchObject({ url: "http://127.0.0.1:8080", model: "all-minilm-l6-v2" });
  for (const path of ["gateway.json", "memory.json"])
    expect(house.files[path]).not.toMatch(/"\/(local|secrets|data)\//);
});

test("what an inventory says of providers and callers is left out: their keys and the overlay are not here", () => {
  const gateway = { providers: { from: {}, policy: [] }, access: { allow: ["10.0.0.1"] } } as unknown as NonNullable<
    LocalScene["gateway"]
  >;
  const text = localHouse({ ...scene, gateway }).files["gateway.json"];
  expect(text).not.toContain("providers");
  expect(text).not.toContain("10.0.0.1");
});

test("Consul knows every service, with what the gateway asks of an expert", () => {
  const { services } = parsed("consul.json") as { services: { name: string; meta: object; tags: string[] }[] };
  expect(services.map(({ name }) => name)).toEqual(["expert-chat", "expert-embed", "memory", "gateway"]);
  expect(services[0]).toMatchObject({
    tags: ["expert"],
    meta: { expert: "chat", model: "smollm2-135m-instruct", kind: "chat", context: "2048" },
  });
});

test("no secret is in an argument or in the environment", () => {
  expect(JSON.stringify(house.stages)).not.toContain("canary");
  expect(house.files["secrets/gateway-keys.json"]).toBe("canary-gateway.keys");
});
