// The media zone: the pages of a playlist by time, one after the other, each file loaded before its
// turn. While a call owns the stage nothing moves; while the screen speaks a video is quiet.
//
//   const media = new Media({ live, token, node });
//   page.classList.toggle("has-media", media.draw(live.now()));   every half second
//   media.hold(true);  media.duck(true);
//
// Of images there are two nodes, of videos one: nothing grows however long it plays.

import { el, say } from "./dom.js";
import { languageNow, setup } from "./i18n.js";
import { isOn, Playlist } from "./playlist.js";
import { isQuiet, wallMinutes } from "./sound.js";
import { dayAt } from "./times.js";

// a file that failed is tried again after this
const MEND_MS = 600000;
// a file that has not come by then is passed over for now
const LOAD_MS = 20000;
const DUCKED = 0.15;
const LONG_TEXT = 120;

export class Media {
  constructor({ live, token, node }) {
    this.live = live;
    this.node = node;
    this.playlist = new Playlist(token);
    this.broken = new Map();
    this.held = false;
    this.ducked = false;
    this.current = null;
    this.next = null;
    this.images = [image(), image()];
    this.video = video();
    this.text = el("p", "media-text");
    node.append(...this.images, this.video, this.text);
    this._listen();
    this._hideAll();
    node.hidden = true;
  }

  /** A call owns the stage, or does no longer. */
  hold(yes) {
    if (this.held === yes) return;
    this.held = yes;
    if (!this._isVideo()) return;
    if (yes) this.video.pause();
    else this._play();
  }

  /** The screen speaks, or is done. */
  duck(yes) {
    this.ducked = yes;
    this.video.volume = yes ? DUCKED : 1;
  }

  /** Go on at `now` (milliseconds at the branch); whether there is anything to show. */
  draw(now) {
    this.playlist.look();
    const on = this._on(now);
    this._tick();
    if (this.current && !on.some((item) => isSame(item, this.current.item))) this._leave();
    if (on.length === 0) this._leave();
    else if (this.current === null || this.current.left <= 0) this._turn(on);
    else this._preload(on);
    this._say();
    this._hush(now);
    this.node.hidden = this.current === null;
    return this.current !== null;
  }

  /** What may be shown now: its day, not broken, on a screen that is still paired. */
  _on(now) {
    const { board, unpaired } = this.live;
    if (!board || unpaired) return [];
    const day = dayAt(now, board.branch.time_zone);
    return this.playlist.items.filter((item) => isOn(item, day) && !this._isBroken(item));
  }

  _isBroken({ src }) {
    const since = this.broken.get(src);
    if (since === undefined) return false;
    if (performance.now() - since < MEND_MS) return true;
    this.broken.delete(src);
    return false;
  }

  /** Only the time that a page is seen counts. */
  _tick() {
    const at = performance.now();
    if (this.current && !this.held) this.current.left -= at - this.ticked;
    this.ticked = at;
  }

  _turn(on) {
    if (this.held) return;
    const item = this._after(on);
    if (this.current && isSame(item, this.current.item) && item.kind !== "video") {
      this.current.left = item.seconds * 1000;
      return;
    }
    this._preload(on);
    if (this.next && !this.next.ready) return this._wait();
    this._show(item);
  }

  /** The item whose turn it is after the one that is shown. */
  _after(on) {
    const at = this.current ? on.findIndex((item) => isSame(item, this.current.item)) : -1;
    const after = at < 0 ? (this.last || 0) % on.length : (at + 1) % on.length;
    return on[after];
  }

  /** Load the file that comes next into a node that is not shown. */
  _preload(on) {
    const item = this._after(on);
    if (this.next && isSame(this.next.item, item)) return;
    if (this.current && isSame(this.current.item, item)) return;
    const now = item.kind === "text" || (item.kind === "video" && this._isVideo());
    this.next = { item, ready: now, asked: performance.now() };
    if (item.kind === "image") this._back().src = item.src;
    if (item.kind === "video" && !this._isVideo()) this.video.src = item.src;
  }

  _isVideo() {
    return this.current !== null && this.current.item.kind === "video";
  }

  /** What does not come in time is passed over. */
  _wait() {
    if (performance.now() - this.next.asked > LOAD_MS) this._isBad(this.next.item);
  }

