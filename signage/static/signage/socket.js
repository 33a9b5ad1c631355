// A socket that comes back by itself; a phone's page needs no more of the heart of the screens.

const SILENCE_MS = 10000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30000;

/** A wait before try number `n` (from 0): doubling from 0.5 to 30 s, with jitter. */
export function backOff(n) {
  const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * Math.pow(2, n));
  return full * (0.6 + 0.4 * Math.random());
}

/** A socket that comes back by itself and never stays open in silence. */
export class Socket {
  constructor(path, onMessage) {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    this.url = scheme + location.host + path;
    this.onMessage = onMessage;
    this.tries = 0;
    this.heard = performance.now();
  }

  open() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heard = performance.now();
    socket.onmessage = (event) => this._hear(event.data);
    socket.onclose = () => this._again(socket);
  }

  /** Drop a connection over which nothing has come for long. */
  check() {
    const open = this.socket && this.socket.readyState <= WebSocket.OPEN;
    if (open && performance.now() - this.heard > SILENCE_MS) this._drop();
  }

  _drop() {
    const socket = this.socket;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    this._again(socket);
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
    setTimeout(() => this.open(), backOff(this.tries));
    this.tries += 1;
  }
}
