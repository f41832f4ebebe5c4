import { z } from "zod";
import type { Backup, BackupPlace, Cluster } from "../lib/config/derive/cluster.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";
import { sourceLines } from "../lib/plan/kept-data.ts";
import { defineRole, everywhere, onNode } from "../lib/plan/role.ts";
import { backupKey, backupPasswords } from "../lib/secrets/backup-secrets.ts";
import { apiKey, uuid } from "../lib/secrets/declared-secrets.ts";
import { ownSecret } from "../lib/secrets/own-secrets.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { directory } from "../lib/steps/directory.ts";
import { file } from "../lib/steps/file.ts";
import { packages } from "../lib/steps/packages.ts";
import { service } from "../lib/steps/service.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { secretsFolder } from "../lib/steps/tls-files.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { ports as storePorts } from "./backup-store.ts";

const user = "hearth-backup";
const secrets = secretsFolder("backup");
const state = "/var/lib/hearth-backup";
const sources = "/etc/hearth/backup/sources";
const script = "/usr/local/sbin/hearth-backup";
/** In node-exporter's folder, where only root may add files; this one is the account's to write. */
const metrics = "/var/lib/prometheus/node-exporter/hearth-backup.prom";
/** What the controller leaves here, sealed: lib/backup/controller-copy.ts. */
const controllerFolder = `${state}/controller`;

export const role = defineRole({
  name: "backup",
  about:
    "Copies this machine's data each night to a repository of its own, and tries now and then whether they can be restored.",
  options: z.strictObject({}),
  needs: [onNode("job-users"), onNode("node-exporter"), onNode("consul"), everywhere("backup-store")],
  runsOn: ({ backup }) => backup !== undefined,
  secrets: {
    [backupKey]: { make: apiKey("hb-"), keptForData: true },
    "backup.password": backupPasswords(),
    "backup.consul": { make: uuid },
  },
  consul: {
    policy: "backup",
    about: "The nightly backup: keys, to read",
    rules: ['key_prefix "" { policy = "read" }'],
    secret: "backup.consul",
  },
  alerts: [
    {
      name: "NightlyBackupOld",
      expression: "time() - hearth_backup_good_timestamp_seconds > 36 * 3600",
      forSeconds: 60,
      severity: "warning",
      summary: "The newest backup of {source} on {node} is {value:duration} old",
    },
    {
      name: "BackupFailed",
      expression: "hearth_backup_failed == 1",
      forSeconds: 0,
      severity: "warning",
      summary: "The last backup of {source} on {node} failed",
    },
    {
      name: "DrillFailed",
      expression: "hearth_drill_failed == 1",
      forSeconds: 0,
      severity: "critical",
      summary: "The newest backup of {source} on {node} could not be restored as a test",
    },
  ],
  steps: ({ cluster, node, backups = [] }) => {
    const { backup, servers } = cluster;
    if (backup === undefined) return [];
    const isServer = servers.includes(node.name);
    const all = [
      ...backups.map((source) => ({ name: source.name, lines: sourceLines(source) })),
      ...(isServer ? [consulKeys(cluster, node.name), controllerCopy] : []),
    ];
    const instance = { user, secrets, script, state, metrics };
    const timers = [
      { name: "hearth-backup", about: "the nightly backup", when: `*-*-* ${backup.at}:00` },
      ...(backup.drill === "never"
        ? []
        : [{ name: "hearth-drill", about: "a restore as a test", when: drillTime(backup) }]),
    ];
    return [
      packages("restic", "sqlite3"),
      systemUser({ name: user, home: "/nonexistent" }),
      ...[state, `${state}/scratch`, controllerFolder].map((path) =>
        directory({ path, mode: "700", owner: `${user}:${user}`, undoContent: true }),
      ),
      directory({ path: sources }),
      ...secretFiles(backup.place, cluster, node.name),
      ...all.map(({ name, lines }) =>
        file({ path: `${sources}/${name}`, content: renderTemplate("backup/lines", { lines }) }),
      ),
      file({
        path: script,
        content: renderTemplate("backup/hearth-backup.sh", {
          ...{ sources, state, metrics, secrets, node: node.name },
          appendOnly: backup.appendOnly,
          keep: keepOptions(backup.keep),
        }),
        mode: "755",
      }),
      measurements,
      systemdUnit(
        "hearth-backup@.service",
        renderTemplate("backup/hearth-backup@.service", { ...instance, verb: "now" }),
      ),
      systemdUnit(
        "hearth-drill@.service",
        renderTemplate("backup/hearth-backup@.service", { ...instance, verb: "drill" }),
      ),
      ...timers.flatMap(({ name, about, when }) => [
        systemdUnit(`${name}.timer`, renderTemplate("backup/timer", { about, when, unit: `${name}@all.service` })),
        service({ name: `${name}.timer`, watches: [`/etc/systemd/system/${name}.timer`] }),
      ]),
    ];
  },
});

