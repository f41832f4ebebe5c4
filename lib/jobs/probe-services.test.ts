import { expect, test } from "vitest";
import type { ServiceInstance } from "@hearth/contracts/consul/consul-types.ts";
import { notYet, ready } from "@hearth/kernel/wait.ts";
import { probeServices } from "./probe-services.ts";

const instance = (...statuses: readonly string[]): ServiceInstance => ({
  id: "i",
  node: "n1",
  address: "192.0.2.1",
  port: 80,
  tags: [],
  meta: {},
  checks: statuses.map((status, index) => ({ name: `c${index}`, status, output: "" })),
});
const probe = (services: Readonly<Record<string, readonly ServiceInstance[]>>) =>
  probeServices({ health: (name) => Promise.resolve(services[name] ?? []) }, ["web", "rpc"]);
const passing = instance("passing", "passing");

test("every service has an instance that passes", async () => {
  expect(await probe({ web: [passing], rpc: [instance("critical"), passing] })).toEqual(ready(undefined));
});

test("the first service that does not pass is named, with its check", async () => {
  expect(await probe({ web: [passing] })).toEqual(notYet("service rpc is not in Consul yet"));
  expect(await probe({ web: [instance("passing", "warning")], rpc: [passing] })).toEqual(
    notYet("check c1 of service web is warning"),
  );
});
