import { expect, test } from "vitest";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { execOnNode } from "../support/lab-node.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { snapshot } from "../support/snapshot.ts";

const n3 = { stack: testStack, node: "n3" };

test("a stranger on Nomad's port ends `up` with its program and process, and nothing is changed anywhere", async () => {
  const before = await snapshot();
  const address = readLabFile(testStack).nodes.find(({ name }) => name === "n3")?.address ?? "";
  const listen = `import socket, time; s = socket.create_server(("${address}", 4646)); time.sleep(600)`;
  await execOnNode(n3, `systemd-run --quiet --unit=stranger /usr/bin/python3 -c '${listen}'`);
  try {
    const pid = await execOnNode(
      n3,
      `until ss -Hltn | grep -q '${address}:4646 '; do sleep 0.1; done; systemctl show --property=MainPID --value stranger`,
    );
    const up = await hearth(["up"]);
    expect(up.status).toBe(1);
    expect(up.stderr).toMatch(new RegExp(`n3 ports: 4646/tcp \\([a-z-]+\\) is held by python3 \\(pid ${pid}\\)`));
    expect(up.stderr).toContain("preflight failed; nothing was changed");
  } finally {
    await execOnNode(n3, "systemctl stop stranger");
  }
  expect(await snapshot()).toEqual(before);
});
