/** A heading of `hearth --help`, with its commands in the order in which a person needs them. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly string[];
}

/** Every command is in one group; a test sees to it. */
export const commandGroups: readonly CommandGroup[] = [
  { heading: "Set up:", commands: ["init", "config", "node", "nodes", "models", "preflight", "plan", "preview", "up"] },
  { heading: "Use:", commands: ["status", "chat", "open", "keys", "memory", "skills", "mqtt"] },
  {
    heading: "Look after:",
    commands: [
      "doctor",
      "logs",
      "requests",
      "top",
      "why",
      "restart",
      "backup",
      "restore",
      "drill",
      "silence",
      "upgrade",
      "drift",
      "repair",
      "ssh",
      "secrets",
      "audit",
      "router",
    ],
  },
  { heading: "Remove:", commands: ["down", "stack"] },
  { heading: "This checkout:", commands: ["local", "lab", "image", "tools", "test", "env", "completion", "help"] },
];
