/** A folder whose rooms lie in layers. A room is one folder of the picture. */
export interface Area {
  /** Relative to the root; empty for the root itself. */
  readonly folder: string;
  /** From the top down. A room may import the layers below its own; nothing beside it and nothing above it. Imports of types count too. */
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly name: string;
  /** The rooms by name, each with what is in it. The name `.` stands for the files that lie in the area's folder itself. */
  readonly rooms: Readonly<Record<string, string>>;
}
