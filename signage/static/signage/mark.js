// The word of the mark in the corner: how fresh the picture is.

import { clock } from "./times.js";

/** "Updating… last 10:42", in the branch's time. */
export function markWord(status, board, lastHeard) {
  if (status === "unpaired") return "This screen is not paired";
  if (!board) return "Connecting…";
  const last = lastHeard ? " last " + clock(lastHeard, board.branch.time_zone) : "";
  if (status === "updating") return "Updating…" + last;
  if (status === "stale") return "Not up to date:" + last;
  return status === "offline" ? "No connection:" + last : "Live";
}
