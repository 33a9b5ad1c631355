// When a page loads itself anew: the server has another build or another layout for it, the night is
// quiet, or the page stood still too long. It only does so once the server has really answered with
// the page that is to come: a screen on a wall cannot press "try again" on an error page.

import { setup } from "./i18n.js";
import { wall } from "./times.js";

// not all screens of a house at the same instant
const SPREAD_MS = 4000;
const FIRST_MS = 300;
const AGAIN_MS = 15000;
const REQUEST_MS = 10000;
// a page younger than that is not renewed by night
const OLD_MS = 6 * 3600 * 1000;
const QUIET_HOUR = 3;
// while servers are exchanged old and new answer by turns: a build that was left stays left so long
const LEFT_MS = 10 * 60 * 1000;
const LEFT = "intermezzo:left";
const SETUP = /<script id="setup" type="application\/json">([^<]*)<\/script>/;

const real = () => performance.now();

/** Fetch every script and style of this page past the browser's store; fails if one fails. */
function freshParts() {
  const names = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = Array.from(new Set(names.filter((name) => /\.(js|css)(\?|$)/.test(name))));
  return Promise.all(own.map((url) => fetch(url, { cache: "reload" }).then(stillThere)));
}

/** A part that the new build does not have any more is no fault; a server in trouble is. */
function stillThere(answer) {
  if (!answer.ok && answer.status !== 404) throw new Error("status " + answer.status);
}

export class Renewal {
  /** `idle()` says whether nobody is using the page right now. */
  constructor({ idle, own = setup, reload = () => location.reload() }) {
    this.idle = idle;
    this.own = own;
    this.reload = reload;
    this.started = real();
    this.minute = Math.floor(60 * Math.random());
    this.reasons = { build: false, layout: false, old: false };
    this.busy = false;
    this.next = null;
  }

  /** The server says which build it serves. */
  seeBuild(build) {
    if (build && this.own.build) this._want("build", build !== this.own.build && !this._wasLeft(build));
  }

  /** A board says which revision every screen's layout has, and which languages a screen speaks
   * that has none of its own; one that nobody laid out has 1. */
  seeLayouts(layouts, languages) {
    const { device, revision, follows } = this.own;
    const moved = ((layouts || {})[device] || 1) !== revision;
    const turned = Boolean(follows && languages) && String(follows) !== String(languages);
    if (revision) this._want("layout", moved || turned);
  }

  /** It is `now` at the branch: a long life gathers what no test has found, so it ends at night. */
  seeNight(now, zone) {
    if (real() - this.started < OLD_MS) return;
    const [hour, minute] = wall(now, zone);
    if (hour === QUIET_HOUR && minute >= this.minute) this.seeOld();
  }

  /** This page should not live much longer. */
  seeOld() {
    this._want("old", true);
  }

  /** Renew the page if there is a reason; only called while the server is heard. */
  check() {
    if (!this._isWanted() || this.busy || real() < this.next || !this.idle()) return;
    this.busy = true;
    this._fetchPage()
      .then((found) => this._isNew(found) && freshParts().then(() => this._go()))
      .catch(() => null)
      .then(() => {
        this.busy = false;
        this.next = real() + AGAIN_MS * (0.7 + 0.6 * Math.random());
      });
  }

  _want(reason, wanted) {
    if (wanted && !this._isWanted()) this.next = real() + FIRST_MS + (reason === "layout" ? 0 : SPREAD_MS * Math.random());
    this.reasons[reason] = wanted;
  }

  _isWanted() {
    return this.reasons.build || this.reasons.layout || this.reasons.old;
  }

  /** What the page that is to come says of itself; an error page says nothing. */
  _fetchPage() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), REQUEST_MS);
    return fetch(location.href, { cache: "no-store", signal: stop.signal })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => {
        clearTimeout(timer);
        const block = SETUP.exec(text);
        return block && JSON.parse(block[1]);
      });
  }

  _isNew(found) {
    if (!found) return false;
    const { build, revision, follows } = this.own;
    const turned = String(found.follows) !== String(follows);
    return this.reasons.old || found.build !== build || found.revision !== revision || turned;
  }

  _go() {
    if (!this.idle()) return;
    this._leave();
    this.reload();
  }

  _leave() {
    try {
      sessionStorage.setItem(LEFT, JSON.stringify({ build: this.own.build, at: Date.now() }));
    } catch (error) {
      // without a store the page follows whatever build it hears of
    }
  }

  _wasLeft(build) {
    try {
      const left = JSON.parse(sessionStorage.getItem(LEFT));
      return left !== null && left.build === build && Math.abs(Date.now() - left.at) < LEFT_MS;
    } catch (error) {
      return false;
    }
  }
}
