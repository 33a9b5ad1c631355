// The law a branch goes by: what it asks, where that stands, how sure we are, who confirmed it.

import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { dayInWords, dayOf, hhmm } from "./times.js";

const CONFIDENCE = {
  A: "statute or authority seen", B: "commentary seen", C: "not confirmed by any source",
};

/** The panel above the numbers of a branch. */
export function presetPanel(state, act) {
  const { policy, presets, presetWish } = state;
  if (!presets) return nothing;
  const inForce = policy.preset;
  const code = presetWish ?? inForce?.code ?? "";
  const shown = code === inForce?.code ? inForce : presets.find((preset) => preset.code === code);
  return html`<section class="panel preset" aria-labelledby="preset-title">
    <h2 class="panel-title" id="preset-title">Law of rest breaks</h2>
    <div class="row">${chooser(code, state, act)} ${status(inForce, code, state)}
      <span class="bar-space"></span> ${buttons(inForce, code, state, act)}</div>
    ${shown ? lawInWords(shown) : html`<p class="soft">No law is asked. The numbers below still hold.</p>`}
    <p class="soft">This is not legal advice. Laws change, and agreements add to them: compare the rules with
      their source before you confirm them.</p>
  </section>`;
}

function chooser(code, { presets, policy, busy }, act) {
  const locked = policy.keys["rest.preset"].locked_by;
  if (locked) return html`<strong>${code || "none"}</strong> ${badge("locked by the organisation", "rest")}`;
  return html`<label class="visually-hidden" for="preset">Law</label>
    <select id="preset" ?disabled=${Boolean(busy)} @change=${(event) => act.wishPreset(event.target.value)}>
      <option value="" ?selected=${code === ""}>none</option>
      ${presets.map((each) => html`<option value=${each.code} ?selected=${each.code === code}>
        ${each.code} · ${each.title}</option>`)}
    </select>`;
}

function status(inForce, code, { branch }) {
  if (code !== (inForce?.code ?? "")) return html`<span class="soft">not chosen yet; in force: ${inForce?.code ?? "none"}</span>`;
  if (!inForce) return nothing;
  if (inForce.awaits_confirmation) return badge("in force, awaits confirmation", "warn");
  const { by, at } = inForce.confirmed;
  const when = `${dayInWords(dayOf(at, branch.zone))}, ${hhmm(at, branch.zone)}`;
  return badge(`confirmed by ${by?.name ?? "the operator"}, ${when}`, "good");
}

function buttons(inForce, code, { policy, busy }, act) {
  if (!policy.may.change) return nothing;
  const other = code !== (inForce?.code ?? "");
  const press = (confirm) => () => busy || act.choosePreset(confirm);
  return html`${other ? html`<button type="button" class="button" aria-disabled=${Boolean(busy)}
      @click=${press(false)}>${code ? "Apply, confirm later" : "Apply no law"}</button>` : nothing}
    ${code && (other || inForce.awaits_confirmation) ? html`<button type="button" class="button primary"
      aria-disabled=${Boolean(busy)} @click=${press(true)}>${other ? "Apply and confirm" : "Confirm"}: I compared it with its source</button>` : nothing}`;
}

function lawInWords({ title, source, version, confidence, note, rules, posting }) {
  return html`<div class="law">
    <div><h3>${title}</h3><ul class="listed">${rules.map((rule) => html`<li>${rule}</li>`)}</ul>
      ${posting.length ? html`<h3>To be posted</h3><ul class="listed">${posting.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}</div>
    <dl class="facts">
      <dt>Source</dt><dd>${source}</dd>
      <dt>Version</dt><dd>${version}</dd>
      <dt>Confidence</dt><dd>${confidence} · ${CONFIDENCE[confidence]}</dd>
      ${note ? html`<dt>Note</dt><dd>${note}</dd>` : nothing}
    </dl>
  </div>`;
}
