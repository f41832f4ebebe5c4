import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import type { Backup, Cluster } from "../lib/config/derive/cluster.ts";
import type { BackupSource } from "../lib/plan/kept-data.ts";
import { role } from "./backup.ts";
import { role as store } from "./backup-store.ts";

const settings = {
  appendOnly: true,
  at: "23:30",
  keep: { daily: 7, weekly: 5, monthly: 12 },
  drill: "weekly",
} as const;
const onNode: Backup = { place: { kind: "node", node: "n3", folder: "/srv/backup" }, ...settings };
const house: BackupSource = {
  name: "house",
  folder: "/srv/hearth/volumes/house",
  owner: "hearth-house",
  jobs: ["house"],
  nodes: ["n2"],
  databases: ["house.db"],
  leaveOut: ["*.log"],
  check: [{ has: "key" }, { json: "accounts" }, { starts: "state.db", text: "state db" }],
};

function stepsOn(node: string, backup: Backup, servers = ["n1"]) {
  const cluster: Cluster = { ...sampleCluster(), servers, backup };
  return role.steps({ ...roleContext(node, cluster), backups: node === "n2" ? [house] : [] });
}
const secretFile = (name: string): string => `/etc/hearth/secrets/backup/${name}`;

test("a source says what is copied, how, and what makes a copy good", () => {
  expect(linesOf(stepsOn("n2", onNode), "/etc/hearth/backup/sources/house")).toEqual([
    "folder /srv/hearth/volumes/house",
    "owner hearth-house",
    "database house.db",
    "leave-out *.log",
    "has key",
    "json accounts",
    "starts state.db state db",
  ]);
});

test("servers have Consul's keys and the controller's files too", () => {
  const sources = (node: string): readonly string[] =>
    stepsOn(node, onNode).flatMap(({ id }) => /^file \/etc\/hearth\/backup\/sources\/(.*)$/.exec(id)?.[1] ?? []);
  expect(sources("n1")).toEqual(["consul", "controller"]);
  expect(sources("n2")).toEqual(["house"]);
});

test("each machine has a repository and a password of its own, and none is in an argument", () => {
  const steps = stepsOn("n2", onNode);
  expect(linesOf(steps, secretFile("password"))).toEqual(["«secret:backup.password.n2»"]);
  expect(linesOf(steps, secretFile("repository"))).toEqual([
    "rest:https://n2:«secret:backup.store.n2»@n3.hearth:8445/n2/",
  ]);
  const units = steps.filter(({ id }) => id.startsWith("file /etc/systemd"));
  expect(JSON.stringify(units)).not.toContain("«secret:");
});

test("the nightly run is no root, and can write nothing but its own", () => {
  const unit = linesOf(stepsOn("n2", onNode), "/etc/systemd/system/hearth-backup@.service");
  expect(unit).toContain("User=hearth-backup");
  expect(unit).toContain("CapabilityBoundingSet=CAP_DAC_READ_SEARCH");
  expect(unit).toContain("ReadWritePaths=/var/lib/hearth-backup /var/lib/prometheus/node-exporter/hearth-backup.prom");
});

test("a drill follows two hours after the backup, past midnight too; never means that there is none", () => {
  expect(linesOf(stepsOn("n2", onNode), "/etc/systemd/system/hearth-drill.timer")).toContain(
    "OnCalendar=Sun *-*-* 01:30:00",
  );
  const never = stepsOn("n2", { ...onNode, drill: "never" });
  expect(never.map(({ id }) => id)).not.toContain("service hearth-drill.timer");
});

test("old copies are removed only where a machine may remove them", () => {
  const script = (appendOnly: boolean) =>
    linesOf(stepsOn("n2", { ...onNode, appendOnly }), "/usr/local/sbin/hearth-backup").join("\n");
  const tidies = /\n.*then tidy \|\| true; fi\n/;
  expect(script(true)).not.toMatch(tidies);
  expect(script(false)).toMatch(tidies);
  expect(script(false)).toContain("--keep-last 1 --keep-daily 7 --keep-weekly 5 --keep-monthly 12");
});

test("a place outside the cluster gets what opens it from files", () => {
  const place = {
    kind: "repository",
    url: "sftp:ann@nas:/backups",
    environment: { B2_ACCOUNT_KEY: "b2" },
    sshKey: "nas",
    hostKey: "ssh-ed25519 AAAA",
  } as const;
  const steps = stepsOn("n2", { place, ...settings });
  expect(linesOf(steps, secretFile("repository"))).toEqual(["sftp:ann@nas:/backups/n2"]);
  expect(linesOf(steps, secretFile("environment"))).toEqual(["B2_ACCOUNT_KEY=«secret:own.b2»"]);
  expect(linesOf(steps, secretFile("ssh-key"))).toEqual(["«secret:own.nas»"]);
  expect(linesOf(steps, secretFile("known-hosts"))).toEqual(["backup ssh-ed25519 AAAA"]);
  expect(linesOf(steps, secretFile("ssh-command"))[0]).toMatch(/^ssh -i SECRETS\/ssh-key .* -p 22 ann@nas -s sftp$/);
});

test("there is a store where a node keeps the backups, on that node alone", () => {
  const cluster: Cluster = { ...sampleCluster(), backup: onNode };
  expect(cluster.nodes.filter((node) => store.runsOn?.(cluster, node)).map(({ name }) => name)).toEqual(["n3"]);
  expect(cluster.nodes.filter((node) => store.runsOn?.(sampleCluster(), node))).toEqual([]);
  const unit = linesOf(store.steps(roleContext("n3", cluster)), "/etc/systemd/system/hearth-backup-store.service");
  expect(unit.join("\n")).toContain("rclone serve restic --append-only --private-repos --addr n3.hearth:8445 ");
});
