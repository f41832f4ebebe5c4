import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../lib/paths.ts";
import { runtimeFolder } from "../../lib/lab/docker/runtime-folder.ts";
import { copiedCache } from "../support/copied-cache.ts";
import { hearth, run, testStack } from "../support/hearth.ts";
import { pathWithout } from "../support/path-without.ts";
import { snapshot } from "../support/snapshot.ts";

/** The two last lines: what to do, and where to read more. */
const ending = (stderr: string): readonly string[] => stderr.trimEnd().split("\n").slice(-2);
const more = "  More: docs/errors.md#lab_failed";

test("a DOCKER_HOST where nobody answers is named, with what to do", async () => {
  const up = await hearth(["up"], { environment: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  expect(up.status).toBe(1);
  expect(up.stderr).toContain(
    "error LAB_FAILED: no Docker daemon answers at DOCKER_HOST (unix:///nowhere/docker.sock)",
  );
  expect(ending(up.stderr)).toEqual([
    "  Start that daemon, or unset DOCKER_HOST to let Hearth find or start one.",
    more,
  ]);
});

test("without Docker, where it cannot be installed either, `up` says which package is missing and changes nothing", async () => {
  const before = await snapshot();
  using cache = copiedCache({});
  const PATH = pathWithout(join(cache.folder, "bin"), {
    without: ["docker", "dockerd"],
    instead: { "apt-get": "echo 'E: Unable to locate package docker.io' >&2; exit 100" },
  });
  const up = await hearth(["up"], { environment: { PATH, HEARTH_CACHE: cache.folder } });
  expect(up.status).toBe(1);
  expect(up.stderr).toContain("error LAB_FAILED: the lab needs dockerd, and apt-get could not install it: E: Unable");
  expect(ending(up.stderr)).toEqual(["  Install the package docker.io yourself, then run the command again.", more]);
  expect(await snapshot()).toEqual(before);
});

test("a dockerd that cannot start ends `up` with its last words and the file that holds the others", async () => {
  using cache = copiedCache({});
  const PATH = pathWithout(join(cache.folder, "bin"), {
    without: [],
    instead: { docker: "exit 1", dockerd: "echo 'failed to start daemon: no overlay' >&2; exit 1" },
  });
  // In a mount namespace of its own, where the daemon that runs is not seen, and so not ended.
  const inside = `mount -t tmpfs -o mode=700 hearth-test ${runtimeFolder} && exec ${join(root, "hearth")} --stack ${testStack} up`;
  const up = await run("unshare", ["--mount", "sh", "-c", inside], {
    environment: { PATH, HEARTH_CACHE: cache.folder },
  });
  expect(up.status).toBe(1);
  expect(up.stderr).toContain("error LAB_FAILED: dockerd ended with exit code 1: failed to start daemon: no overlay");
  expect(ending(up.stderr)).toEqual([
    `  Read ${join(cache.folder, "docker.log")}, fix what it reports, then run the command again.`,
    more,
  ]);
});
