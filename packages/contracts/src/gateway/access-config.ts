import { z } from "zod";

const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "is not an address; write an IP address, or a network such as ADDRESS/24",
);

const notOrigin = "is not a web page's origin; write it as in `https://chat.example`, or `*` for all";
const origin = z.union([z.literal("*"), z.url({ protocol: /^[a-z][a-z0-9+.-]*$/, error: notOrigin })], notOrigin);

/** Which addresses and web origins may connect. Checked before the API key. */
export const accessSchema = z
  .strictObject({
    origins: z.array(origin).default([]).meta({
      description:
        "Web pages that may call the gateway, as origins such as `https://chat.example`; `*` allows all. A browser's request from any other page is refused.",
    }),
    allow: z.array(network).default([]).meta({
      description:
        "IP addresses and networks that may call the gateway. Empty: all. Consul's health checks come from the gateway's own node.",
    }),
    deny: z
      .array(network)
      .default([])
      .meta({ description: "IP addresses and networks that may not call the gateway, even if `allow` includes them." }),
  })
  .prefault({});

export type AccessConfig = z.infer<typeof accessSchema>;
