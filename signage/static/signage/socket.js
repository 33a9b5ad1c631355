// A socket that comes back by itself; a phone's page needs no more of the heart of the screens.

const SILENCE_MS = 10000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30000;
// heartbeats come every two seconds, and a connection is made in less than one: a socket that missed
// that is not worth waiting for once the server is known to answer
const DOUBTFUL_MS = 5000;
const CONNECTING_MS = 1000;

/** A wait before try number `n` (from 0): doubling from 0.5 to 30 s, with jitter. */
export function backOff(n) {
  const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * Math.pow(2, n));
  return full * (0.6 + 0.4 * Math.random());
}

/** A socket that comes back by itself and never stays open in silence. */
export class Socket {
  constructor(path, onMessage, onLost = () => null) {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    this.url = scheme + location.host + path;
    this.onMessage = onMessage;
    this.onLost = onLost;
    this.socket = null;
    this.retry = null;
    this.tries = 0;
    this.heard = performance.now();
  }

  open() {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heard = performance.now();
    socket.onmessage = (event) => this._hear(event.data);
    socket.onclose = () => this._again(socket);
  }

  /** Drop a connection over which nothing has come for long. */
  check() {
    if (this.socket && performance.now() - this.heard > SILENCE_MS) this._again(this._drop());
  }

  /** The server answers again: do not wait, and do not trust a connection that fell silent. */
  hurry() {
    const open = this.socket && this.socket.readyState === WebSocket.OPEN;
    const patience = open ? DOUBTFUL_MS : CONNECTING_MS;
    if (!this.socket || performance.now() - this.heard > patience) this.renew();
  }

  /** Connect anew, whatever there is. */
  renew() {
    this._drop();
    this.tries = 0;
    this.open();
  }

  _drop() {
    const socket = this.socket;
    if (!socket) return null;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    return socket;
  }

  _hear(data) {
    this.heard = performance.now();
    let message = null;
    try {
      message = JSON.parse(data);
    } catch (error) {
      return;
    }
    // a door that only says "error" and closes is not a success: its back-off goes on
    if (message.type !== "error") this.tries = 0;
    this.onMessage(message);
  }

  _again(socket) {
    if (this.socket !== socket) return;
    this.socket = null;
    this.retry = setTimeout(() => this.open(), backOff(this.tries));
    this.tries += 1;
    this.onLost();
  }
}
