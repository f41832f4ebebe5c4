import { expect, test } from "vitest";
import { allocation, fakeNomad, registeredJob } from "../../tests/fixtures/fake-nomad.ts";
import type { Allocation, NomadNode } from "../nomad/nomad-types.ts";
import { notYet, ready } from "@hearth/kernel/wait.ts";
import { probeAllocations } from "./probe-allocations.ts";

const node = (name: string, parts: Partial<NomadNode> = {}): NomadNode => ({
  ID: `id-${name}`,
  Name: name,
  Datacenter: "home",
  Status: "ready",
  StatusDescription: "",
  SchedulingEligibility: "eligible",
  Drain: false,
  ...parts,
});

const probe = (Type: string, allocations: readonly Allocation[], nodes: readonly NomadNode[] = []) =>
  probeAllocations(
    fakeNomad({ allocations: () => Promise.resolve(allocations), nodes: () => Promise.resolve(nodes) }),
    registeredJob({ Type }),
  );

test("a service runs in its present version", async () => {
  const why = notYet("no allocation of this version runs");
  expect(await probe("service", [allocation()])).toEqual(ready(undefined));
  expect(await probe("service", [allocation({ JobVersion: 2 })])).toEqual(why);
  expect(await probe("service", [allocation({ ClientStatus: "pending" })])).toEqual(why);
  expect(await probe("service", [allocation({ DesiredStatus: "stop" })])).toEqual(why);
});

test("a system job runs on every node that takes work", async () => {
  const nodes = [
    node("n1"),
    node("n2"),
    node("n3", { Status: "down" }),
    node("n4", { SchedulingEligibility: "ineligible" }),
    node("n5", { Datacenter: "elsewhere" }),
    node("n6", { Drain: true }),
  ];
  expect(await probe("system", [allocation()], nodes)).toEqual(notYet("not running on n2"));
  expect(await probe("system", [allocation(), allocation({ NodeID: "id-n2" })], nodes)).toEqual(ready(undefined));
});

test("a batch job has ended well", async () => {
  expect(await probe("batch", [])).toEqual(notYet("it has not started"));
  expect(await probe("batch", [allocation()])).toEqual(notYet("its allocation on n1 is running"));
  expect(await probe("batch", [allocation({ ClientStatus: "complete" })])).toEqual(ready(undefined));
});
