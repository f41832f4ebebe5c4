import { join } from "node:path";
import { root, stackFolder, stateFolder } from "../../paths.ts";

/**
 * What Pulumi and our launchers find in their environment; `hearth env` prints the same for plain `pulumi`. Nothing secret
 * is in it: the passphrase is named by its file.
 */
export function stackEnvironment(stack: string, toolPath: string): Readonly<Record<string, string>> {
  const folder = stackFolder(stack);
  return {
    PATH: [join(root, "lib", "launcher"), toolPath, process.env["PATH"] ?? ""].join(":"),
    HEARTH_STACK: stack,
    HEARTH_STACK_FOLDER: folder,
    // Our own, so that a person's other Pulumi projects and logins are left alone.
    PULUMI_HOME: join(root, ".hearth", "pulumi"),
    PULUMI_BACKEND_URL: `file://${stateFolder}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(stack),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

export const passphraseFile = (stack: string): string => join(stackFolder(stack), "passphrase");
