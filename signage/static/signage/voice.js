// The spoken words of calls: asked for once from the server, kept as long as they are of use.

const KEPT = 20;
const PATIENCE_MS = 4000;

/** Calls as spoken words, or null where a language has no voice or the server is away. */
export class Voice {
  constructor({ token, decode }) {
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/voice/";
    this.decode = decode;
    // the oldest first; asked for again they become the newest
    this.kept = new Map();
  }

  /** A promise of the words of a call in a language, or of null; it never fails. */
  words(code, counter, language) {
    const asked = new URLSearchParams({ code, counter, language }).toString();
    const words = this.kept.get(asked) || this._ask(asked);
    this.kept.delete(asked);
    this.kept.set(asked, words);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return words;
  }

  _ask(asked) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    return fetch(this.url + "?" + asked, { signal: stop.signal, credentials: "omit" })
      .then((answer) => (answer.ok ? answer.arrayBuffer() : null))
      .then((bytes) => (bytes ? this.decode(bytes) : null))
      .catch(() => null)
      .then((words) => {
        clearTimeout(timer);
        // asked for again the next time: the number may be called then, or the server back
        if (words === null) this.kept.delete(asked);
        return words;
      });
  }
}
