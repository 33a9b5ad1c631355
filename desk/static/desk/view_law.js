// What the law asks of a person's shift, and whether the plan gives it.

import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { hhmm, minutesInWords } from "./times.js";

/** "Lawful rest planned" or what is missing; nothing where no law is chosen. */
export function lawMark({ preset, required_minutes: required, satisfied, words }) {
  if (!preset || (satisfied && !required)) return nothing;
  return html`<div class="law-mark">${satisfied ? badge("lawful rest planned", "good") : badge("lawful rest missing", "bad")}
    <div class="soft plan-more">${words}</div></div>`;
}

/** Of a break: how much of it the law protects, and until when it must begin. */
export function protectedWords({ protected_minutes: kept, latest_at: latest, started_at: started }, zone) {
  if (!kept) return "";
  const until = latest && !started ? `, must begin by ${hhmm(latest, zone)}` : "";
  return `${minutesInWords(kept)} of it are lawful rest${until}`;
}

/** What happened to a break that whoever looks back must know. */
export function afterthoughts(break_) {
  return [
    break_.short_notice && "short notice: the law came first",
    break_.forced_by_law && "begun by the law",
    break_.rest_short && "came back before the lawful rest was over",
    break_.outage && "during an outage",
    break_.extended_minutes && `${break_.extended_minutes} min added`,
    ENDS[break_.end_reason],
  ].filter(Boolean);
}

const ENDS = {
  manager: "ended by the manager",
  shift_end: "ended with the shift",
  branch_closed: "ended when the branch closed",
  interrupted: "interrupted: the rest begins anew",
};
