/** The programs of its machine that a task sees; all others come from the depot. */
export const taskPrograms: readonly string[] = ["cat", "curl", "dash", "env", "ls", "sh", "sleep"].map(
  (name) => `/bin/${name}`,
);
