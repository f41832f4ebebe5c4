import { expect, test } from "vitest";
import type { Docker } from "./docker/docker.ts";
import { runningNodes } from "./lab-stop.ts";

test("only nodes that run are stopped, and only those of the lab that is asked for", async () => {
  const calls: (readonly string[])[] = [];
  const inspection = ["running", "exited", "paused"].map((Status, index) => ({
    Name: `/lab-n${index + 1}`,
    State: { Status },
    Config: { Labels: { "hearth.lab": "lab", "hearth.node": `n${index + 1}` } },
  }));
  const docker: Docker = Object.assign(
    (args: readonly string[]) => {
      calls.push(args);
      return Promise.resolve(args[0] === "ps" ? "1\n2\n3" : JSON.stringify(inspection));
    },
    { host: "unix:///nowhere" },
  );
  expect(await runningNodes(docker, "lab")).toEqual(["lab-n1", "lab-n3"]);
  expect(calls[0]).toContain("label=hearth.lab=lab");
});
