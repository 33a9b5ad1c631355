// News of a branch: a socket that says "look again", and says so by itself when it was deaf.

import { clock } from "./times.js";

const SILENCE = 7_000;
const LONGEST_PAUSE = 15_000;
const LOGGED_OUT = 4401;
const STRANGER = 4404;

/**
 * Listen to a branch. `onNews(version)` on every change and heartbeat, `onLink(state)` with
 * "live", "lost" or "logged_out". Returns a function that ends the listening.
 */
export function listen(branchId, { onNews, onLink }) {
  let socket = null;
  let timer = 0;
  let tries = 0;
  let ended = false;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/ws/desk/?branch=${branchId}`);
    socket.onopen = watch;
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
    socket.onclose = ({ code }) => leave(code);
    watch();
  }

  function watch() {
    clearTimeout(timer);
    timer = setTimeout(() => socket.close(), SILENCE);
  }

  function hear(message) {
    watch();
    if (message.now) clock.hear(message.now, message.clock_speed);
    if (message.type === "error") return;
    tries = 0;
    onLink("live");
    onNews(message.version);
  }

  function leave(code) {
    clearTimeout(timer);
    if (ended) return;
    onLink(code === LOGGED_OUT ? "logged_out" : "lost");
    if (code === LOGGED_OUT || code === STRANGER) return;
    const pause = Math.min(500 * 2 ** tries, LONGEST_PAUSE) * (0.5 + Math.random());
    tries += 1;
    timer = setTimeout(connect, pause);
  }

  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket.close();
  };
}
