import { z } from "zod";

/** The certificate that a service listens with. */
export const serverTlsSchema = z.strictObject({
  certificateFile: z.string().min(1).meta({ description: "Path of the PEM file with the certificate chain." }),
  keyFile: z.string().min(1).meta({ description: "Path of the PEM file with the private key." }),
});

/** How a service recognises another one: its address may be wrong, its certificate may not. */
export const peerTlsSchema = z
  .strictObject({
    caFile: z.string().min(1).meta({ description: "PEM file of the authority that signed its certificate." }),
    serverName: z.string().min(1).meta({
      description: "The name that its certificate must have, whichever machine it runs on, such as `memory.hearth`.",
    }),
  })
  .optional();
