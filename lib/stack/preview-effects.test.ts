import { expect, test } from "vitest";
import { compileUnit } from "../steps/compile.ts";
import { file } from "../steps/file.ts";
import { program } from "../steps/program.ts";
import { service } from "../steps/service.ts";
import type { Unit } from "../steps/unit.ts";
import { effectOfChange } from "./preview-effects.ts";

const settings = "/etc/hearth/x.hcl";
const unit = (other: Partial<Unit> = {}, content = "a", version = "1.0.0"): Unit => ({
  node: "n1",
  role: "x",
  steps: [
    file({ path: "/etc/motd", content }),
    program({ name: "x", version, links: ["x"] }),
    file({ path: settings, content }),
    service({
      name: "x",
      watches: [settings, `/opt/hearth/x-${version}/.complete`, "/etc/hearth/secrets/x/key.pem"],
    }),
  ],
  secret: false,
  needs: [],
  notes: [],
  ...other,
});
const update = (before: Unit, after: Unit) =>
  effectOfChange({ resource: "n1/x", operation: "update", before: compileUnit(before), after: compileUnit(after) }, [
    after,
  ]);

test("a changed file names its step, and the service that is restarted for it", () => {
  expect(update(unit(), unit({}, "b"))).toEqual({
    steps: ["file /etc/motd", `file ${settings}`],
    effects: ["restarts x"],
  });
});

test("a file that nobody watches disturbs nothing", () => {
  const [motd = file({ path: "", content: "" }), ...others] = unit().steps;
  const after = unit({ steps: [{ ...motd, ...file({ path: "/etc/motd", content: "b" }) }, ...others] });
  expect(update(unit(), after)).toEqual({ steps: ["file /etc/motd"], effects: [] });
});

test("a new version of a program restarts its service", () => {
  const found = update(unit(), unit({}, "a", "1.1.0"));
  expect(found?.steps).toContain("program x 1.1.0");
  expect(found?.effects).toEqual(["restarts x"]);
});

test("a step that comes in before the others does not count as a change of those", () => {
  const after = unit({ steps: [file({ path: "/etc/new", content: "" }), ...unit().steps] });
  expect(update(unit(), after)).toEqual({ steps: ["file /etc/new"], effects: [] });
});

test("new secrets restart what reads them", () => {
  expect(update(unit({ notes: ["secrets 1"] }), unit({ notes: ["secrets 2"] }))?.effects).toEqual(["restarts x"]);
});

test("a machine that was installed again is set up as a whole", () => {
  const found = update(unit({ notes: ["host key a"] }), unit({ notes: ["host key b"] }));
  expect(found).toEqual({ steps: [], effects: ["restarts x"] });
});

test("what may cut the connection is said, and which ports open and close", () => {
  const rules = (port: number): readonly ReturnType<typeof file>[] => [
    file({ path: "/etc/hearth/x.nft", content: `tcp dport ${port} accept comment "x"` }),
  ];
  const guard = { paths: ["/etc/hearth/x.nft"], reload: "true" };
  expect(update(unit({ steps: rules(80), guard }), unit({ steps: rules(81), guard }))?.effects).toEqual([
    "opens port 81/tcp",
    "closes port 80/tcp",
    "may cut the connection, and takes itself back if it does",
  ]);
});

test("a new unit has all its effects; one that goes, or that is no unit, has none", () => {
  expect(effectOfChange({ resource: "n1/x", operation: "create" }, [unit()])?.effects).toEqual(["restarts x"]);
  expect(effectOfChange({ resource: "n1/x", operation: "delete" }, [unit()])).toBeUndefined();
  expect(effectOfChange({ resource: "job/x", operation: "update" }, [unit()])).toBeUndefined();
});
