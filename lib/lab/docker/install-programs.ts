import { $, which } from "zx";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";

/** Debian's packages of the programs that a lab needs. */
const packageOf = {
  dockerd: "docker.io",
  docker: "docker-cli",
  iptables: "iptables",
  mmdebstrap: "mmdebstrap",
  "ssh-keygen": "openssh-client",
} as const;

export type LabProgram = keyof typeof packageOf;

const isMissing = async (program: LabProgram): Promise<boolean> => (await which(program, { nothrow: true })) === null;

/**
 * Installs missing programs with apt-get. Fails with LAB_FAILED if this is not Debian, or without root. The order matters: in
 * Debian 12 the package of dockerd also brings docker.
 */
export async function installPrograms(programs: readonly LabProgram[], log: Log): Promise<void> {
  for (const program of programs) {
    if (await isMissing(program)) await install(program, log);
  }
}

async function install(program: LabProgram, log: Log): Promise<void> {
  const name = packageOf[program];
  const failed = (because: string): HearthError =>
    new HearthError({
      code: "LAB_FAILED",
      message: `the lab needs ${program}, and ${because}`,
      hint: `Install the package ${name} yourself, then run the command again.`,
    });
  if ((await which("apt-get", { nothrow: true })) === null) throw failed("this is not a Debian machine");
  if (process.getuid?.() !== 0) throw failed("only root can install it");
  await log.step(`install ${name}`, async () => {
    // needrestart would ask which services to restart, and another installation may hold dpkg's lock.
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" };
    const shell = $({ nothrow: true, quiet: true, env: environment });
    const install = async () => shell`apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends ${name}`;
    let result = await install();
    if (result.exitCode !== 0) {
      await shell`apt-get -o DPkg::Lock::Timeout=120 update`;
      result = await install();
    }
    log.detail(result.stdall);
    if (result.exitCode !== 0) throw failed(`apt-get could not install it: ${result.stderr.trim().slice(-300)}`);
  });
}
