import { z } from "zod";
import { keyLimitsSchema } from "@hearth/contracts/keys/key-limits.ts";
import { keyApis } from "@hearth/contracts/keys/key-record.ts";
import { dnsLabel, keyName } from "./fields.ts";

/** `people` in the inventory: who has which keys of the gateway. `hearth up` and `hearth keys sync` bring them to the cluster. */
export const peopleSection = z
  .array(
    z.strictObject({
      name: dnsLabel.meta({ description: "Name of the person; the memory service files their memories under it." }),
      keys: z.array(keyName).min(1).max(50).optional().meta({
        description: "Names of the person's API keys, one for each device or program.",
        defaultNote: "one key with the person's name",
      }),
      models: z.array(z.string().min(1).max(128)).max(64).optional().meta({
        description:
          "Experts and models that these keys may use; `*` stands for any part of a name. An empty list: none.",
        defaultNote: "all",
      }),
      apis: z
        .array(z.enum(keyApis))
        .optional()
        .meta({ description: "APIs that these keys may call.", defaultNote: "all" }),
      limits: keyLimitsSchema
        .optional()
        .meta({ description: "What each of these keys may use.", defaultNote: "unlimited" }),
      priority: z.int().min(-10).max(10).optional().meta({
        description: "Precedence where requests wait in a queue; the higher number goes first.",
        default: 0,
      }),
      memories: z
        .boolean()
        .optional()
        .meta({ description: "Whether what is remembered of the person is added to their chats.", default: false }),
    }),
  )
  .max(250);

/** As written, after its shape was checked. */
export type PeopleSection = z.infer<typeof peopleSection>;
