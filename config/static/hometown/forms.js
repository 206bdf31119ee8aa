// A form is sent once, and never into a session that has ended: half an hour at the telephone would
// cost what was typed. So a page that has stood open for a while asks first who is logged in, and
// takes the key of that session along (a log-in changes it). Whoever was logged out logs in in
// another window and presses again. The second half of a double click is not sent at all.
const SLOWEST = 5000;
const A_WHILE = 20 * 60 * 1000;
const DOUBLE_CLICK = 500;
const opened = Date.now();

async function session(words) {
  try {
    const answer = await fetch(words.session, { redirect: "manual", cache: "no-store" });
    return answer.ok ? await answer.json() : {};
  } catch {
    return null;
  }
}

function refuse(form, words, problem) {
  document.getElementById("hometown-ended")?.remove();
  const told = document.createElement("section");
  told.id = "hometown-ended";
  told.className = "desk-refusals";
  told.role = "alert";
  const link = document.createElement("a");
  link.href = words.login;
  link.target = "_blank";
  link.textContent = words.again;
  told.append(`${problem} `, link);
  form.before(told);
  link.focus();
}

function sent(form) {
  form.dataset.sending = "sent";
  // A page that stays, because a file came back, can be sent again.
  setTimeout(() => { delete form.dataset.sending; }, SLOWEST);
}

async function askAndSend(form, submitter) {
  const words = document.getElementById("hometown-words").dataset;
  // What is told stands above the form and pushes it down: not before the second half of a double
  // click, which would fall beside the button and take the focus away.
  const settled = new Promise((done) => { setTimeout(done, DOUBLE_CLICK); });
  const now = await session(words);
  const problem = now && now.official !== words.official && (now.official ? words.other : words.ended);
  if (problem) {
    await settled;
    delete form.dataset.sending;
    refuse(form, words, problem);
    return;
  }
  const key = form.elements.namedItem("csrfmiddlewaretoken");
  if (now && key) key.value = now.token;
  form.dataset.sending = "asked";
  form.requestSubmit(submitter);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("#content")) return;
  const state = form.dataset.sending;
  if (state === "asked" || (!state && Date.now() - opened < A_WHILE)) { sent(form); return; }
  event.preventDefault();
  if (state) return;
  form.dataset.sending = "asking";
  askAndSend(form, event.submitter);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sending;
});
