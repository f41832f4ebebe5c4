import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyJob } from "../../lib/jobs/apply-job.ts";
import type { JobSpec } from "../../lib/jobs/define-job.ts";
import { waitForGate } from "../../lib/jobs/gate.ts";
import { stopJob } from "../../lib/jobs/stop-job.ts";
import { startNomadAgent, type NomadAgent } from "./nomad-agent.ts";

/* A real Nomad whose tasks log in to a Consul that may be in an election, which is played here: a real one is too quick. */

let agent: NomadAgent;
let server: Server;
let logins: number;
/** How many logins are turned away before one is let in, and with which status. */
let away: { times: number; status: number };

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    const { status, body } = answer(path);
    response.writeHead(status, { "content-type": typeof body === "string" ? "text/plain" : "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  agent = await startNomadAgent(`127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  server.close();
});

function answer(path: string): { readonly status: number; readonly body: unknown } {
  if (path === "/v1/agent/self") {
    return {
      status: 200,
      body: { Config: { Datacenter: "dc1", NodeName: "n1", Server: true, Version: "1.22.5" }, Stats: {} },
    };
  }
  if (path === "/v1/acl/login") {
    logins += 1;
    if (logins <= away.times) return { status: away.status, body: "rpc error making call: No cluster leader" };
  }
  if (path.startsWith("/v1/acl/")) return { status: 200, body: { AccessorID: "a", SecretID: "s" } };
  return { status: 200, body: {} };
}

const spec = (script: string): JobSpec => ({
  id: "web",
  kind: "service",
  hcl: `job "web" {
    datacenters = ["home"]
    update {
      health_check = "task_states"
      min_healthy_time = "1s"
      healthy_deadline = "30s"
      progress_deadline = "0s"
      auto_revert = true
    }
    group "g" {
      restart {
        attempts = 0
        mode = "fail"
      }
      task "t" {
        driver = "raw_exec"
        kill_timeout = "1s"
        consul {}
        config {
          command = "/bin/sh"
          args = ["-c", "${script}"]
        }
        resources {
          cpu = 50
          memory = 32
        }
      }
    }
  }`,
  needs: [],
  gate: { services: [], limitMs: 60_000 },
});

/** What the gate of a job says on the way and at its end, from registration to stop. */
async function gateOf(script: string) {
  const notes: string[] = [];
  const job = spec(script);
  await applyJob(agent.nomad, job);
  const error: unknown = await waitForGate(job, {
    nomad: agent.nomad,
    consul: { health: () => Promise.resolve([]), takesLogins: () => Promise.resolve(true) },
    progress: (note) => void notes.push(note),
  }).catch((thrown: unknown) => thrown);
  await stopJob(agent.nomad, job);
  const triedAgain = notes.filter((note) => note.startsWith("Consul refused its tasks")).length;
  return { error, triedAgain };
}

test("a first version that Consul turned away in an election comes to run", async () => {
  [logins, away] = [0, { times: 1, status: 500 }];
  expect(await gateOf("exec sleep 600")).toEqual({ error: undefined, triedAgain: 1 });
  expect(logins).toBe(2);
});

test("an election without end is reported in Nomad's words, after three attempts", async () => {
  [logins, away] = [0, { times: 99, status: 500 }];
  const { error, triedAgain } = await gateOf("exec sleep 600");
  expect([triedAgain, logins]).toEqual([2, 3]);
  expect(error).toMatchObject({ code: "JOB_FAILED", at: "job web" });
  expect((error as Error).message).toContain("No cluster leader");
});

test("a login that is refused fails at once, and so does a program that crashes, with its own words", async () => {
  [logins, away] = [0, { times: 99, status: 403 }];
  const refused = await gateOf("exec sleep 600");
  expect([refused.triedAgain, logins, (refused.error as Error).message.includes("code: 403")]).toEqual([0, 1, true]);
  away = { times: 0, status: 200 };
  const crashed = await gateOf("echo the key file is missing >&2; exit 3");
  expect(crashed.triedAgain).toBe(0);
  expect((crashed.error as Error).message).toContain("its last lines:\n  the key file is missing");
});
