// A browser that draws a page late passes over autofocus; the hand is at the first field all the same.
const first = document.querySelector("[autofocus]");
if (first && document.activeElement === document.body) first.focus();
