/** Whether an IPv4 address, with or without a prefix length, is one of the range that providers and tailnets share: 100.64.0.0/10. */
export function isShared(address: string): boolean {
  const [first, second] = address.split(".").map((part) => Number.parseInt(part, 10));
  return (
    /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(address) &&
    first === 100 &&
    second !== undefined &&
    second >= 64 &&
    second < 128
  );
}

export const isLoopback = (address: string): boolean => /^127\./.test(address) || address === "::1";
