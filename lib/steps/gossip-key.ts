import type { Api } from "./api-object.ts";
import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

/** What an agent's API calls it; each a method and a path, and `list` a path alone. */
type Keyring = Readonly<Record<"list" | "install" | "use" | "remove", string>>;

export const consulKeyring: Keyring = {
  list: "/v1/operator/keyring",
  install: "POST /v1/operator/keyring",
  use: "PUT /v1/operator/keyring",
  remove: "DELETE /v1/operator/keyring",
};

/** Only servers of Nomad gossip. */
export const nomadKeyring: Keyring = {
  list: "/v1/agent/keyring/list",
  install: "PUT /v1/agent/keyring/install",
  use: "PUT /v1/agent/keyring/use",
  remove: "PUT /v1/agent/keyring/remove",
};

const script = stepScript(import.meta.dirname, "gossip-key.sh");

/**
 * The key of the gossip, from a file. Agents keep the one that they have, so another one in their configuration changes nothing: it
 * goes through their API, which hands it to all of them.
 */
export const gossipKey = ({ origin, headerFile }: Api, keyring: Keyring, file: string): Step => ({
  id: "key of the gossip",
  values: { origin, header: headerFile, gossip: file, ...keyring },
  ...script,
  effect: safe,
});
