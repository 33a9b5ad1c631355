// A phone that sleeps is woken by its maker's push service; loaded only where that can be.

import { trusted } from "./phone.js";

const KEY = "intermezzo:wake";
const token = document.body.dataset.token;
const button = document.getElementById("wake");
const note = document.getElementById("wake-note");
const door = "/api/v1/tickets/" + encodeURIComponent(token) + "/push/";
let busy = false;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function phone() {
  return navigator.serviceWorker.getRegistration("/t/");
}

function subscription() {
  return phone().then((found) => (found ? found.pushManager.getSubscription() : null));
}

function tell(method, body) {
  const headers = { "Content-Type": "application/json" };
  const options = { method, headers, body: JSON.stringify(body), credentials: "omit" };
  return fetch(door, options).then((answer) => answer.ok || Promise.reject(answer));
}

function switchOn() {
  const options = { userVisibleOnly: true, applicationServerKey: bytes(button.dataset.key) };
  return Notification.requestPermission()
    .then((given) => given === "granted" || Promise.reject(given))
    .then(() => navigator.serviceWorker.register(trusted("/t/sw.js"), { scope: "/t/" }))
    .then(() => navigator.serviceWorker.ready)
    .then((ready) => ready.pushManager.subscribe(options))
    .then((made) => {
      const { endpoint, keys } = made.toJSON();
      return tell("POST", { endpoint, keys, language: document.documentElement.lang });
    })
    .then(() => localStorage.setItem(KEY, token));
}

function switchOff() {
  localStorage.removeItem(KEY);
  return subscription()
    .then((made) => (made ? tell("DELETE", { endpoint: made.endpoint }).then(() => made.unsubscribe()) : null));
}

/** On for this ticket, off, or not allowed: as the browser says now. */
function draw() {
  return subscription().then((made) => {
    const denied = Notification.permission === "denied";
    const on = !denied && made !== null && localStorage.getItem(KEY) === token;
    button.hidden = false;
    button.disabled = busy;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.on : button.dataset.off;
    note.textContent = denied ? button.dataset.denied : button.dataset.note;
    note.hidden = !on && !denied;
  });
}

button.addEventListener("click", () => {
  if (busy) return;
  busy = true;
  const on = button.getAttribute("aria-pressed") === "true";
  (on ? switchOff() : switchOn())
    .then(() => draw(), () => draw().then(() => {
      note.textContent = button.dataset.denied;
      note.hidden = false;
    }))
    .then(() => {
      busy = false;
      button.disabled = false;
    });
});
draw();
