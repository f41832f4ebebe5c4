import { expect, test } from "vitest";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { askAgent, json, until } from "../support/ask-agents.ts";
import { failuresOf, roleLab } from "../support/role-lab.ts";
import { isThorough } from "../support/thorough.ts";

test.runIf(isThorough)(
  "a new authority, new certificates, tokens and keys of the gossip take the place of the former ones",
  async () => {
    await using on = await roleLab(createLog(terminalSink));
    const consul = askAgent("consul", () => on);
    expect(failuresOf(await on.run("apply", on.units()))).toEqual([]);
    const names = ["ca", "consul.gossip", "nomad.gossip", "consul.nomad.n2", "consul.agent.n2"];
    const rotated = await on.rotated(names);
    expect(failuresOf(await on.run("apply", on.units(), rotated))).toEqual([]);
    expect(failuresOf(await on.run("verify", on.units(), rotated))).toEqual([]);
    const self = (secret: string | undefined): Promise<string> =>
      consul("/v1/acl/token/self", { token: secret, more: "-o /dev/null" });
    expect([await self(on.secrets["consul.nomad.n2"]), await self(rotated["consul.nomad.n2"])]).toEqual(["403", "200"]);
    const keyring = await consul("/v1/operator/keyring");
    expect([keyring.includes(on.secrets["consul.gossip"]!), keyring.includes(rotated["consul.gossip"]!)]).toEqual([
      false,
      true,
    ]);
    const issuer = "openssl s_client -connect n2.hearth:8501 -CAfile /usr/local/share/ca-certificates/hearth.crt";
    await until("a certificate of the new authority", 20_000, async () =>
      (await on.lab.ssh("n1", `${issuer} </dev/null 2>&1`)).stdout.includes("Verify return code: 0"),
    );
    await until("both to be alive", 60_000, async () => {
      const seen = json(await consul("/v1/agent/members")) as { Status: number }[];
      return seen.every(({ Status }) => Status === 1);
    });
    expect(failuresOf(await on.run("apply", on.units()))).toEqual([]);
  },
);
