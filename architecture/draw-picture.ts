import type { Area } from "./area.ts";
import { areas, builders, programRunners } from "./picture.ts";

/** The areas with a ladder and a table of their own; the others are one line each. */
const drawn: Readonly<Record<string, string>> = {
  "": "The whole",
  packages: "Packages",
  apps: "Apps",
  "apps/gateway/src": "The gateway",
  "apps/memory/src": "The memory service",
  lib: "The controller: lib",
};

/** The part of ARCHITECTURE.md that is made from the picture. */
export function drawPicture(): string {
  const large = areas.filter(({ folder }) => folder in drawn);
  const small = areas.filter(({ folder }) => !(folder in drawn));
  return [
    ...large.flatMap((area) => [`### ${drawn[area.folder] ?? ""}`, "", ...ladder(area), ...table(area), ""]),
    "### Inside a room",
    "",
    "From the top down; what stands between two arrows is one layer.",
    "",
    "| folder | its layers |",
    "|---|---|",
    ...small.map(({ folder, layers }) => `| \`${folder}\` | ${layers.map(({ rooms }) => names(rooms)).join(" → ")} |`),
    "",
    `Only ${list(programRunners)} run other programs. Roles and jobs import packages and, of lib, only ${list(builders)}.`,
  ].join("\n");
}

/** A line for each layer, so that a look is enough. */
function ladder({ layers }: Area): readonly string[] {
  if (layers.length < 2) return [];
  const width = Math.max(...layers.map(({ name }) => name.length));
  const lines = layers.map(({ name, rooms }) => `${name.padEnd(width)}  │ ${Object.keys(rooms).map(label).join("  ")}`);
  return ["```", ...lines, "```", ""];
}

const table = ({ folder, layers }: Area): readonly string[] => [
  "| folder | what is in it |",
  "|---|---|",
  ...layers
    .flatMap(({ rooms }) => Object.entries(rooms))
    .map(([room, what]) => `| \`${pathOf(folder, room)}\` | ${what} |`),
];

const label = (room: string): string => (room === "." ? "*.ts" : room);

const pathOf = (folder: string, room: string): string => [folder, label(room)].filter((part) => part !== "").join("/");

const names = (rooms: Readonly<Record<string, string>>): string =>
  Object.keys(rooms)
    .map((room) => `\`${label(room)}\``)
    .join(", ");

const list = (folders: readonly string[]): string => folders.map((folder) => `\`${folder}\``).join(", ");
