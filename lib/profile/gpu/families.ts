/** PCI device IDs of a family of GPUs, both ends included, with how old and how able it is. */
export interface Family {
  /** As vendors and drivers name it: `Ampere`, `RDNA 3`, `Xe-HPG`. */
  readonly generation: string;
  /** The year of its first card. */
  readonly since: number;
  /** `FIRST-LAST` or one ID, in four hexadecimal digits each, separated by spaces. */
  readonly ids: string;
}

/** The first family that has the ID: a list names the exceptions before the wide ranges. */
export function familyOf<F extends Family>(families: readonly F[], deviceId: string): F | undefined {
  const id = Number.parseInt(deviceId, 16);
  return families.find(({ ids }) =>
    ids.split(" ").some((range) => {
      const [first = "", last = first] = range.split("-");
      return Number.parseInt(first, 16) <= id && id <= Number.parseInt(last, 16);
    }),
  );
}
