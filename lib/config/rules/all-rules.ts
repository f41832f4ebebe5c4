import { backupRules } from "./backup-rules.ts";
import { clusterRules } from "./cluster-rules.ts";
import { expertRules } from "./expert-rules.ts";
import { gatewayRules } from "./gateway-rules.ts";
import { jobRules } from "./job-rules.ts";
import { nodeRules } from "./node-rules.ts";
import { offRules } from "./off-rules.ts";
import { outsideRules } from "./outside-rules.ts";
import { peopleRules } from "./people-rules.ts";
import { portRules } from "./port-rules.ts";
import { preflightRules } from "./preflight-rules.ts";
import { runtimeRules } from "./runtime-rules.ts";
import { routingRules } from "./routing-rules.ts";
import type { Rules } from "./rule.ts";
import { sshRules } from "./ssh-rules.ts";
import { userRules } from "./user-rules.ts";

/** Every rule that involves several fields of an inventory. */
export const inventoryRules: Rules = {
  ...clusterRules,
  ...nodeRules,
  ...sshRules,
  ...userRules,
  ...portRules,
  ...expertRules,
  ...routingRules,
  ...outsideRules,
  ...gatewayRules,
  ...preflightRules,
  ...jobRules,
  ...offRules,
  ...peopleRules,
  ...backupRules,
  ...runtimeRules,
};
