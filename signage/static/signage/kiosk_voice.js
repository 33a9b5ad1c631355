// The voice of a kiosk for a client who does not see it: the device's own voices where it has one of
// the language, else the house's. What it says always stands on the glass too.

import { setup, languageNow } from "./i18n.js";
import { Chime } from "./chime.js";

const REQUEST_MS = 6000;
// a soft double knock: time is running out
const WARNING = [[523.25, 0], [523.25, 0.35]];

export class KioskVoice {
  /** `onMissing()` hears that nothing could be said in the language of the page. */
  constructor({ token, onMissing }) {
    this.token = token;
    this.onMissing = onMissing;
    this.chime = new Chime(() => {}, (setup.sound || {}).volume);
    this.turn = 0;
    this.source = null;
  }

  /** The sound that goes with a warning. */
  warn() {
    if (this.chime.state === "on") this.chime.play(WARNING);
  }

  /** Say a text; whatever was being said stops. */
  say(text) {
    this.stop();
    const language = languageNow();
    const own = this._voice(language);
    if (own) this._sayHere(text, own);
    else this._sayFromHouse(text, language, this.turn);
  }

  stop() {
    this.turn += 1;
    if (window.speechSynthesis) speechSynthesis.cancel();
    if (this.source) this.source.stop();
    this.source = null;
  }

  _voice(language) {
    const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
    return voices.find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  }

  _sayHere(text, voice) {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = voice.lang;
    speechSynthesis.speak(words);
  }

  _sayFromHouse(text, language, turn) {
    this._fetch(text, language)
      .then((bytes) => this.chime.decode(bytes))
      .then((sound) => (turn === this.turn ? this._play(sound) : null))
      .catch(() => (turn === this.turn ? this.onMissing() : null));
  }

  _play(sound) {
    this.source = this.chime.context.createBufferSource();
    this.source.buffer = sound;
    this.source.connect(this.chime.out);
    this.source.start();
  }

  _fetch(text, language) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), REQUEST_MS);
    const headers = { "Content-Type": "application/json", Authorization: "Device " + this.token };
    const body = JSON.stringify({ text, language });
    const options = { method: "POST", headers, body, credentials: "omit", signal: stop.signal };
    return fetch("/api/v1/kiosk/speech/", options)
      .then((answer) => {
        if (!answer.ok) throw new Error("status " + answer.status);
        return answer.arrayBuffer();
      })
      .finally(() => clearTimeout(timer));
  }
}
