// What a screen plays: asked for now and then, kept for the days on which nobody answers.

const ASK_MS = 60000;
const PATIENCE_MS = 10000;

/** Whether an item is shown on a day: from its first to its last, both included. */
export function isOn({ first_day: first, last_day: last }, day) {
  return (first === null || first <= day) && (last === null || day <= last);
}

/** The items of a screen's playlist, as fresh as can be. */
export class Playlist {
  constructor(token) {
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/playlist/";
    this.store = "intermezzo:playlist:" + location.pathname;
    this.items = [];
    this.etag = null;
    this.asked = -Infinity;
    this.asking = false;
    this._restore();
  }

  /** Ask again when it is time to. */
  look() {
    if (this.asking || performance.now() - this.asked < ASK_MS) return;
    this.asking = true;
    this.asked = performance.now();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    fetch(this.url, { headers, cache: "no-store", credentials: "omit", signal: stop.signal })
      .then((answer) => (answer.ok ? this._take(answer) : null))
      // what is kept is played on
      .catch(() => null)
      .then(() => {
        clearTimeout(timer);
        this.asking = false;
      });
  }

  _take(answer) {
    return answer.json().then(({ items }) => {
      this.items = items;
      this.etag = answer.headers.get("ETag");
      try {
        localStorage.setItem(this.store, JSON.stringify(items));
      } catch (error) {
        // a full or forbidden store: after a power cut without a network nothing is played
      }
    });
  }

  _restore() {
    try {
      this.items = JSON.parse(localStorage.getItem(this.store)) || [];
    } catch (error) {
      this.items = [];
    }
  }
}
