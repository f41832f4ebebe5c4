/** Prefix of everything that the gateways keep in Consul. */
export const gatewayPrefix = "hearth/gateway/";

/** Key records in Consul, one per key: written by the CLI, only read by the gateways. */
export const keysPrefix = `${gatewayPrefix}keys/`;

/** What keys have taken from their limits; written by the gateways by check-and-set. */
export const spentPrefix = `${gatewayPrefix}spent/`;

/** Records of the memory service's keys, one per key: written by the CLI; Nomad renders them into a file for the service. */
export const memoryKeysPrefix = "hearth/memory/keys/";
