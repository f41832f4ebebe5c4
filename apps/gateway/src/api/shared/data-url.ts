import { z } from "zod";

/**
 * A file that is in the request itself. An expert would fetch an address from inside the house, past the firewall and whatever
 * asks for no password there; so none goes on. In the schema, so that the OpenAPI document says it too.
 */
export const dataUrl = z.string().regex(/^data:/, "Send the file itself, as a data: URL; addresses are not fetched");