/** Keys in Consul's store, which `hearth keys` and `hearth mqtt` have made: any server gives them all. */
function consulKeys({ domain, ports }: Cluster, node: string) {
  const url = `https://${node}.${domain}:${ports.consul.https}/v1/kv/?recurse=true`;
  return {
    name: "consul",
    lines: [`folder ${state}/consul`, `owner ${user}`, `keys ${url}`, "json keys.json"],
  };
}

const controllerCopy = {
  name: "controller",
  lines: [`folder ${controllerFolder}`, `owner ${user}`, "has controller.sealed"],
};

/** What opens the repository; only root may read it at rest. */
function secretFiles(place: BackupPlace, cluster: Cluster, node: string): readonly Step[] {
  const own = (name: string, content: string): Step => file({ path: `${secrets}/${name}`, content, mode: "600" });
  return [
    own("password", secretRef(`backup.password.${node}`)),
    own("consul-header", renderTemplate("api/token-header", { service: "Consul", token: secretRef("backup.consul") })),
    own("repository", repositoryOf(place, cluster, node)),
    ...(place.kind === "repository" ? foreignFiles(place, own) : []),
  ];
}

/** What only a place outside the cluster needs. */
function foreignFiles(
  { url, environment, sshKey, hostKey = "" }: BackupPlace & { readonly kind: "repository" },
  own: (name: string, content: string) => Step,
): readonly Step[] {
  const variables = Object.entries(environment).map(([name, secret]) => `${name}=${secretRef(ownSecret(secret))}`);
  const server = sftpServer(url);
  const options = [
    "-i SECRETS/ssh-key",
    "-o UserKnownHostsFile=SECRETS/known-hosts",
    "-o HostKeyAlias=backup -o BatchMode=yes -o IdentitiesOnly=yes",
  ];
  return [
    ...(variables.length === 0 ? [] : [own("environment", linesFile(variables))]),
    ...(sshKey === undefined || server === undefined
      ? []
      : [
          own("ssh-key", linesFile([secretRef(ownSecret(sshKey))])),
          own("known-hosts", linesFile([`backup ${hostKey}`])),
          own("ssh-command", linesFile([`ssh ${options.join(" ")} -p ${server.port} ${server.user} -s sftp`])),
        ]),
  ];
}

/** `sftp:user@server:/folder` or `sftp://user@server:22//folder`. */
function sftpServer(url: string): { readonly user: string; readonly port: string } | undefined {
  const [, user, port = "22"] = /^sftp:\/\/([^/:]+)(?::(\d+))?\//.exec(url) ?? /^sftp:([^:]+):()/.exec(url) ?? [];
  return user === undefined ? undefined : { user, port: port === "" ? "22" : port };
}

function repositoryOf(place: BackupPlace, { domain, ports }: Cluster, node: string): string {
  if (place.kind === "repository") return `${place.url}/${node}`;
  const { backupStore } = numbersOf(storePorts, ports);
  return `rest:https://${node}:${secretRef(`backup.store.${node}`)}@${place.node}.${domain}:${backupStore}/${node}/`;
}

const linesFile = (lines: readonly string[]): string => renderTemplate("backup/lines", { lines });

const keepOptions = ({ daily, weekly, monthly }: Backup["keep"]): string =>
  `--keep-last 1 --keep-daily ${daily} --keep-weekly ${weekly} --keep-monthly ${monthly}`;

/** Two hours after the backup. */
function drillTime({ at, drill }: Backup): string {
  const [hours = "0", minutes = "0"] = at.split(":");
  const time = `${String((Number(hours) + 2) % 24).padStart(2, "0")}:${minutes}:00`;
  return drill === "daily" ? `*-*-* ${time}` : drill === "weekly" ? `Sun *-*-* ${time}` : `*-*-01 ${time}`;
}

/** Made empty, so that the account may write what root's folder does not let it add. */
const measurements: Step = shell({
  id: `measurements ${metrics}`,
  values: { path: metrics, owner: `${user}:${user}` },
  verify: '[ "$(stat -c %U:%G "$path" 2>/dev/null)" = "$owner" ]',
  apply: '{ [ -e "$path" ] || : >"$path"; } && chown "$owner" "$path" && chmod 644 "$path"',
  undo: 'rm -f "$path"',
});
