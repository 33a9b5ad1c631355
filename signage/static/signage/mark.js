// The word of the mark in the corner: how fresh the picture is.

import { t } from "./i18n.js";
import { clock } from "./times.js";

/** Whether a screen has heard nothing for so long that no live number is told any more. */
export function isCut(status) {
  return status === "offline" || status === "unpaired";
}

/** "Updating… last 10:42", in the branch's time and the language whose turn it is. */
export function markWord(status, board, lastHeard) {
  if (status === "unpaired") return t("This screen is not paired");
  if (!board) return t("Connecting…");
  if (status === "online") return t("Live");
  const facts = lastHeard ? { time: clock(lastHeard, board.branch.time_zone) } : null;
  if (status === "updating") return facts ? t("Updating… last {time}", facts) : t("Updating…");
  if (status === "stale") return facts ? t("Not up to date: last {time}", facts) : t("Not up to date");
  return facts ? t("No connection: last {time}", facts) : t("No connection");
}
