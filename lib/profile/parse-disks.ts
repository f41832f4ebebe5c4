import type { NodeProfile } from "./node-profile.ts";
import { wholeNumber, type Sections } from "./probe-sections.ts";

/** A row of `lsblk -J`, whose numbers and truth values are text in older releases. */
interface Block {
  readonly name: string;
  readonly type: string;
  readonly size: number | string;
  readonly rota: boolean | string;
  readonly tran?: string | null;
  readonly model?: string | null;
  readonly mountpoint?: string | null;
  readonly children?: readonly Block[];
}

const isRotational = ({ rota }: Block): boolean => rota === true || rota === "1";

function readBlocks(of: Sections): readonly Block[] {
  try {
    return (JSON.parse(of("lsblk").join("\n")) as { blockdevices?: readonly Block[] }).blockdevices ?? [];
  } catch {
    return [];
  }
}

export function parseDisks(of: Sections): NodeProfile["disks"] {
  return readBlocks(of)
    .filter(({ type, size }) => type === "disk" && Number(size) > 0)
    .map((block) => ({
      name: block.name,
      sizeBytes: Number(block.size),
      rotational: isRotational(block),
      ...(typeof block.tran === "string" && { transport: block.tran }),
      ...(typeof block.model === "string" && { model: block.model.trim() }),
    }));
}

/** Those that Hearth writes to, each once. */
export function parseFileSystems(of: Sections): NodeProfile["fileSystems"] {
  const found = new Map<string, NodeProfile["fileSystems"][number]>();
  const mounts = mountedBlocks(readBlocks(of), { encrypted: false });
  for (const line of of("df")) {
    const [device = "", type = "", size = "", , free = "", , ...mount] = line.split(/\s+/);
    const [sizeBytes, freeBytes] = [wholeNumber(size), wholeNumber(free)];
    const place = mount.join(" ");
    if (sizeBytes === undefined || freeBytes === undefined || found.has(place)) continue;
    const block = mounts.get(place);
    found.set(place, {
      mount: place,
      device,
      type,
      sizeBytes,
      freeBytes,
      encrypted: block?.encrypted ?? false,
      ...(block !== undefined && { rotational: block.rotational }),
    });
  }
  return [...found.values()];
}

interface MountedBlock {
  readonly encrypted: boolean;
  readonly rotational: boolean;
}

function mountedBlocks(
  blocks: readonly Block[],
  { encrypted }: { readonly encrypted: boolean },
): ReadonlyMap<string, MountedBlock> {
  return new Map(
    blocks.flatMap((block): (readonly [string, MountedBlock])[] => {
      const inside = encrypted || block.type === "crypt";
      const own: MountedBlock = { encrypted: inside, rotational: isRotational(block) };
      return [
        ...(typeof block.mountpoint === "string" ? [[block.mountpoint, own] as const] : []),
        ...mountedBlocks(block.children ?? [], { encrypted: inside }),
      ];
    }),
  );
}
