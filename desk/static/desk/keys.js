// Single keys for verbs: off while somebody types, while a dialog is open, and when switched off.

const SETTING = "intermezzo.keys";
const TYPING = "input, select, textarea, [contenteditable]";
const PRESSABLE = "a[href], button, summary, [role=button], [role=tab]";

/** Whether single keys are switched on in this browser. */
export function keysAreOn() {
  return localStorage.getItem(SETTING) !== "off";
}

/** Switch single keys on or off in this browser. */
export function switchKeys(on) {
  localStorage.setItem(SETTING, on ? "on" : "off");
}

/** Call `act(key)` for a single key; it answers whether the key meant something. */
export function onKeys(act) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = keyOf(event);
    if (!isFree(event, key)) return;
    if (act(key)) event.preventDefault();
  });
}

function isFree(event, key) {
  const target = event.target instanceof Element ? event.target : document.body;
  if (document.querySelector("dialog[open]") || target.closest(TYPING)) return false;
  // a focused button keeps its own keys
  if ((key === " " || key === "enter") && target.closest(PRESSABLE)) return false;
  return keysAreOn() || key === "?" || key === "escape";
}

// on a keyboard of other letters the place of the key counts
function keyOf(event) {
  const key = event.key.toLowerCase();
  const isOther = key.length === 1 && /\p{L}/u.test(key) && !/[a-z]/.test(key);
  return isOther && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : key;
}
