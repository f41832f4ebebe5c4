/** IPv4 networks, by arithmetic on 32-bit numbers. */
const toNumber = (address: string): number =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

/**
 * The first free address of a network for a new node. Its first host is the gateway, its last address the broadcast.
 * @param subnet `a.b.c.d/length`
 * @param preferred the address the node had before, used again if it is free
 * @returns undefined when the network is full
 */
export function freeAddress(
  subnet: string,
  taken: ReadonlySet<string>,
  preferred: string | undefined,
): string | undefined {
  const [base = "", length = ""] = subnet.split("/");
  const first = toNumber(base) + 2;
  const end = toNumber(base) + 2 ** (32 - Number(length)) - 1;
  const isFree = (address: string): boolean => !taken.has(address);
  if (preferred !== undefined && isFree(preferred)) {
    const number = toNumber(preferred);
    if (number >= first && number < end) return preferred;
  }
  for (let number = first; number < end; number += 1) {
    if (isFree(toAddress(number))) return toAddress(number);
  }
  return undefined;
}
