/** Records of keys in Consul: one a key, written by the CLI, only read by the gateways. */
export const keysPrefix = "hearth/gateway/keys/";

/** What a key has taken of its limits, written by the gateways by check-and-set. */
export const spentPrefix = "hearth/gateway/spent/";
