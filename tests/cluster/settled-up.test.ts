import { afterAll, expect, test } from "vitest";
import { connectCluster } from "../../lib/cluster/connect-cluster.ts";
import { stackFolder } from "../../lib/paths.ts";
import { hearth, onNode, run, testStack, type Run } from "../support/hearth.ts";
import { isThorough } from "../support/thorough.ts";

const up = (...options: readonly string[]): Promise<Run> => hearth(["up", ...options]);

const foreignMark = "/var/lib/hearth/owned/etc/of-another";

afterAll(async () => {
  await onNode("n2", `rm -f ${foreignMark}`);
  await hearth(["secrets", "remove", "settled"]);
});

/** What each of these does is noticed: the next `up` asks Pulumi and names the reason, and the one after it has nothing to do. */
const causes: readonly { what: string; work: () => Promise<Run>; because: RegExp }[] = [
  {
    what: "a new secret",
    work: () => run("sh", ["-c", "echo value | ./hearth --stack test secrets set settled"]),
    because: /changed since the last up: secrets/,
  },
  {
    what: "another run of Pulumi",
    work: () =>
      run("sh", ["-c", 'eval "$(./hearth --stack test env)" && pulumi up --yes --skip-preview --non-interactive']),
    because: /changed since the last up: checkpoint/,
  },
  {
    what: "another controller's work on a node",
    work: () => onNode("n2", `echo 'another 0123' >${foreignMark}`),
    because: /n2 has changed since the last up/,
  },
];

test.each(isThorough ? causes : causes.slice(-1))(
  "$what is noticed by an `up` that would have nothing to do",
  async ({ work, because }) => {
    expect((await up()).stdout).toContain("nothing changed");
    const settled = await up();
    expect(settled.stdout).toContain("nothing changed");
    expect(settled.stdout).toContain("Paris");
    expect(settled.stderr).toMatch(/✓ look for changes .* none/);
    expect(settled.stderr).not.toContain("pulumi up");

    const done = await work();
    expect(done.status, done.stderr).toBe(0);
    const next = await up();
    expect(next.status, next.stderr).toBe(0);
    expect(next.stderr).toMatch(because);
    expect(next.stderr).toContain("✓ pulumi up");
    expect((await up()).stderr).not.toContain("pulumi up");
  },
);

test("--full asks Pulumi even so", async () => {
  const { status, stdout, stderr } = await up("--full");
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("✓ pulumi up");
  expect(stdout).toContain("nothing changed");
});

test.runIf(isThorough)("a job that Nomad has lost is registered again, though Pulumi sees no change", async () => {
  await connectCluster(stackFolder(testStack)).nomad.purge("prometheus");
  const { status, stdout, stderr } = await up();
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("Nomad no longer knows prometheus; registering again");
  expect(stdout).toContain("3 units, jobs and gates updated");
  expect((await up()).stdout).toContain("nothing changed");
});

test("a preview without changes answers at once, and through Pulumi with --full", async () => {
  const [quick, full] = [await hearth(["--json", "preview"]), await hearth(["--json", "preview", "--full"])];
  expect(quick.stderr).not.toContain("pulumi preview");
  expect(full.stderr).toContain("✓ pulumi preview");
  expect(JSON.parse(quick.stdout)).toEqual(JSON.parse(full.stdout));
});
