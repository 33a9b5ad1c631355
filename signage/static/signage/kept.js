// The last board of a screen, kept by the browser: what there is to show when the page starts while
// the server does not answer. The page itself must have come from somewhere; a browser that is
// started without a server shows its own error page, and no script can change that.

const KEPT_MS = 12 * 3600 * 1000;

export class Kept {
  constructor() {
    this.name = "intermezzo:board:" + location.pathname;
  }

  /** Keep a board and what the branch's clock reads now. */
  save(board, now) {
    try {
      localStorage.setItem(this.name, JSON.stringify({ board, now, at: Date.now() }));
    } catch (error) {
      // a full or forbidden store: the screen only starts empty after a power cut
    }
  }

  /** The kept board, its clock and its age in ms by this machine's date; null if it is of no use. */
  load() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.name));
    } catch (error) {
      return null;
    }
    const age = kept && kept.board ? Date.now() - kept.at : -1;
    return age < 0 || age > KEPT_MS ? null : { board: kept.board, now: kept.now, age };
  }

  /** A screen that is not paired any more keeps nothing of the branch. */
  forget() {
    try {
      localStorage.removeItem(this.name);
    } catch (error) {
      // nothing could be kept either
    }
  }
}
