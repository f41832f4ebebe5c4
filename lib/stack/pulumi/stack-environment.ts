import { join } from "node:path";
import { root, stackFolder, stateFolder } from "../../paths.ts";

/**
 * The environment of Pulumi and our launchers; `hearth env` prints the same for plain `pulumi`. It holds no secrets: the
 * passphrase is given as the path of its file.
 */
export function stackEnvironment(stack: string, toolPath: string): Readonly<Record<string, string>> {
  const folder = stackFolder(stack);
  return {
    PATH: [join(root, "lib", "launcher"), toolPath, process.env["PATH"] ?? ""].join(":"),
    HEARTH_STACK: stack,
    HEARTH_STACK_FOLDER: folder,
    // A folder of our own leaves a person's other Pulumi projects and logins alone.
    PULUMI_HOME: join(root, ".hearth", "pulumi"),
    PULUMI_BACKEND_URL: `file://${stateFolder}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(stack),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

export const passphraseFile = (stack: string): string => join(stackFolder(stack), "passphrase");
