import { expect, test } from "vitest";
import type { ClusterClient } from "./cluster-client.ts";
import { failoverClient } from "./failover-client.ts";

const request = { method: "GET", path: "/v1/nodes" } as const;

function cluster(down: ReadonlySet<string>) {
  const asked: string[] = [];
  const client =
    (node: string): ClusterClient =>
    () => {
      asked.push(node);
      return down.has(node) ? Promise.reject(new Error("refused")) : Promise.resolve({ status: 200, json: node });
    };
  return { asked, send: failoverClient(["n1", "n2", "n3"].map((node) => ({ node, client: client(node) }))) };
}

test("the next node answers for one that is down, and is asked first from then on", async () => {
  const { asked, send } = cluster(new Set(["n1", "n2"]));
  expect(await send(request)).toEqual({ status: 200, json: "n3" });
  expect(await send(request)).toEqual({ status: 200, json: "n3" });
  expect(asked).toEqual(["n1", "n2", "n3", "n3"]);
});

test("a node that is asked first and goes down is passed by, around the end of the list", async () => {
  const down = new Set(["n1", "n2"]);
  const { asked, send } = cluster(down);
  await send(request);
  down.delete("n1");
  down.add("n3");
  expect(await send(request)).toEqual({ status: 200, json: "n1" });
  expect(asked).toEqual(["n1", "n2", "n3", "n3", "n1"]);
});

test("when no node answers, the error has each one's reason", async () => {
  const { send } = cluster(new Set(["n1", "n2", "n3"]));
  await expect(send(request)).rejects.toMatchObject({
    code: "NODE_UNREACHABLE",
    message:
      "no node of the cluster could be reached, to ask for /v1/nodes\n  n1: refused\n  n2: refused\n  n3: refused",
  });
});
