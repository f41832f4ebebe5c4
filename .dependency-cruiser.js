// The rules of `npm run check`, made from the picture in architecture/picture.ts. Nothing is excused from them.
import { areas, builders, programRunners, pulumiUsers, shipped, testCode } from "./architecture/picture.ts";

const any = (patterns) => patterns.join("|");
const under = (folders) => any(folders.map((folder) => `^${folder}/`));

/** Matches the files of rooms; those of `.` lie in the folder itself. */
const filesOf = (folder, rooms) => {
  const start = folder === "" ? "^" : `^${folder}/`;
  return any(rooms.map((room) => (room === "." ? `${start}[^/]+$` : `${start}${room}/`)));
};

/** Whose layers tests keep too: one of lib that needs an app, or one of an app that needs the other, belongs to tests/. */
const holdsTests = (folder) => folder === "" || folder === "apps" || folder.startsWith("tests");

const layerRules = areas.flatMap(({ folder, layers }) =>
  layers.flatMap(({ name, rooms }, index) =>
    Object.keys(rooms).flatMap((room) => {
      const place = [folder, room === "." ? "*.ts" : room].filter((part) => part !== "").join("/");
      const refused = layers.slice(0, index + 1).flatMap((layer) => Object.keys(layer.rooms));
      const others = refused.filter((other) => other !== room);
      if (others.length === 0) return [];
      const rule = {
        name: `layer of ${place}`,
        comment: `${place} is in the layer "${name}": it may import the layers below, nothing beside it or above it.`,
        severity: "error",
        from: { path: filesOf(folder, [room]), ...(holdsTests(folder) ? {} : { pathNot: testCode }) },
        // What tests share is for all tests; that nothing else imports it is a rule of its own.
        to: { path: filesOf(folder, others), ...(folder === "" ? { pathNot: "^tests/(support|fixtures)/" } : {}) },
      };
      return [rule];
    }),
  ),
);

const outside = (layers, rooms) =>
  layers.flatMap((layer) => Object.keys(layer.rooms)).filter((room) => room !== "." && !rooms.includes(room));

const lib = areas.find(({ folder }) => folder === "lib");

/** Programs are run, and Pulumi is talked to, through these. */
const runners = "^(node:)?child_process$|node_modules/zx/";
const pulumi = "node_modules/@pulumi/";

export default {
  forbidden: [
    ...layerRules,
    {
      name: "import cycle",
      comment: "Each of these imports the next, types included. Move what they share into a file below them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "test code in a program",
      comment: "Only tests, and the benches, may import what tests are made of.",
      severity: "error",
      from: { path: "^(packages|apps|lib|roles|jobs|stacks)/", pathNot: testCode },
      to: { path: testCode },
    },
    {
      name: "packages and apps by path",
      comment: "Packages are imported by name, as in @hearth/kernel/errors.ts. From a test beside it a path is right.",
      severity: "error",
      from: { path: "^packages/([^/]+)/|^(apps|lib|roles|jobs|stacks|bench|tests)/" },
      to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypesNot: ["aliased", "undetermined"] },
    },
    {
      name: "build tools in what ships",
      comment: "packages/build is for the controller; what ships to a node must not need it.",
      severity: "error",
      from: { path: shipped },
      to: { path: "^packages/build/" },
    },
    {
      name: "packages for development in a program",
      comment: "Name it in `dependencies` of the nearest package.json, or do without it.",
      severity: "error",
      from: { path: "^(packages|apps|lib|roles|jobs|stacks)/", pathNot: any([testCode, "^apps/[^/]+/build\\.ts$"]) },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "unknown import",
      comment: "There is no such file or package.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "a file that nothing uses",
      comment: "Nothing imports it, and it imports nothing: use it or remove it.",
      severity: "error",
      from: { orphan: true, pathNot: "\\.d\\.ts$" },
      to: {},
    },
    {
      name: "running programs",
      comment: "Only the rooms that architecture/picture.ts names run programs; the others return what is to be run.",
      severity: "error",
      from: { path: "^(packages|apps|lib|roles|jobs|stacks)/", pathNot: any([testCode, under(programRunners)]) },
      to: { path: runners },
    },
    {
      name: "Pulumi",
      comment: "Only lib/pulumi and stacks import Pulumi.",
      severity: "error",
      from: { pathNot: any([testCode, under(pulumiUsers)]) },
      to: { path: pulumi },
    },
    {
      name: "roles and jobs are data",
      comment: "Roles and jobs are made with the rooms of lib that architecture/picture.ts names, and with packages.",
      severity: "error",
      from: { path: "^(roles|jobs)/", pathNot: testCode },
      to: { path: filesOf("lib", outside(lib.layers, builders)) },
    },
    {
      name: "roles and jobs run nothing",
      comment: "Something that this role or job imports, however far down, runs programs or talks to Pulumi.",
      severity: "error",
      from: { path: "^(roles|jobs)/", pathNot: testCode },
      to: { path: any([runners, pulumi]), reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(apps/[^/]+/dist|\\.hearth)/" },
    // Imports of types alone count too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
