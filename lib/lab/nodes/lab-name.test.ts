import { expect, test } from "vitest";
import { containerName, labName, volumeName } from "./lab-name.ts";

test("a lab is named after its checkout and its stack", () => {
  expect(labName("lab", "/srv/one")).toBe("hearth-875fb59d-lab");
  expect(labName("lab", "/srv/two")).not.toBe(labName("lab", "/srv/one"));
});

test("a node's container and volume carry the lab's name", () => {
  expect(containerName("hearth-1-lab", "n1")).toBe("hearth-1-lab-n1");
  expect(volumeName("hearth-1-lab", "n1")).toBe("hearth-1-lab-n1-docker");
});
