import type { Unit } from "../../lib/steps/unit.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import type { RoleLab } from "./role-lab.ts";

export interface Ask {
  readonly token?: string | undefined;
  /** More of curl's arguments. */
  readonly more?: string;
}

const agents = {
  consul: { port: 8501, header: "X-Consul-Token", token: "consul.management" },
  nomad: { port: 4646, header: "X-Nomad-Token", token: "nomad.management" },
} as const;

/**
 * Asks an agent on n1, with the management token unless another is given, which goes by stdin. Returns the answer with its status as
 * the last three characters.
 */
export function askAgent(agent: keyof typeof agents, on: () => RoleLab): (path: string, ask?: Ask) => Promise<string> {
  const { port, header, token: management } = agents[agent];
  return async (path, { token = on().secrets[management] ?? "", more = "" } = {}) =>
    (
      await on().lab.ssh(
        "n1",
        `curl -sS --max-time 10 -H @- -w '%{http_code}' ${more} 'https://n1.hearth:${port}${path}'`,
        `${header}: ${token}\n`,
      )
    ).stdout;
}

export const json = (answer: string): unknown => JSON.parse(answer.slice(0, -3));

export const put = (body: unknown): string =>
  `-o /dev/null -X PUT -d '${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`;

export const until = (what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<undefined> =>
  waitFor({ what, limitMs }, async () => ((await isSo()) ? ready(undefined) : notYet("not so yet")));

/** A role's units on a node, to be run by themselves. */
export const ofRole = (units: readonly Unit[], node: string, role: string): readonly Unit[] =>
  units.filter((unit) => unit.node === node && unit.role === role).map((unit) => ({ ...unit, needs: [] }));
