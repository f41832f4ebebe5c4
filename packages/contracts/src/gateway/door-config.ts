import { z } from "zod";

const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "is not an address; write an IP address, or a network such as ADDRESS/24",
);

const notOrigin = "is not a web page's origin; write it as in `https://chat.example`, or `*` for all";
const origin = z.union([z.literal("*"), z.url({ protocol: /^[a-z][a-z0-9+.-]*$/, error: notOrigin })], notOrigin);

/** Which addresses and web origins may connect. Checked before the API key. */
export const doorSchema = z
  .strictObject({
    /** Web pages that may call the gateway, as in `https://chat.example`; `*` for all. A request that a browser sends for another page is refused. */
    origins: z.array(origin).default([]),
    /** Addresses and networks that may call; empty: all. Consul's health checks come from the gateway's own node. */
    allow: z.array(network).default([]),
    /** Addresses and networks that may not, also where `allow` has them. */
    deny: z.array(network).default([]),
  })
  .prefault({});

export type DoorConfig = z.infer<typeof doorSchema>;
