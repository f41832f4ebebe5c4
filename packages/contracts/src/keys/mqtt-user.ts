import { z } from "zod";
import { keyIdSchema } from "./key-record.ts";

/** Records of the broker's users in Consul, one for each: written by the CLI; Nomad renders them into Mosquitto's files. */
export const mqttUsersPrefix = "hearth/mqtt/users/";

/** A pattern of topics: `+` stands for one level, and `#` at the end for all below. */
export const topicSchema = z
  .string()
  .max(200)
  .regex(
    /^(\+|[^+#\s\p{Cc}/]*)(\/(\+|[^+#\s\p{Cc}/]*))*(\/#)?$|^#$/u,
    "use levels with / between them, without spaces; + stands for a whole level, # at the end for all below",
  )
  .refine((topic) => topic !== "" && !topic.startsWith("$"), "the broker's own topics, with $, are not for clients");

/** The record of a user. It holds the password's hash only. Unknown fields are refused, since one may be a restriction. */
export const mqttUserSchema = z.strictObject({
  id: keyIdSchema.meta({ description: "Name that the client logs in with." }),
  password: z
    .string()
    .regex(/^\$7\$\d+\$[\w+/=]+\$[\w+/=]+$/)
    .meta({ description: "The password's hash, as Mosquitto's password file has it." }),
  read: z.array(topicSchema).max(64).meta({ description: "Topics that it may subscribe to." }),
  write: z.array(topicSchema).max(64).meta({ description: "Topics that it may publish to." }),
  createdAt: z.iso.datetime().meta({ description: "When the user was added." }),
  createdBy: z.string().max(128).meta({ description: "Who added the user." }),
});

export type MqttUser = z.infer<typeof mqttUserSchema>;
