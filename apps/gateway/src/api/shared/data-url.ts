import { z } from "zod";

/**
 * A file inside the request. An expert would fetch any other URL from inside the house, behind the firewall, and could reach services
 * that need no password (SSRF), so they are refused. Part of the schema, so that the OpenAPI document says it too.
 */
export const dataUrl = z.string().regex(/^data:/, "Send the file itself, as a data: URL; addresses are not fetched");
