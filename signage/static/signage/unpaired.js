// A screen that is paired no more: its own address shows a code now, so that nobody needs a keyboard
// to pair it again. It only goes there once the house has really answered with that page.

const FIRST_MS = 2000;
const AGAIN_MS = 15000;

/** Load the page anew when its address has become one of a screen that belongs to nobody. */
export function leaveWhenUnpaired(live, reload = () => location.reload()) {
  const again = () => setTimeout(look, AGAIN_MS);
  function look() {
    if (!live.unpaired) return;
    fetch(location.href, { cache: "no-store" })
      .then((answer) => (answer.status === 404 ? answer.text() : ""))
      .then((text) => (text.indexOf("data-lost") < 0 ? again() : reload()))
      .catch(again);
  }
  setTimeout(look, FIRST_MS);
}
