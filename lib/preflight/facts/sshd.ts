import { failure, ok, type FactCheck } from "./fact-check.ts";

const folder = "/etc/ssh/sshd_config.d/";
const ours = `${folder}10-hearth.conf`;

/** What Hearth's file will say, as far as a value before it would leave a door open or shut ours. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  passwordauthentication: ["no"],
  kbdinteractiveauthentication: ["no"],
  challengeresponseauthentication: ["no"],
  permitrootlogin: ["no", "prohibit-password", "without-password"],
  pubkeyauthentication: ["yes"],
  authenticationmethods: ["publickey"],
};

/** Of a key that is set twice, sshd takes the first value: a file that comes before Hearth's wins. */
export const sshdCheck: FactCheck = {
  name: "sshd-settings",
  about: "no setting of sshd that comes before Hearth's and says something else",
  judge: ({ sshSettings }) => {
    if (sshSettings.length === 0) return ok("cannot be read");
    const hint = `Remove the line, or move it into a file that sorts after ${ours.slice(folder.length)}.`;
    const main = sshSettings.filter(({ file }) => !file.startsWith(folder));
    const include = main.findIndex(({ line }) => /^include\s/i.test(line) && line.includes(folder));
    if (include < 0) {
      return failure(
        `${main[0]?.file ?? "sshd_config"} does not include ${folder}*.conf`,
        `Add \`Include ${folder}*.conf\` as its first line, as Debian's own file has it.`,
      );
    }
    // As the shell sorts names: by their bytes.
    const earlier = sshSettings.filter(({ file }) => file.startsWith(folder) && file < ours);
    const winners = [...main.slice(0, include), ...earlier].filter(({ line }) => contradicts(line));
    if (winners.length === 0) return ok("none");
    return failure(winners.map(({ file, line }) => `${file} says ${line}`).join("; "), hint);
  },
};

function contradicts(line: string): boolean {
  const [, key = "", value = ""] = /^(\w+)[\s=]+"?(.*?)"?\s*$/.exec(line) ?? [];
  const values = wanted[key.toLowerCase()];
  return values !== undefined && !values.includes(value.toLowerCase());
}
