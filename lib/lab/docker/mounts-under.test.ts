import { expect, test } from "vitest";
import { mountsUnder } from "./mounts-under.ts";

const mountinfo = `22 1 8:1 / / rw - ext4 /dev/vda rw
30 22 0:4 net:[4026532] /run/hearth/docker/netns/a rw shared:1 - nsfs nsfs rw
31 30 0:4 / /run/hearth/docker/netns/a/deeper\\040one rw - tmpfs tmpfs rw
32 22 0:4 / /run/hearth/docker-other rw - tmpfs tmpfs rw
`;

test("mount points under a folder are found, the deepest first, and those of its neighbours are not", () => {
  expect(mountsUnder("/run/hearth/docker", mountinfo)).toEqual([
    "/run/hearth/docker/netns/a/deeper one",
    "/run/hearth/docker/netns/a",
  ]);
});
