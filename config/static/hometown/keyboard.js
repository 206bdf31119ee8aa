// The officials' site by keyboard alone. The theme has buttons that are none (its filter, its
// dialogs' cross, the account menu with the log-out): here they can be reached, are told by name and
// can be pressed. A dialog takes the hand and gives it back; a field to correct has it, or a refusal,
// or what autofocus names, also where the page is drawn too late for that.
const PRESSED = "[x-on\\:click]:is(a, div, span):not(a[href], #changelist-filter-close)";
const FIELD = ":is(input:not([type=hidden]), select, textarea):not([tabindex='-1'])";
const ICON = ".material-symbols-outlined";

function dress(root) {
  const words = document.getElementById("hometown-words")?.dataset ?? {};
  for (const icon of root.querySelectorAll(`${ICON}:not([x-on\\:click])`)) icon.ariaHidden = "true";
  for (const each of root.querySelectorAll(PRESSED)) {
    each.tabIndex = 0;
    each.role = "button";
  }
  for (const each of root.querySelectorAll(":is(a, button, [role=button]):not([aria-label])")) {
    const icon = each.matches(ICON) ? each : each.querySelector(ICON);
    const name = words[icon?.textContent.trim()];
    if (name && each.textContent.trim() === icon.textContent.trim()) each.ariaLabel = name;
  }
}

function shown(panel) {
  return panel.checkVisibility();
}

// The panel has the hand while it is shown; then whoever had it before.
function takeTheHand(panel, content) {
  let before = null;
  const enter = () => {
    const faulty = content.querySelector(`.errors ${FIELD}`);
    if (!shown(panel) || (!faulty && content.contains(document.activeElement))) return;
    before ??= document.activeElement;
    const first = faulty ?? content.querySelector(FIELD);
    (first ?? content.querySelector("form a, form button"))?.focus();
  };
  new MutationObserver(() => {
    if (shown(panel)) enter();
    else if (before) { before.focus(); before = null; }
  }).observe(panel, { attributeFilter: ["style"] });
  document.body.addEventListener("htmx:afterSettle", enter);
}

function begin() {
  dress(document);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.parentElement) dress(node.parentElement);
    }
  }).observe(document.body, { childList: true, subtree: true });
  const dialog = document.getElementById("modal-content");
  if (dialog) {
    dialog.role = "dialog";
    dialog.ariaModal = "true";
    dialog.setAttribute("aria-labelledby", "dialog-title");
    document.body.addEventListener("htmx:afterSwap", () => {
      const title = dialog.querySelector("h1");
      if (title) title.id = "dialog-title";
    });
    takeTheHand(dialog.parentElement, dialog);
  }
  const filter = document.getElementById("changelist-filter");
  if (filter) takeTheHand(filter, filter);
  const first = document.querySelector(`#content .errors ${FIELD}`)
    ?? document.getElementById("refusals")
    ?? document.querySelector(`[autofocus], #content .desk-form ${FIELD}`);
  if (first && document.activeElement === document.body) first.focus();
}

document.addEventListener("keydown", (event) => {
  const pressed = event.target;
  if (!["Enter", " "].includes(event.key) || !pressed.matches?.(PRESSED)) return;
  event.preventDefault();
  pressed.click();
});
document.addEventListener("DOMContentLoaded", begin);