  _show(item) {
    const wasVideo = this._isVideo();
    this.current = { item, left: item.seconds * 1000, front: this._front(item) };
    this.last = this.playlist.items.findIndex((each) => isSame(each, item)) + 1;
    this.next = null;
    if (wasVideo && item.kind !== "video") this._unload();
    this.node.dataset.kind = item.kind;
    this.images.forEach((node) => node.classList.toggle("shown", node === this.current.front));
    this.video.classList.toggle("shown", item.kind === "video");
    this.text.classList.toggle("shown", item.kind === "text");
    if (item.kind === "video") this._start(item, wasVideo);
  }

  _front(item) {
    return item.kind === "image" ? this._back() : null;
  }

  _back() {
    const front = this.current ? this.current.front : null;
    return this.images[0] === front ? this.images[1] : this.images[0];
  }

  _start(item, wasVideo) {
    // loaded while another page was shown, but for one that follows a video
    if (wasVideo || this.video.getAttribute("src") !== item.src) this.video.src = item.src;
    this.video.muted = !this._mayBeHeard(this.live.now());
    this.video.volume = this.ducked ? DUCKED : 1;
    if (isStill()) return;
    this._play();
  }

  /** Where sound may not begin by itself the picture does. */
  _play() {
    if (isStill() || this.held) return;
    const { item } = this.current;
    const playing = this.video.play();
    if (!playing) return;
    playing.catch((error) => {
      // another file in its place breaks it off, too
      if (error.name !== "NotAllowedError") return;
      if (this.current === null || !isSame(item, this.current.item) || this.held) return;
      if (this.video.muted) return;
      this.video.muted = true;
      this._play();
    });
  }

  /** A quiet hour may begin while a video is heard. */
  _hush(now) {
    if (this._isVideo() && !this._mayBeHeard(now)) this.video.muted = true;
  }

  _mayBeHeard(now) {
    const { media, quiet = [] } = setup.sound;
    return media === true && !isQuiet(quiet, wallMinutes(now, this.live.board.branch.time_zone));
  }

  /** The words in the language whose turn it is; of pictures for those who do not see them. */
  _say() {
    if (this.current === null) return;
    const { item, front } = this.current;
    const [language, text] = wordsOf(item);
    if (item.kind === "text") {
      say(this.text, text);
      this.text.lang = language;
      this.text.classList.toggle("long", text.length > LONG_TEXT);
    }
    if (item.kind === "image" && front.alt !== text) front.alt = text;
    if (item.kind === "video") this.video.setAttribute("aria-label", text);
  }

  _leave() {
    if (this.current === null) return;
    if (this._isVideo()) this._unload();
    this.current = null;
    this._hideAll();
  }

  _hideAll() {
    for (const node of [...this.images, this.video, this.text]) node.classList.remove("shown");
  }

  /** A video that is not shown holds no memory. */
  _unload() {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }

  _listen() {
    for (const node of this.images) {
      node.onload = () => this._loaded(node, true);
      node.onerror = () => this._loaded(node, false);
    }
    // an engine that loads nothing beforehand says that it suspends
    this.video.onloadeddata = () => this._isLoaded();
    this.video.onsuspend = () => this._isLoaded();
    this.video.onended = () => this._over();
    this.video.onerror = () => this._failed();
  }

  _loaded(node, well) {
    if (this.next === null || this.next.item.kind !== "image" || node !== this._back()) return;
    if (node.getAttribute("src") !== this.next.item.src) return;
    if (well) this.next.ready = true;
    else this._isBad(this.next.item);
  }

  _isLoaded() {
    const { next, video } = this;
    if (next && next.item.kind === "video" && video.getAttribute("src") === next.item.src) next.ready = true;
  }

  _isBad(item) {
    this.broken.set(item.src, performance.now());
    this.next = null;
  }

  _over() {
    if (this._isVideo()) this.current.left = 0;
  }

  /** A video that broke leaves the stage to the next page at once. */
  _failed() {
    if (!this.video.hasAttribute("src")) return;
    if (this._isVideo()) {
      this.broken.set(this.current.item.src, performance.now());
      this._leave();
    } else if (this.next && this.next.item.kind === "video") {
      this._isBad(this.next.item);
    }
  }
}

function image() {
  const node = el("img", "media-file");
  node.alt = "";
  return node;
}

function video() {
  const node = el("video", "media-file");
  node.playsInline = true;
  node.preload = "auto";
  node.disableRemotePlayback = true;
  return node;
}

function isSame(one, other) {
  return one.id === other.id && one.src === other.src;
}

/** Nothing moves by itself for those who asked for stillness. */
function isStill() {
  return setup.still || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function wordsOf({ text }) {
  const language = text[languageNow()] ? languageNow() : "en";
  return [language, text[language] || ""];
}
