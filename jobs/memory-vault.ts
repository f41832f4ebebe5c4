import type { ArtifactSource } from "../lib/depot/artifact-source.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { apiKey } from "../lib/secrets/declared-secrets.ts";
import { vaultPanels } from "./panels/memory-vault.ts";

export const ports = {
  memoryVault: {
    default: 8096,
    about: "The memory vault, which keeps the memory service's backups on the depot's machine.",
    metrics: "/metrics",
    tls: true,
  },
} satisfies ListeningPorts;

/** The memory service, its keeper and its vault. */
export const memoryBundle: ArtifactSource = {
  kind: "app",
  name: "memory",
  files: ["memory.mjs", "interpret.mjs", "keeper.mjs", "vault.mjs"],
};

/** Keeps the memory service's sealed backups on the depot's node, where the memory service itself does not run. */
export const job = defineJob({
  name: "memory-vault",
  about: "Keeps backups of the memory service that it cannot read, on another machine.",
  user: "hearth-vault",
  volume: "memory-vault",
  // Sealed files that are renamed into place when they are whole.
  backup: { check: [] },
  ports,
  secrets: {
    "memory.vault": { make: apiKey("sk-vault-") },
    "memory.vaultTls": { certificateFor: "memory-vault" },
    /** The keeper's: it adds backups, and cannot choose which one is restored. */
    "memory.vaultKeeper": { make: apiKey("sk-keeper-") },
  },
  access: "memory.vault",
  node: (_id, { depot }) => depot,
  alerts: [
    {
      name: "BackupOld",
      // With a quarter of an hour for the backup itself.
      expression:
        "hearth_memory_vault_written_timestamp_seconds - hearth_memory_vault_newest_timestamp_seconds > 900 and time() - hearth_memory_vault_newest_timestamp_seconds > 3600",
      forSeconds: 60,
      severity: "warning",
      summary: "The newest backup of the memory service is {value:duration} older than its last write",
    },
    {
      name: "BackupUnverified",
      expression:
        "time() - hearth_memory_vault_verified_timestamp_seconds > 1209600 and hearth_memory_vault_verified_timestamp_seconds != 0",
      forSeconds: 60,
      severity: "warning",
      summary: "No backup of the memory service has been opened as a test for {value:duration}",
    },
  ],
  egress: [],
  panels: vaultPanels,
  artifacts: [{ kind: "tool", name: "node", entry: "bin/node" }, memoryBundle],
  variables: ({ secret }) => ({
    key: secret("memory.vault"),
    keeperKey: secret("memory.vaultKeeper"),
    tls: secret("memory.vaultTls"),
  }),
  context: ({ ports, artifact }) => {
    const node = artifact("node");
    const bundle = artifact("memory");
    return {
      port: ports.memoryVault,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
    };
  },
});
