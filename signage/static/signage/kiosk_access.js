// Ways to use the kiosk besides sight and a long arm: controls within low reach, high contrast, a
// keypad, and listening. No way needs another one to be switched on.

const HOLD_MS = 1500;
const CORNER_PX = 140;
// two touches within this are one double touch
const DOUBLE_MS = 350;
const MODES = ["reach", "contrast", "audio"];
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function isShown(node) {
  return node.getClientRects().length > 0;
}

/** Whether two controls are one, also when the page has painted it anew meanwhile. */
function isSame(control, other) {
  if (!control || !other || control.tagName !== "BUTTON") return false;
  return control === other || (control.dataset.key !== undefined && control.dataset.key === other.dataset.key);
}

function controls() {
  return Array.from(document.querySelectorAll("button")).filter((node) => !node.disabled && isShown(node));
}

export class Access {
  /** `onChange(mode)` hears that a way was switched on or off, `onFocus(control)` what the client
   * has come to while listening, `onHome()` that they want to begin anew. */
  constructor({ onChange, onFocus, onHome }) {
    Object.assign(this, { onChange, onFocus, onHome });
    this.on = {};
    this.tap = null;
    this.told = null;
    this.swallow = false;
    for (const button of document.querySelectorAll("[data-mode]")) {
      button.addEventListener("click", () => this.toggle(button.dataset.mode));
    }
    document.addEventListener("keydown", (event) => this._key(event));
    document.addEventListener("click", (event) => this._click(event), true);
    // a touch beside every control must not take the focus from where the client is
    document.addEventListener("mousedown", (event) => {
      if (this.is("audio") && !event.target.closest("button")) event.preventDefault();
    });
    this._watchCorners();
    this._watchHeadset();
  }

  is(mode) {
    return Boolean(this.on[mode]);
  }

  get isPlain() {
    return !MODES.some((mode) => this.is(mode));
  }

  toggle(mode, wanted = !this.is(mode)) {
    if (this.is(mode) === wanted) return;
    this.on[mode] = wanted;
    document.body.toggleAttribute("data-" + mode, wanted);
    const button = document.querySelector("[data-mode=" + mode + "]");
    button.setAttribute("aria-pressed", String(wanted));
    this.onChange(mode);
  }

  /** The next client finds the kiosk as it always is. */
  reset() {
    for (const mode of MODES) this.toggle(mode, false);
    document.body.removeAttribute("data-keys");
  }

  _key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key];
    if (step || event.key === "Tab" || /^\d$/.test(event.key)) document.body.setAttribute("data-keys", "");
    if (step) {
      event.preventDefault();
      this.go(step);
    }
    if (event.key === "0") this.toggle("audio");
    if (event.key === "Escape") this.onHome();
    if (/^[1-9]$/.test(event.key)) this._press(event.key);
  }

  _press(key) {
    // one that stands on another page of the choice, too: whoever listens has heard of it
    const button = document.querySelector('.view:not([hidden]) button[data-key="' + key + '"]');
    if (!button) return;
    button.focus();
    button.click();
  }

  /** To the next control, or the one before. */
  go(step) {
    const all = controls();
    const here = all.indexOf(document.activeElement);
    const next = all[(here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step + all.length) % all.length];
    if (!next) return;
    this._tell(next);
  }

  /** While listening, a touch tells and a second one does: nobody takes a number by feeling about. */
  _click(event) {
    if (this.swallow) {
      this.swallow = false;
      return this._stop(event);
    }
    // a key, or a press by this page itself
    if (!this.is("audio") || event.detail === 0) return;
    const control = event.target.closest("button");
    if (!control) return this._tapped();
    if (isSame(control, this.told)) return;
    this._stop(event);
    this._tell(control);
  }

  _stop(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  _tell(control) {
    this.told = control;
    control.focus();
    this.onFocus(control);
  }

  /** A touch beside every control goes on to the next, a double one takes what was told last. */
  _tapped() {
    if (this.tap) {
      clearTimeout(this.tap);
      this.tap = null;
      const here = document.activeElement;
      if (isSame(here, this.told)) here.click();
      return;
    }
    this.tap = setTimeout(() => {
      this.tap = null;
      this.go(1);
    }, DOUBLE_MS);
  }

  /** Any corner can be found without sight: held, it begins to speak. */
  _watchCorners() {
    let timer = null;
    const stop = () => clearTimeout(timer);
    document.addEventListener("pointerdown", (event) => {
      stop();
      if (!inCorner(event)) return;
      timer = setTimeout(() => {
        this.swallow = true;
        // a finger that slides off lets no click follow
        document.addEventListener("pointerup", () => setTimeout(() => (this.swallow = false), 50), { once: true });
        this.toggle("audio", true);
      }, HOLD_MS);
    });
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, stop);
  }

  /** A headset that is plugged in begins to speak; pulled out, it ends. */
  _watchHeadset() {
    const devices = navigator.mediaDevices;
    if (!devices || !devices.enumerateDevices || !devices.addEventListener) return;
    let known = null;
    const count = () =>
      devices
        .enumerateDevices()
        .then((all) => all.filter((each) => each.kind === "audiooutput").length)
        .then((now) => {
          if (known !== null && now !== known) this.toggle("audio", now > known);
          known = now;
        })
        .catch(() => null);
    devices.addEventListener("devicechange", count);
    count();
  }
}

function inCorner({ clientX: x, clientY: y }) {
  const near = (at, size) => at < CORNER_PX || at > size - CORNER_PX;
  return near(x, window.innerWidth) && near(y, window.innerHeight);
}
