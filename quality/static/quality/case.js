// The page of a case looks again when it comes back to sight, and once a minute while it is seen,
// unless something on it is opened to be written or decided.

const EVERY_MS = 60000;

function isIdle() {
  return !document.hidden && !document.querySelector("details[open]");
}

function lookAgain() {
  if (isIdle()) location.replace(location.href);
}

document.addEventListener("visibilitychange", lookAgain);
setInterval(lookAgain, EVERY_MS);
