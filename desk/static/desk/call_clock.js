// The clock of a running call: it reminds at ten minutes and says when fifteen are over. Without it
// the page says the same when it is read again.

const call = document.getElementById("call");
const face = document.getElementById("call-clock");
const word = document.getElementById("call-word");
const { seconds, remind, limit } = call.dataset;
const began = performance.now() - Number(seconds) * 1000;

function two(number) {
  return String(number).padStart(2, "0");
}

function show() {
  const passed = Math.floor((performance.now() - began) / 1000);
  face.textContent = `${Math.floor(passed / 60)}:${two(passed % 60)}`;
  const long = passed >= Number(limit);
  call.classList.toggle("long", long);
  const said = long
    ? "Fifteen minutes are over: agree on the next step and close."
    : passed >= Number(remind) ? "Ten minutes: come to the next step." : "";
  if (word.textContent !== said) word.textContent = said;
}

show();
setInterval(show, 1000);
