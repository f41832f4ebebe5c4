/** Throws unless the recap of a playbook's run names so many hosts and says of each that nothing was changed or failed. */
export function assertNothingChanged(output: string, hosts: number): void {
  const rows = [...output.matchAll(/^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/gm)];
  if (rows.length !== hosts) throw new Error(`the recap names ${rows.length} of ${hosts} hosts`);
  const busy = rows.filter(([, , ...counts]) => counts.some((count) => count !== "0")).map(([, host]) => host ?? "");
  if (busy.length === 0) return;
  const tasks = output.split(/^(?=TASK|RUNNING HANDLER)/m).filter((task) => /^(changed|failed):/m.test(task));
  throw new Error(`something was to be done on ${busy.join(", ")}:\n${tasks.join("")}`);
}
